import { accessSync, constants, writeFileSync } from 'node:fs';
import { delimiter, isAbsolute, join, resolve } from 'node:path';
import { processEnv } from './environment';
import { runProcess } from './process';
import type { LiveStep } from './frame';
import { asMap, type Tree, type TreeMap, WorkflowError } from './tree';

const arguments_: Readonly<Record<string, string>> = { bash: '--noprofile --norc -e -o pipefail {0}', sh: '-e {0}', python: '{0}' };

/** A `run:` step. Without `shell:` it is `bash -e`, without pipefail, as on GitHub. */
export async function runScript(step: LiveStep): Promise<boolean> {
  const { job, plan, evaluation, log } = step;
  const file = join(job.temp, `${crypto.randomUUID()}.sh`);
  const script = evaluation.text(plan.tree.get('run'));
  writeFileSync(file, `${script}\n`);
  const defaults: TreeMap = step.scope.composite ? new Map<string, Tree>() : new Map([...runDefaults(job.frame.workflow), ...runDefaults(job.frame.tree)]);
  const shell = evaluation.text(plan.tree.get('shell') ?? defaults.get('shell'));
  const env = processEnv(step, {});
  const [program = '', ...format] = (shell === '' ? defaultShell(env['PATH'] ?? '') : shell).split(/\s+/);
  const words = format.length > 0 ? format : (arguments_[program] ?? '').split(' ');
  if (!words.includes('{0}')) throw new WorkflowError("Invalid shell option. Shell must be a valid built-in (bash, sh, python) or a format string containing '{0}'");
  const cwd = resolve(job.workspace, evaluation.text(plan.tree.get('working-directory') ?? defaults.get('working-directory')));
  log.print(`##[group]Run ${script.trim().split('\n')[0] ?? ''}`);
  script.trimEnd().split('\n').forEach((line) => log.print(line));
  log.print('##[endgroup]');
  const end = await runProcess({ file: program, args: words.map((word) => (word === '{0}' ? file : word)), cwd, env, cancel: step.cancel, grace: job.frame.run.grace, onLine: (line) => log.read(line) });
  step.signals.push(...end.signals);
  if (end.exitCode !== 0 && !step.cancel.aborted) log.issue('error', `Process completed with exit code ${end.exitCode}.`);
  return end.exitCode === 0;
}

function runDefaults(tree: LiveStep['plan']['tree']): LiveStep['plan']['tree'] {
  return asMap(asMap(tree.get('defaults')).get('run'));
}

function defaultShell(path: string): string {
  const found = path.split(delimiter).some((folder) => isAbsolute(folder) && canRun(join(folder, 'bash')));
  return found ? 'bash -e {0}' : 'sh -e {0}';
}

function canRun(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

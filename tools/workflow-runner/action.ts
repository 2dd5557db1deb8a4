import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runComposite } from './composite';
import { githubContext, processEnv, runnerContext } from './environment';
import { parseActionFile } from './files';
import type { LiveStep, StepPlan } from './frame';
import { runProcess } from './process';
import { resolveUse } from './references';
import { asMap, asText, Expression, type TreeMap, WorkflowError } from './tree';

/** A `uses:` step: a JavaScript action, a composite one, or what stands in for somebody else's. */
export async function runAction(step: LiveStep): Promise<boolean> {
  const { job, scope, plan, log } = step;
  const uses = asText(plan.tree.get('uses'));
  const use = resolveUse(uses, { workspace: job.workspace, repository: scope.repository }, job.frame.run.uses);
  const given = step.evaluation.texts(plan.tree.get('with'));
  if (use.kind === 'stand-in') {
    log.print(`##[group]Run ${uses}`);
    log.print('##[endgroup]');
    const { root, artifacts, github } = job.frame.run;
    const places = { workspace: job.workspace, root, artifacts, sha: String(github['sha']), ref: String(github['ref']) };
    Object.assign(step.outputs, await use.run({ ...places, inputs: given, log: (line) => log.print(line), warn: (line) => log.issue('warning', line) }));
    return true;
  }
  const file = ['action.yml', 'action.yaml'].map((name) => join(use.folder, name)).find((path) => existsSync(path));
  if (file === undefined) throw new WorkflowError(`Can't find 'action.yml', 'action.yaml' or 'Dockerfile' under '${use.folder}'. Did you forget to run actions/checkout before running your local action?`);
  const action = parseActionFile(job.frame.run.libraries, file);
  const inputs = mergeInputs(step, action, given);
  const runs = asMap(action.get('runs'));
  const using = asText(runs.get('using'));
  if (plan.stage === 'main' && runs.has('post')) registerPost(step, runs);
  if (using === 'composite') return runComposite(step, { action, folder: use.folder, repository: use.repository, inputs });
  if (using === 'node24') return runNode(step, join(use.folder, asText(runs.get(plan.stage))), inputs, uses);
  throw new WorkflowError(`${uses} runs with ${using}, which this runner does not have`);
}

/** What the workflow gives, then the defaults of action.yml, evaluated anew for each stage. */
function mergeInputs(step: LiveStep, action: TreeMap, given: Readonly<Record<string, string>>): Record<string, string> {
  const defaults = step.job.evaluation(step.scope, { github: githubContext(step), runner: runnerContext(step.job) });
  const inputs = Object.fromEntries(Object.entries(given).map(([name, value]) => [name.toLowerCase(), value]));
  const declared = asMap(action.get('inputs'));
  const valid = [...declared.keys()].map((name) => name.toLowerCase());
  const unexpected = Object.keys(inputs).filter((name) => !valid.includes(name));
  if (unexpected.length > 0) step.log.issue('warning', `Unexpected input(s) '${unexpected.join("', '")}', valid inputs are ['${valid.join("', '")}']`);
  for (const [name, about] of declared) inputs[name.toLowerCase()] ??= defaults.text(asMap(about).get('default'));
  return inputs;
}

/** Registered before main runs, so that it happens even when main dies; `post-if` is taken as it is, without an implied success(). */
function registerPost(step: LiveStep, runs: TreeMap): void {
  const raw = runs.get('post-if');
  const text = raw instanceof Expression ? raw.text : asText(raw).replace(/^\s*\$\{\{|\}\}\s*$/g, '').trim();
  const plan: StepPlan = { ...step.plan, stage: 'post', condition: new Map([['if', new Expression(text === '' ? 'always()' : text)]]) };
  step.job.registerPost(plan, step.scope);
}

async function runNode(step: LiveStep, main: string, inputs: Readonly<Record<string, string>>, uses: string): Promise<boolean> {
  const { job, plan, log } = step;
  if (!existsSync(main)) throw new WorkflowError(`File not found: '${main}'`);
  if (plan.stage === 'post') log.print('Post job cleanup.');
  else {
    log.print(`##[group]Run ${uses}`);
    const shown = Object.entries(inputs).filter(([, value]) => value !== '');
    if (shown.length > 0) log.print('with:');
    for (const [name, value] of shown) log.print(`  ${name}: ${value}`);
    log.print('##[endgroup]');
  }
  const variables = {
    ...Object.fromEntries(Object.entries(inputs).map(([name, value]) => [`INPUT_${name.replace(/ /g, '_').toUpperCase()}`, value])),
    ...Object.fromEntries(Object.entries(plan.state).map(([name, value]) => [`STATE_${name}`, value])),
  };
  const remote = /^([^./$@][^/@]*\/[^/@]+)(?:\/[^@]+)?@(.+)$/.exec(uses);
  const source = remote ? { action_repository: remote[1], action_ref: remote[2] } : {};
  const { grace, nodePath } = job.frame.run;
  const end = await runProcess({ file: nodePath, args: [main], cwd: job.workspace, env: processEnv(step, variables, source), cancel: step.cancel, grace, onLine: (line) => log.read(line) });
  step.signals.push(...end.signals);
  return end.exitCode === 0;
}

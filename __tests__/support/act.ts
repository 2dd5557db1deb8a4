import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { PINS } from '../../src/cli/templates/pins';
import { provideProgram } from '../../tools/programs';
import { findNode } from '../../tools/workflow-runner/node-binary';
import { type ActRun, readActLog } from './act-log';
import { REPOSITORY } from './job';

export interface ActOptions {
  /** A clean clone of the team's repository: what else lies there would be deployed with it. */
  readonly clone: string;
  /** The workflow that a person starts, from the root of the clone. */
  readonly file: string;
  readonly inputs: Readonly<Record<string, string>>;
  readonly vars: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string>>;
  /** Of the runner itself. */
  readonly env: Readonly<Record<string, string>>;
  /** A folder of the run's own. */
  readonly scratch: string;
}

/** Keys that act 0.2.89 refuses. It has neither queues nor records of deployments, so that nothing is lost of what it does. */
const UNKNOWN = /^ +(queue: max|deployment: false .*)\n/gm;

function withoutUnknown(clone: string): void {
  const folder = join(clone, '.github/workflows');
  for (const path of readdirSync(folder).map((name) => join(folder, name))) writeFileSync(path, readFileSync(path, 'utf8').replace(UNKNOWN, ''));
}

/** As act reads a file of variables: each on one line. */
function list(values: Readonly<Record<string, string>>): string {
  return Object.entries(values).map(([name, value]) => `${name}=${JSON.stringify(value.trimEnd())}\n`).join('');
}

/** What stands for an action of others, and where ours are. */
function localRepositories(suite: string): string[] {
  for (const name of ['action.yml', 'actions', 'dist']) cpSync(join(REPOSITORY, name), join(suite, name), { recursive: true });
  const fixture = (pin: string, name: string): string => `${pin.split(' ')[0] ?? ''}=${join(REPOSITORY, '__tests__/workflows/fixtures', name)}`;
  const mapped = [fixture(PINS.checkout, 'checkout'), fixture(PINS.upload, 'upload-artifact'), `${PINS.suite}@${PINS.major}=${suite}`];
  return mapped.flatMap((one) => ['--local-repository', one]);
}

/** Runs a workflow under nektos/act, which nobody here wrote, on this machine and without containers. */
export async function runAct({ clone, file, inputs, vars, secrets, env, scratch }: ActOptions): Promise<ActRun> {
  const act = await provideProgram('act');
  const at = (name: string): string => join(scratch, name);
  for (const name of ['home', 'cache', 'suite', 'artifacts']) mkdirSync(at(name), { recursive: true });
  withoutUnknown(clone);
  writeFileSync(at('secrets'), list(secrets));
  writeFileSync(at('vars'), list(vars));
  // Texts alone: booleans of an event are false to act, whatever they are.
  writeFileSync(at('event.json'), JSON.stringify({ inputs }));
  const words = [
    ...['workflow_dispatch', '-W', file, '-e', at('event.json'), '-P', `${PINS.runner}=-self-hosted`, '--json'],
    ...['--container-daemon-socket', '-', '--no-cache-server', '--no-skip-checkout', '--action-cache-path', at('cache')],
    ...['--secret-file', at('secrets'), '--var-file', at('vars'), '--env-file', '/dev/null', '--input-file', '/dev/null', '-s', 'GITHUB_TOKEN=token'],
    ...Object.entries({ ...env, LOCKGATE_TEST_SOURCE: clone, LOCKGATE_TEST_ARTIFACTS: at('artifacts') }).flatMap(([name, value]) => ['--env', `${name}=${value}`]),
    ...localRepositories(at('suite')),
  ];
  // Actions run on the first `node` of its own PATH, whichever that is.
  const path = `${dirname(findNode(undefined, false).path)}:/usr/local/bin:/usr/bin:/bin`;
  const child = spawn(act, words, { cwd: clone, env: { HOME: at('home'), PATH: path, LANG: 'C.UTF-8' }, stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (log += text));
  const code = await new Promise<number | null>((settle, reject) => {
    child.once('error', reject);
    child.once('close', settle);
  });
  return readActLog(log, code);
}

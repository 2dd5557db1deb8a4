import { cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { findJob, runWorkflow, type JobResult, type RunResult } from '../../../tools/workflow-runner';
import { makeFolder } from '../scratch';

const project = join(__dirname, '../../..');

type Behaviour = { readonly fail?: true; readonly hang?: true; readonly outputs?: Readonly<Record<string, string>> };

/** What happens on the way, and what the run must then look like. */
export interface Scenario {
  readonly name: string;
  /** Per action, where it does not simply pass. */
  readonly standIns: Readonly<Record<string, Behaviour>>;
  readonly rejected?: true;
  check(run: RunResult): void;
}

/** The steps of the job `deploy` that came from actions of ours, "migrate success", in order; those skipped are left out. */
function done(run: RunResult): string[] {
  return findJob(run, 'deploy')
    .steps.filter((step) => step.stage === 'main' && step.outcome !== 'skipped' && !step.id.startsWith('__'))
    .map((step) => `${step.id} ${step.outcome}`);
}

function inputsOf(job: JobResult, id: string): Record<string, string> {
  const line = job.steps.find((step) => step.id === id)?.log.find((text) => text.startsWith('inputs '));
  return JSON.parse(line?.slice('inputs '.length) ?? '{}') as Record<string, string>;
}

function expectRed(run: RunResult): void {
  expect(findJob(run, 'verdict').conclusion).toBe('failure');
  expect(run.conclusion).toBe('failure');
}

const begins = ['preflight success', 'backup success', 'migrate success', 'rolling-deploy success', 'health-check success'];

export const scenarios: readonly Scenario[] = [
  {
    name: 'all gates open',
    standIns: {},
    check: (run) => {
      expect(done(run)).toEqual([...begins, 'notify success']);
      expect(inputsOf(findJob(run, 'deploy'), 'notify')).toMatchObject({ 'release-id': 'r2', environment: 'production', 'job-status': 'success' });
      expect(findJob(run, 'deploy').outputs).toEqual({ outcome: 'released' });
      expect(findJob(run, 'verdict').conclusion).toBe('success');
      expect(run.conclusion).toBe('success');
    },
  },
  {
    name: 'the release is not healthy',
    standIns: { 'health-check': { fail: true, outputs: { status: 'unhealthy' } } },
    check: (run) => {
      expect(done(run)).toEqual([...begins.slice(0, 4), 'health-check failure', 'rollback success', 'notify success']);
      expect(inputsOf(findJob(run, 'deploy'), 'notify')).toMatchObject({ 'rollback-status': 'rolled-back', 'job-status': 'failure' });
      expect(findJob(run, 'deploy').conclusion).toBe('failure');
      expectRed(run);
    },
  },
  {
    name: 'the backup passes without being verified',
    standIns: { backup: { outputs: { verified: 'false' } } },
    check: (run) => {
      expect(done(run)).toEqual(['preflight success', 'backup success', 'notify success']);
      expectRed(run);
    },
  },
  {
    name: 'preflight passes without being ready',
    standIns: { preflight: { outputs: { ready: 'false' } } },
    check: (run) => {
      expect(done(run)).toEqual(['preflight success', 'notify success']);
      expectRed(run);
    },
  },
  {
    name: 'a migration fails',
    standIns: { migrate: { fail: true } },
    check: (run) => {
      expect(done(run)).toEqual(['preflight success', 'backup success', 'migrate failure', 'rollback success', 'notify success']);
      expectRed(run);
    },
  },
  {
    name: 'a new instance does not pass its gate',
    standIns: { 'rolling-deploy': { fail: true, outputs: { status: 'unhealthy' } } },
    check: (run) => {
      expect(done(run)).toEqual([...begins.slice(0, 3), 'rolling-deploy failure', 'rollback success', 'notify success']);
      expectRed(run);
    },
  },
  {
    name: 'nothing was moved, without an error',
    standIns: { 'rolling-deploy': { outputs: { status: 'held' } } },
    check: (run) => {
      expect(done(run)).toEqual([...begins.slice(0, 4), 'notify success']);
      expectRed(run);
    },
  },
  {
    name: 'the health check answers inconclusive, without an error',
    standIns: { 'health-check': { outputs: { status: 'inconclusive' } } },
    check: (run) => {
      expect(done(run)).toEqual([...begins, 'notify success']);
      expectRed(run);
    },
  },
  {
    name: 'the run is cancelled while it deploys',
    standIns: { 'rolling-deploy': { hang: true } },
    check: (run) => {
      expect(done(run)).toEqual([...begins.slice(0, 3), 'rolling-deploy cancelled', 'rollback success', 'notify success']);
      expect(inputsOf(findJob(run, 'deploy'), 'notify')).toMatchObject({ 'rollback-status': 'rolled-back', 'job-status': 'cancelled' });
      expect(findJob(run, 'verdict').conclusion).toBe('failure');
    },
  },
  {
    name: 'the approval is refused',
    standIns: {},
    rejected: true,
    check: (run) => {
      expect(findJob(run, 'deploy')).toMatchObject({ approval: 'rejected', steps: [] });
      expectRed(run);
    },
  },
];

let actions: string | undefined;

/** A repository of ours whose action.yml files are the real ones, with stand-ins where the bundles would be. */
function standInRepository(): string {
  const standIn = JSON.stringify(join(__dirname, '../fixtures/stand-in.cjs'));
  const ids = readdirSync(join(project, 'actions'));
  const stubs = ids.flatMap((id): [string, string][] => [[`dist/${id}.js`, `require(${standIn})('${id}')`], [`dist/${id}-post.js`, '']]);
  const folder = makeFolder(Object.fromEntries(stubs));
  cpSync(join(project, 'actions'), join(folder, 'actions'), { recursive: true });
  return folder;
}

/** Runs a scenario on a workflow text, with the secrets and variables that a team would have set. */
export async function runScenario(workflow: string, scenario: Scenario): Promise<RunResult> {
  actions ??= standInRepository();
  return runWorkflow({
    file: 'deploy.yml',
    root: makeFolder({ 'deploy.yml': workflow }),
    event: { name: 'push', ref: 'refs/tags/v2' },
    repositories: { 'lockgate/lockgate': actions },
    secrets: { DEPLOY_KEY: 'the-private-key', DEPLOY_WEBHOOK: 'https://chat.example.org/hook' },
    vars: { SHOP_HOST: '203.0.113.7', SHOP_URL: 'https://shop.example.org', KNOWN_HOSTS: 'shop ssh-ed25519 AAAA' },
    env: { STAND_INS: JSON.stringify(scenario.standIns) },
    grace: { interruptMs: 2_000 },
    cancel: (event) => event.type === 'line' && event.text.endsWith(' hangs'),
    approve: () => (scenario.rejected ? 'rejected' : 'approved'),
  });
}

export function findScenario(name: string): Scenario {
  const found = scenarios.find((scenario) => scenario.name === name);
  if (found === undefined) throw new Error(`no scenario "${name}"`);
  return found;
}

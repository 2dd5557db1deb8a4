import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findJob, runWorkflow, type JobResult, type RunResult } from '../../../tools/workflow-runner';
import { makeFolder } from '../scratch';

const project = join(__dirname, '../../..');
const written = join(project, 'examples/flask-systemd/.github/workflows');

type Behaviour = { readonly fail?: true; readonly hang?: true; readonly outputs?: Readonly<Record<string, string>> };

/** What happens on the way, and what the run must then look like. */
export interface Scenario {
  readonly name: string;
  /** Per action, where it does not simply pass; `plan/<action>` in the plan. */
  readonly standIns: Readonly<Record<string, Behaviour>>;
  /** Beside the version. */
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly rejected?: true;
  check(run: RunResult): void;
}

const deployJob = (run: RunResult): JobResult => findJob(run, 'deploy/deploy');

/** The steps of a job that came from actions of ours, "migrate success", in order; those skipped are left out. */
function done(job: JobResult): string[] {
  return job.steps.filter((step) => step.stage === 'main' && step.outcome !== 'skipped' && !step.id.startsWith('__')).map((step) => `${step.id} ${step.outcome}`);
}

/** What a stand-in was given. */
export function inputsOf(job: JobResult, id: string): Record<string, string> {
  const line = job.steps.find((step) => step.id === id)?.log.find((text) => text.startsWith('inputs '));
  return JSON.parse(line?.slice('inputs '.length) ?? '{}') as Record<string, string>;
}

function expectRed(run: RunResult): void {
  expect(findJob(run, 'deploy/verdict').conclusion).toBe('failure');
  expect(run.conclusion).toBe('failure');
}

function expectGreen(run: RunResult): void {
  expect(findJob(run, 'deploy/verdict').conclusion).toBe('success');
  expect(run.conclusion).toBe('success');
}

const begins = ['preflight success', 'backup success', 'migrate success', 'rolling-deploy success', 'health-check success'];

export const scenarios: readonly Scenario[] = [
  {
    name: 'all gates open',
    standIns: {},
    check: (run) => {
      expect(done(deployJob(run))).toEqual([...begins, 'notify success']);
      expect(inputsOf(deployJob(run), 'notify')).toMatchObject({ 'release-id': 'r2', environment: 'production', 'job-status': 'success' });
      expect(deployJob(run).outputs).toEqual({ outcome: 'released', 'release-id': 'r2' });
      // What was planned is what is deployed.
      expect(done(findJob(run, 'deploy/plan'))).toEqual(begins.slice(0, 4));
      for (const id of ['preflight', 'backup', 'migrate', 'rolling-deploy']) expect(inputsOf(findJob(run, 'deploy/plan'), id)).toMatchObject({ 'dry-run': 'true', version: 'v2', scope: 'all' });
      expect(inputsOf(deployJob(run), 'preflight')).toMatchObject({ 'plan-digest': 'd1', 'dry-run': 'false' });
      expectGreen(run);
    },
  },
  {
    name: 'the release is not healthy',
    standIns: { 'health-check': { fail: true, outputs: { status: 'unhealthy' } } },
    check: (run) => {
      expect(done(deployJob(run))).toEqual([...begins.slice(0, 4), 'health-check failure', 'rollback success', 'notify success']);
      expect(inputsOf(deployJob(run), 'notify')).toMatchObject({ 'rollback-status': 'rolled-back', 'job-status': 'failure' });
      expect(deployJob(run).conclusion).toBe('failure');
      expectRed(run);
    },
  },
  {
    name: 'the backup passes without being verified',
    standIns: { backup: { outputs: { verified: 'false' } } },
    check: (run) => {
      expect(done(deployJob(run))).toEqual(['preflight success', 'backup success', 'notify success']);
      expectRed(run);
    },
  },
  {
    name: 'preflight passes without being ready',
    standIns: { preflight: { outputs: { ready: 'false' } } },
    check: (run) => {
      expect(done(deployJob(run))).toEqual(['preflight success', 'notify success']);
      expectRed(run);
    },
  },
  {
    name: 'a migration fails',
    standIns: { migrate: { fail: true } },
    check: (run) => {
      expect(done(deployJob(run))).toEqual(['preflight success', 'backup success', 'migrate failure', 'rollback success', 'notify success']);
      expectRed(run);
    },
  },
  {
    name: 'a new instance does not pass its gate',
    standIns: { 'rolling-deploy': { fail: true, outputs: { status: 'unhealthy' } } },
    check: (run) => {
      expect(done(deployJob(run))).toEqual([...begins.slice(0, 3), 'rolling-deploy failure', 'rollback success', 'notify success']);
      expectRed(run);
    },
  },
  {
    name: 'nothing was moved, without an error',
    standIns: { 'rolling-deploy': { outputs: { status: 'held' } } },
    check: (run) => {
      expect(done(deployJob(run))).toEqual([...begins.slice(0, 4), 'notify success']);
      expectRed(run);
    },
  },
  {
    name: 'the health check answers inconclusive, without an error',
    standIns: { 'health-check': { outputs: { status: 'inconclusive' } } },
    check: (run) => {
      expect(done(deployJob(run))).toEqual([...begins, 'notify success']);
      expectRed(run);
    },
  },
  {
    name: 'the run is cancelled while it deploys',
    standIns: { 'rolling-deploy': { hang: true } },
    check: (run) => {
      expect(done(deployJob(run))).toEqual([...begins.slice(0, 3), 'rolling-deploy cancelled', 'rollback success', 'notify success']);
      expect(inputsOf(deployJob(run), 'notify')).toMatchObject({ 'rollback-status': 'rolled-back', 'job-status': 'cancelled' });
      expect(findJob(run, 'deploy/verdict').conclusion).toBe('failure');
    },
  },
  {
    name: 'the plan is not ready',
    standIns: { 'plan/preflight': { fail: true, outputs: { ready: 'false' } } },
    check: (run) => {
      expect(done(findJob(run, 'deploy/plan'))).toEqual(['preflight failure']);
      expect(deployJob(run)).toMatchObject({ conclusion: 'skipped', approval: 'not-asked', steps: [] });
      expectRed(run);
    },
  },
  {
    name: 'the plan passes without being ready',
    standIns: { 'plan/preflight': { outputs: { ready: 'false' } } },
    check: (run) => {
      expect(done(findJob(run, 'deploy/plan'))).toEqual(['preflight success']);
      expect(deployJob(run).conclusion).toBe('skipped');
      expectRed(run);
    },
  },
  {
    name: 'a dry run',
    standIns: {},
    inputs: { 'dry-run': true },
    check: (run) => {
      expect(deployJob(run)).toMatchObject({ conclusion: 'skipped', approval: 'not-asked' });
      expectGreen(run);
    },
  },
  {
    name: 'a dry run that is not ready',
    standIns: { 'plan/preflight': { outputs: { ready: 'false' } } },
    inputs: { 'dry-run': true },
    check: expectRed,
  },
  {
    name: 'a plan that a person approved',
    standIns: {},
    inputs: { approve: 'd7' },
    check: (run) => {
      for (const job of ['deploy/plan', 'deploy/deploy']) expect(inputsOf(findJob(run, job), 'preflight')).toMatchObject({ approve: 'd7' });
      expectGreen(run);
    },
  },
  {
    name: 'the application alone',
    standIns: {},
    inputs: { scope: 'application' },
    check: (run) => {
      expect(done(deployJob(run))).toEqual(['preflight success', 'rolling-deploy success', 'health-check success', 'notify success']);
      expectGreen(run);
    },
  },
  {
    name: 'the application alone, where preflight passes without being ready',
    standIns: { preflight: { outputs: { ready: 'false' } } },
    inputs: { scope: 'application' },
    check: (run) => {
      expect(done(deployJob(run))).toEqual(['preflight success', 'notify success']);
      expectRed(run);
    },
  },
  {
    name: 'the migrations alone',
    standIns: {},
    inputs: { scope: 'migrations' },
    check: (run) => {
      expect(done(deployJob(run))).toEqual([...begins.slice(0, 3), 'notify success']);
      expectGreen(run);
    },
  },
  {
    name: 'a configuration in which nothing differs',
    standIns: { 'rolling-deploy': { outputs: { status: 'unchanged' } } },
    inputs: { scope: 'configuration' },
    check: (run) => {
      expect(done(deployJob(run))).toEqual(['preflight success', 'rolling-deploy success', 'notify success']);
      expectGreen(run);
    },
  },
  {
    name: 'the approval is refused',
    standIns: {},
    rejected: true,
    check: (run) => {
      expect(deployJob(run)).toMatchObject({ approval: 'rejected', steps: [] });
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

/** A workflow of the example's, as it is generated. */
export function readWorkflow(name: string): string {
  return readFileSync(join(written, name), 'utf8');
}

/** Runs a workflow that a person starts, beside a `deploy.yml` of this text, with the secrets and variables that a team would have set. */
export async function dispatch(file: string, deploy: string, { standIns, inputs = {}, rejected }: Pick<Scenario, 'standIns' | 'inputs' | 'rejected'>): Promise<RunResult> {
  actions ??= standInRepository();
  const names = readdirSync(written);
  const root = makeFolder({ ...Object.fromEntries(names.map((name) => [`.github/workflows/${name}`, readWorkflow(name)])), '.github/workflows/deploy.yml': deploy });
  return runWorkflow({
    file: `.github/workflows/${file}`,
    root,
    event: { name: 'workflow_dispatch', inputs },
    repositories: { 'lockgate/lockgate': actions },
    environments: { production: { secrets: { DEPLOY_KEY: 'the-private-key', DEPLOY_WEBHOOK: 'https://chat.example.org/hook' } }, 'production-plan': { secrets: { DEPLOY_KEY: 'the-plan-key' } } },
    vars: { PRODUCTION_HOST: '203.0.113.7', LOCKGATE_KNOWN_HOSTS: '203.0.113.7 ssh-ed25519 AAAA' },
    env: { STAND_INS: JSON.stringify(standIns) },
    grace: { interruptMs: 2_000 },
    cancel: (event) => event.type === 'line' && event.text.endsWith(' hangs'),
    approve: (environment) => (rejected && environment === 'production' ? 'rejected' : 'approved'),
  });
}

/** Runs a scenario on a text of `deploy.yml`, which the workflow for production calls. */
export function runScenario(deploy: string, scenario: Scenario): Promise<RunResult> {
  return dispatch('deploy-production.yml', deploy, { ...scenario, inputs: { version: 'v2', ...scenario.inputs } });
}

export function findScenario(name: string): Scenario {
  const found = scenarios.find((scenario) => scenario.name === name);
  if (found === undefined) throw new Error(`no scenario "${name}"`);
  return found;
}

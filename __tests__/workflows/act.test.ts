import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { provideProgram } from '../../tools/programs';
import { runAct } from '../support/act';
import type { ActJob, ActRun } from '../support/act-log';
import { WorkflowRig } from '../support/workflow-rig';

/**
 * The workflows once more, under a runner that nobody here wrote. What is concluded is what it does as GitHub does: outputs of
 * steps and jobs, conditions, a failed step, the jobs behind it. Queues, approvals, cancellation and masks are tested elsewhere.
 */
jest.setTimeout(600_000);

let team: WorkflowRig;
let runs = 0;
beforeAll(async () => {
  await provideProgram('act');
  team = await WorkflowRig.start();
});
afterAll(async () => {
  await team.close();
});

async function deploy(version: string, scope: string): Promise<ActRun & { readonly scratch: string }> {
  const scratch = join(team.rig.folder, `act-${version}`);
  const clone = join(scratch, 'clone');
  team.rig.git('clone', '--quiet', team.rig.workspace, clone);
  const { vars, secrets, apiUrl } = team.settings();
  const env = { GITHUB_REPOSITORY: 'tea/shop', GITHUB_API_URL: apiUrl, GITHUB_RUN_ID: String(7000 + ++runs), GITHUB_RUN_ATTEMPT: '1' };
  const run = await runAct({ clone, file: '.github/workflows/deploy-production.yml', inputs: { version, scope, 'dry-run': 'false', approve: '' }, vars, secrets, env, scratch });
  return { ...run, scratch };
}

const OURS = ['preflight', 'backup', 'migrate', 'rolling-deploy', 'health-check', 'rollback', 'notify'];
/** The steps of ours that a job began, and how they ended; all that was said where that is a surprise. */
function expectSteps(job: ActJob, expected: readonly string[]): void {
  const ended = job.steps.filter(({ id }) => OURS.includes(id)).map(({ id, result }) => `${id} ${result}`);
  if (JSON.stringify(ended) !== JSON.stringify(expected)) throw new Error(`${JSON.stringify(ended)}, expected ${JSON.stringify(expected)}\n${job.text}`);
}
const outputs = (job: ActJob, id: string): Readonly<Record<string, string>> => job.steps.find((step) => step.id === id)?.outputs ?? {};

/** In this order: the second goes on from what the first left. */
test('a deploy is released: what a step says is what the next one goes by', async () => {
  team.tag('v1');
  const run = await deploy('v1', 'all');
  const [plan, job, verdict] = ['plan', 'deploy', 'verdict'].map((id) => run.job(id)) as [ActJob, ActJob, ActJob];
  expectSteps(plan, ['preflight success', 'backup success', 'migrate success', 'rolling-deploy success']);
  expectSteps(job, ['preflight success', 'backup success', 'migrate success', 'rolling-deploy success', 'health-check success', 'notify success']);
  // The verdict is green for nothing but the outputs of both jobs before it.
  expect([plan.result, job.result, verdict.result, run.code]).toEqual(['success', 'success', 'success', 0]);
  // The preflight of the deploy refuses a plan of another digest than the one that the job plan hands on.
  expect(outputs(plan, 'preflight')['plan-digest']).toMatch(/^2-/);
  expect(outputs(job, 'preflight')).toMatchObject({ ready: 'true', 'plan-digest': outputs(plan, 'preflight')['plan-digest'] });
  expect(outputs(job, 'migrate')).toMatchObject({ applied: '1' });
  expect(outputs(job, 'rolling-deploy')).toMatchObject({ status: 'deployed', 'release-id': team.rig.current });
  expect(await team.rig.served()).toMatchObject({ version: 'v1', release: team.rig.current });
  expect(team.outside.messages.map(({ event }) => event)).toEqual(['succeeded']);
});

test('a gate that closes: the way back is gone, everybody is told, and the run is red', async () => {
  const before = team.rig.current;
  team.release('v2', 'server.py', (text) => text.replace('"status": "ok"', '"status": "ill"'));
  const run = await deploy('v2', 'application');
  const [plan, job, verdict] = ['plan', 'deploy', 'verdict'].map((id) => run.job(id)) as [ActJob, ActJob, ActJob];
  expectSteps(plan, ['preflight success', 'rolling-deploy success']);
  expectSteps(job, ['preflight success', 'rolling-deploy success', 'health-check failure', 'rollback success', 'notify success']);
  expect([plan.result, job.result, verdict.result, run.code]).toEqual(['success', 'failure', 'failure', 1]);
  expect(outputs(job, 'health-check')).toMatchObject({ status: 'unhealthy' });
  expect(outputs(job, 'rollback')).toMatchObject({ status: 'rolled-back' });
  expect(existsSync(join(run.scratch, 'artifacts/diagnostics-1'))).toBe(true);
  expect(await team.rig.served()).toMatchObject({ version: 'v1', release: before });
  expect(team.outside.messages.map(({ event }) => event)).toEqual(['succeeded', 'rolled-back']);
});

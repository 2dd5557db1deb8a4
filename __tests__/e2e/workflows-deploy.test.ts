import { findStep } from '../../tools/workflow-runner';
import { expectEnd, jobOf, WorkflowRig } from '../support/workflow-rig';

// Each run is some two dozen processes.
jest.setTimeout(400_000);

let team: WorkflowRig;
beforeAll(async () => {
  team = await WorkflowRig.start();
});
afterAll(async () => {
  await team.close();
});

const serves = async (version: string): Promise<void> => {
  expect(await team.rig.served()).toMatchObject({ version });
};
const messages = (): string[] => team.outside.messages.map(({ event }) => event);

/** In this order: each goes on from what the one before left. */
describe('the workflows of a team, on a server of its own', () => {
  test('a dry run plans, writes nothing on the server, and is green', async () => {
    team.tag('v1');
    const before = team.rig.everything();
    const run = await team.deploy('v1', { 'dry-run': true });
    expectEnd(run, 'skipped', '', 'success');
    expect(jobOf(run, 'plan').outputs).toMatchObject({ ready: 'true', 'pending-migrations': '1', risk: 'lossless' });
    expect(jobOf(run, 'plan').steps.filter(({ stage, outcome }) => stage === 'main' && outcome === 'success')).toHaveLength(5);
    expect(findStep(jobOf(run, 'plan'), 'rolling-deploy').summary).toContain('[runtime start]');
    expect(team.rig.everything()).toEqual(before);
    expect(messages()).toEqual([]);
  });

  test('a tag that does not exist ends in the plan', async () => {
    const run = await team.deploy('v9');
    expect(jobOf(run, 'plan').steps.map(({ outcome }) => outcome)).toEqual(['failure', 'skipped', 'skipped', 'skipped', 'skipped']);
    expectEnd(run, 'skipped', '', 'failure');
    expect(run.conclusion).toBe('failure');
  });

  test('the first deploy is released, and everybody is told', async () => {
    const run = await team.deploy('v1');
    expectEnd(run, 'success', 'released');
    expect(run.conclusion).toBe('success');
    await serves('v1');
    expect(messages()).toEqual(['succeeded']);
    expect(jobOf(run, 'deploy').outputs['release-id']).toBe(team.rig.current);
  });

  test('what was approved is what runs: another plan is refused before anything is asked of anybody', async () => {
    team.lay('v2');
    team.tag('v2');
    const planned = jobOf(await team.deploy('v2', { 'dry-run': true }), 'plan').outputs['plan-digest'] ?? '';
    expect(planned).toMatch(/^2-/);
    const other = await team.deploy('v2', { approve: planned.replace(/-[0-9a-f]+/, '-0000000000') });
    expect(findStep(jobOf(other, 'plan'), 'preflight').log.join('\n')).toContain('LG-PLAN-CHANGED');
    expect(jobOf(other, 'deploy')).toMatchObject({ conclusion: 'skipped', approval: 'not-asked' });
    expectEnd(await team.deploy('v2', { approve: planned }), 'success', 'released');
    await serves('v2');
  });

  test('what changed between the plan and the approval is refused', async () => {
    team.tag('v3');
    const waiting = await team.deploy('v3', {}, {
      approve: async (environment) => {
        if (environment === 'production') expectEnd(await team.push(), 'success', 'released');
        return 'approved' as const;
      },
    });
    expect(findStep(jobOf(waiting, 'deploy'), 'preflight').log.join('\n')).toMatch(/changed since the approval:[^]*release that serves: /);
    expectEnd(waiting, 'failure', 'failed');
    await serves('v3');
  });

  test.each([
    ['preflight', 'skipped', '', (text: string) => text.replace('free: 50MB', 'free: 900TB'), '.github/lockgate.yml'],
    ['backup', 'failure', 'failed', (text: string) => text.replace('verify: restored', 'verify: restored\n  minimum-size: 900GB'), '.github/lockgate.yml'],
    ['migrate', 'failure', 'failed', () => 'CREATE TABLE products (id INTEGER);\n', 'migrations/900_twice.sql'],
    ['rolling-deploy', 'failure', 'rolled-back', (text: string) => `raise SystemExit("cannot start")\n${text}`, 'server.py'],
    ['health-check', 'failure', 'rolled-back', (text: string) => text.replace('"status": "ok"', '"status": "ill"'), 'server.py'],
  ] as const)('a gate that closes in %s: the release before serves, and the run is red', async (action, deploy, outcome, change, path) => {
    const told = messages().length;
    team.rig.git('reset', '--quiet', '--hard', 'v3');
    team.release(`bad-${action}`, path, change);
    const run = await team.deploy(`bad-${action}`);
    expectEnd(run, deploy, outcome);
    const job = jobOf(run, action === 'preflight' ? 'plan' : 'deploy');
    expect(job.steps.find(({ outcome: how }) => how === 'failure')?.id).toBe(action);
    await serves('v3');
    expect(messages().slice(told)).toEqual(deploy === 'skipped' ? [] : [outcome]);
  });
});

import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { findJob, findStep, type RunEvent, type RunResult } from '../../tools/workflow-runner';
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

/** The first event of this step of the job that deploys. */
const begins = (step: string) => (event: RunEvent): boolean => event.type === 'step-started' && event.job === 'deploy/deploy' && event.step === step;

const said = (run: RunResult, job: string, step: string): string => findStep(findJob(run, job), step).log.join('\n');

/** In this order: each goes on from what the one before left. */
describe('the workflows of a team, when several things happen at once', () => {
  test('two pushes within a second are both deployed, in their order', async () => {
    const events: string[] = [];
    const watch = (name: string) => (event: RunEvent): void => {
      if (event.type === 'queued' || event.type === 'job-started') events.push(`${name} ${event.type} ${event.job}`);
    };
    team.rig.write('VERSION', 'first\n');
    const first = team.push({ onEvent: watch('first') });
    team.rig.write('VERSION', 'second\n');
    const second = team.push({ onEvent: watch('second') });
    for (const run of await Promise.all([first, second])) expectEnd(run, 'success', 'released');
    expect(events.indexOf('second queued ')).toBeGreaterThan(-1);
    expect(events.indexOf('second job-started deploy/plan')).toBeGreaterThan(events.indexOf('first job-started deploy/verdict'));
    expect(team.rig.releases.map(({ status }) => status)).toEqual(['good', 'good']);
    await serves('second');
  });

  test.each([['migrate', '008'], ['health-check', '009']])('cancelled in the middle of %s, the release before serves', async (step, number) => {
    team.rig.write(`migrations/${number}_more.sql`, `CREATE TABLE more_${number} (id INTEGER);\n`);
    team.tag(`cancelled-${step}`);
    const run = await team.deploy(`cancelled-${step}`, {}, { cancel: begins(step) });
    expect(run.cancelled).toBe(true);
    expect(findStep(jobOf(run, 'deploy'), 'rollback').outcome).toBe('success');
    expect(findStep(jobOf(run, 'deploy'), 'notify').outcome).toBe('success');
    expect(jobOf(run, 'verdict').conclusion).toBe('failure');
    await serves('second');
    expect(team.rig.changes.at(-1)?.closed?.outcome).not.toBe('released');
    expect(team.rig.lease.owner).toBe('');
  });

  test('failed jobs that are run again go on from the plan that there is, and release', async () => {
    const mark = join(team.rig.folder, 'mended');
    expect(existsSync(mark)).toBe(false);
    team.release('third', '.github/lockgate.yml', (text) => text.replace('  released:\n', `  backed-up:\n    - command: { on: runner, run: test -e ${mark} }\n  released:\n`));
    const first = await team.deploy('third', {}, { runId: '77' });
    expectEnd(first, 'failure', 'failed');
    await serves('second');
    writeFileSync(mark, '');
    const again = await team.deploy('third', {}, { runId: '77', attempt: 2, rerun: first });
    expectEnd(again, 'success', 'released');
    expect(jobOf(again, 'plan').startedAt).toBe(jobOf(first, 'plan').startedAt);
    await serves('third');
  });

  test('a way back that is asked for during a deploy is refused by the lease, not by a queue, and the deploy goes on', async () => {
    const goOn = join(team.rig.folder, 'go-on');
    // It stands until the way back was answered.
    team.release('fourth', '.github/lockgate.yml', (text) => text.replace(/run: test -e \S+ \}/, `run: "until test -e ${goOn}; do sleep 0.1; done", timeout: 2m }`));
    let back: Promise<RunResult> | undefined;
    const deploy = await team.deploy('fourth', {}, {
      onEvent: (event) => {
        if (back === undefined && begins('backup')(event)) back = team.dispatch('rollback.yml', { environment: 'production', to: 'third' }).finally(() => { writeFileSync(goOn, ''); });
      },
    });
    const refused = await back;
    if (refused === undefined) throw new Error('it was never asked for');
    expect(refused.conclusion).toBe('failure');
    expect(said(refused, 'rollback', 'rollback')).toContain('LG-LEASE-HELD');
    expect(findJob(refused, 'verdict').conclusion).toBe('failure');
    expectEnd(deploy, 'success', 'released');
    await serves('fourth');
  });

  test('afterwards it goes back, and says so', async () => {
    const none = await team.dispatch('rollback.yml', { environment: 'production' });
    expect(none.conclusion).toBe('failure');
    expect(findJob(none, 'verdict').steps[0]?.annotations[0]?.message).toContain("name the release to go back to in the input 'to'");
    await serves('fourth');
    const run = await team.dispatch('rollback.yml', { environment: 'production', to: 'third' });
    expect(run.conclusion).toBe('success');
    expect(findJob(run, 'rollback').outputs).toEqual({ status: 'rolled-back' });
    await serves('third');
    expect(team.outside.messages.at(-1)?.event).toBe('rolled-back');
  });
});

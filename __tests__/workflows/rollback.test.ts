import { findJob, type RunResult } from '../../tools/workflow-runner';
import { dispatch, inputsOf, readWorkflow } from './deploy/deploy-workflow';

type Behaviour = Parameters<typeof dispatch>[2]['standIns'][string];

function goBack(rollback: Behaviour, inputs: Readonly<Record<string, unknown>> = {}): Promise<RunResult> {
  return dispatch('rollback.yml', readWorkflow('deploy.yml'), { standIns: { rollback }, inputs: { environment: 'production', ...inputs } });
}

function told(run: RunResult): string[] {
  const job = findJob(run, 'rollback');
  return job.steps.filter(({ id, stage, outcome }) => id === 'notify' && stage === 'main' && outcome === 'success').map(() => inputsOf(job, 'notify')['rollback-status'] ?? '');
}

describe('the workflow rollback', () => {
  test('went back: green, and everybody is told so', async () => {
    const run = await goBack({}, { to: 'v1', level: 'R2', 'approve-loss': '3' });
    expect(inputsOf(findJob(run, 'rollback'), 'rollback')).toMatchObject({ environment: 'production', to: 'v1', level: 'R2', 'approve-loss': '3', 'dry-run': 'false' });
    expect(told(run)).toEqual(['rolled-back']);
    expect(run.conclusion).toBe('success');
    // It stands in no queue.
    expect(run.concurrency).toBeUndefined();
  });

  test.each([
    ['nothing was open, and no release was named', { outputs: { status: 'nothing-to-do' } }, {}, 0],
    ['it needs a person', { fail: true, outputs: { status: 'needs-approval' } }, {}, 1],
    ['it failed', { fail: true, outputs: { status: 'failed' } }, {}, 1],
    ['it stayed green without going back', { outputs: { status: 'held' } }, {}, 1],
  ] as const)('%s: red', async (_, behaviour, inputs, messages) => {
    const run = await goBack(behaviour, inputs);
    expect(findJob(run, 'verdict').conclusion).toBe('failure');
    expect(told(run)).toHaveLength(messages);
  });

  test('a dry run tells nobody', async () => {
    const run = await goBack({}, { 'dry-run': true });
    expect(told(run)).toEqual([]);
    expect(run.conclusion).toBe('success');
  });
});

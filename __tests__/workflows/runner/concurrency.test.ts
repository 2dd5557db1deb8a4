import { allJobs, findJob, findStep, Queues, runWorkflow, type RunResult } from '../../../tools/workflow-runner';
import { makeFolder, runText } from '../scratch';

const step = (run: string): string => `\n    runs-on: x\n    steps:\n      - { id: s, run: ${JSON.stringify(run)} }\n`;
const conclusions = (run: RunResult): Record<string, string> => Object.fromEntries(allJobs(run).map((job) => [job.id, job.conclusion]));

/** Runs of one repository that wait for an approval until they get it. */
class Line {
  readonly #queues = new Queues();
  readonly #root: string;
  readonly #gates = new Map<string, () => void>();
  /** In the order in which they got so far. */
  readonly begun: string[] = [];

  constructor(concurrency: string, level: 'workflow' | 'job' | 'called') {
    const group = `concurrency: { group: deploy, ${concurrency} }\n`;
    const jobs = `jobs:\n  a:\n    environment: gate\n${level === 'job' ? `    ${group}` : ''}    runs-on: x\n    steps: [{ run: 'true' }]\n`;
    const files = level === 'called' ? { 'w.yml': 'on: push\njobs:\n  call: { uses: ./called.yml }\n', 'called.yml': `on: workflow_call\n${group}${jobs}` } : { 'w.yml': `on: push\n${level === 'workflow' ? group : ''}${jobs}` };
    this.#root = makeFolder(files);
  }

  /** Starts a run, and answers with its end once it asks for its approval or waits in the group. */
  start(runId: string, cancel?: AbortSignal): Promise<{ readonly end: Promise<RunResult> }> {
    return new Promise((standing, failed) => {
      const stands = (): void => standing({ end });
      const end = runWorkflow({
        file: 'w.yml', root: this.#root, event: { name: 'push' }, runId, queues: this.#queues,
        ...(cancel === undefined ? {} : { cancel }),
        onEvent: (event) => event.type === 'queued' && stands(),
        approve: () => {
          this.begun.push(runId);
          stands();
          return new Promise((resolve) => this.#gates.set(runId, () => resolve('approved')));
        },
      });
      end.catch(failed);
    });
  }

  /** Lets a run through, as soon as it asks. */
  async approve(runId: string): Promise<void> {
    while (!this.#gates.has(runId)) await new Promise((resolve) => setImmediate(resolve));
    this.#gates.get(runId)?.();
  }
}

describe('concurrency', () => {
  test.each(['workflow', 'job', 'called'] as const)('queue: max lets all go, one at a time and in order (%s)', async (level) => {
    const line = new Line('queue: max', level);
    const runs = [await line.start('1'), await line.start('2'), await line.start('3')];
    expect(line.begun).toEqual(['1']);
    for (const id of ['1', '2', '3']) await line.approve(id);
    expect((await Promise.all(runs.map(({ end }) => end))).map(({ conclusion }) => conclusion)).toEqual(['success', 'success', 'success']);
    expect(line.begun).toEqual(['1', '2', '3']);
  });

  test('without it the newest that waits takes the place of the one before, which is cancelled without a word', async () => {
    const line = new Line('cancel-in-progress: false', 'workflow');
    const runs = [await line.start('1'), await line.start('2'), await line.start('3')];
    expect(await runs[1]?.end).toMatchObject({ conclusion: 'cancelled', jobs: [] });
    for (const id of ['1', '3']) await line.approve(id);
    expect((await Promise.all(runs.map(({ end }) => end))).map(({ conclusion }) => conclusion)).toEqual(['success', 'cancelled', 'success']);
  });

  test.each(['workflow', 'job'] as const)('cancel-in-progress ends the one that runs (%s)', async (level) => {
    const line = new Line('cancel-in-progress: true', level);
    const [first, second] = [await line.start('1'), await line.start('2')];
    expect((await first.end).conclusion).toBe('cancelled');
    await line.approve('2');
    expect((await second.end).conclusion).toBe('success');
  });

  test('one that is cancelled while it waits leaves the queue', async () => {
    const line = new Line('queue: max', 'workflow');
    const stop = new AbortController();
    const runs = [await line.start('1'), await line.start('2', stop.signal), await line.start('3')];
    stop.abort();
    expect((await runs[1]?.end)?.conclusion).toBe('cancelled');
    for (const id of ['1', '3']) await line.approve(id);
    await Promise.all(runs.map(({ end }) => end));
    expect(line.begun).toEqual(['1', '3']);
  });
});

describe('failed jobs run again', () => {
  const called = `on:
  workflow_call:
    outputs: { got: { value: "\${{ jobs.deploy.outputs.got }}" } }
jobs:
  plan:
    outputs: { made: "\${{ steps.s.outputs.made }}" }${step('echo "made=in-$GITHUB_RUN_ATTEMPT" >> "$GITHUB_OUTPUT"')}  deploy:
    needs: plan
    outputs: { got: "\${{ steps.s.outputs.got }}" }${step('[ "$GITHUB_RUN_ATTEMPT" = 2 ] && echo "got=${{ needs.plan.outputs.made }}" >> "$GITHUB_OUTPUT"')}  verdict:
    needs: [plan, deploy]
    if: always()${step('[ ${{ needs.deploy.result }} = success ]')}`;
  const root = makeFolder({ 'called.yml': called, 'w.yml': `on: push\njobs:\n  before:${step('true')}  call: { needs: before, uses: ./called.yml }\n  after:\n    needs: call\n    if: always()${step('echo "${{ needs.call.outputs.got }}"')}` });
  const run = (attempt: number, rerun?: RunResult): Promise<RunResult> => runWorkflow({ file: 'w.yml', root, event: { name: 'push' }, attempt, ...(rerun === undefined ? {} : { rerun }) });

  test('what succeeded is not run again and keeps its outputs; what needs a failed one is', async () => {
    const first = await run(1);
    expect(conclusions(first)).toEqual({ before: 'success', call: 'failure', 'call/plan': 'success', 'call/deploy': 'failure', 'call/verdict': 'failure', after: 'success' });
    const second = await run(2, first);
    expect(conclusions(second)).toEqual({ before: 'success', call: 'success', 'call/plan': 'success', 'call/deploy': 'success', 'call/verdict': 'success', after: 'success' });
    expect(findJob(second, 'call/plan').startedAt).toBe(findJob(first, 'call/plan').startedAt);
    expect(findStep(findJob(second, 'after'), 's').log.at(-1)).toBe('in-1');
  });
});

test('a called workflow that asks for more than its caller may is not started', async () => {
  const called = (level: string): Record<string, string> => ({ '.github/workflows/called.yml': `on: workflow_call\npermissions: {}\njobs:\n  a:\n    permissions: { contents: ${level} }${step('true')}` });
  const caller = 'on: push\npermissions: {}\njobs:\n  call:\n    permissions: { contents: read }\n    uses: ./.github/workflows/called.yml\n';
  expect((await runText(caller, { files: called('read') })).conclusion).toBe('success');
  await expect(runText(caller, { files: called('write') })).rejects.toThrow("the job a of the workflow that jobs.call calls is requesting 'contents: write', but is only allowed 'contents: read'");
});

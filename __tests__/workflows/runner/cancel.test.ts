import { findJob, findStep, type RunEvent, type RunResult } from '../../../tools/workflow-runner';
import { action, expectDeath, job, runText, type Extras } from '../scratch';

/** Says "ready", notes every signal; ends on the last one of `ends`. */
const stubborn = (ends: string): string => `for (const name of ['SIGINT', 'SIGTERM']) process.on(name, () => { console.log('got', name); if (name === '${ends}') process.exit(name === 'SIGINT' ? 0 : 1); });
console.log('ready', process.pid); setInterval(() => {}, 1000);`;
const ready = (event: RunEvent): boolean => event.type === 'line' && event.text.startsWith('ready');
const grace = { interruptMs: 300, terminateMs: 300, orphanMs: 300 };
const cancelled = (steps: string, main: string, options: Extras = {}): Promise<RunResult> => runText(job(steps), { files: action('x', main, { post: `console.log('post', process.env.INPUT_STATUS)`, inputs: `  status: { description: s, default: "\${{ job.status }}" }\n` }), cancel: ready, grace, ...options });

test.each([
  ['SIGINT', ['SIGINT'], ['got SIGINT']],
  ['SIGTERM', ['SIGINT', 'SIGTERM'], ['got SIGINT', 'got SIGTERM']],
  ['nothing', ['SIGINT', 'SIGTERM', 'SIGKILL'], ['got SIGINT', 'got SIGTERM']],
])('a program that ends on %s gets %j', async (ends, signals, heard) => {
  const run = await cancelled('- { id: x, uses: ./actions/x }', stubborn(ends));
  const step = findStep(findJob(run, 'a'), 'x');
  expect(step.signals).toEqual(signals);
  expect(step.log.filter((line) => line.startsWith('got'))).toEqual(heard);
  expect(step.outcome).toBe('cancelled');
  expect(run).toMatchObject({ conclusion: 'cancelled', cancelled: true });
});

test('the waits are GitHub\'s unless said: 7.5 s to SIGTERM, 2.5 s more to SIGKILL', async () => {
  const { defaultGrace } = await import('../../../tools/workflow-runner/process');
  expect(defaultGrace).toEqual({ interruptMs: 7_500, terminateMs: 2_500, orphanMs: 5_000, jobMs: 300_000 });
});

test('afterwards cancelled() and always() run, failure() and success() do not, post steps see a cancelled job', async () => {
  const run = await cancelled(
    `
- { id: x, uses: ./actions/x }
- { id: plain, run: 'true' }
- { id: failed, if: failure(), run: 'true' }
- { id: back, if: failure() || cancelled(), run: 'true' }
- { id: ill, if: always(), run: exit 1 }
- { id: tell, if: always(), run: 'echo \${{ job.status }}' }`,
    stubborn('SIGINT'),
  );
  const found = findJob(run, 'a');
  expect(found.steps.map((step) => `${step.stage} ${step.id} ${step.outcome}`).slice(1)).toEqual([
    'main x cancelled', 'main plain skipped', 'main failed skipped', 'main back success', 'main ill failure', 'main tell success', 'post x success',
  ]);
  expect(findStep(found, 'tell').log.at(-1)).toBe('cancelled');
  expect(findStep(found, 'x', 'post').log.at(-1)).toBe('post cancelled');
  expect(found.conclusion).toBe('cancelled');
});

test('a running step whose condition holds under cancellation is left alone', async () => {
  const run = await cancelled('- { id: x, if: always(), uses: ./actions/x }\n- { id: y, run: "true" }', `console.log('ready'); process.on('SIGINT', () => console.log('got SIGINT')); setTimeout(() => console.log('finished'), 200)`);
  expect(findStep(findJob(run, 'a'), 'x')).toMatchObject({ outcome: 'success', signals: [] });
  expect(findStep(findJob(run, 'a'), 'x').log).toContain('finished');
  expect(findStep(findJob(run, 'a'), 'y').outcome).toBe('skipped');
});

test('only the process itself is signalled, its children are not; they end with the job', async () => {
  const main = `const child = require('child_process').spawn(process.execPath, ['-e', "process.on('SIGINT', () => require('fs').writeFileSync('child-heard', '')); setInterval(() => {}, 1000)"], { stdio: 'ignore' });
console.log('child', child.pid); process.on('SIGINT', () => process.exit(0)); setTimeout(() => console.log('ready'), 150);`;
  const run = await cancelled('- { id: x, uses: ./actions/x }\n- { id: look, if: always(), run: "ls" }', main);
  const found = findJob(run, 'a');
  expect(findStep(found, 'look').log).not.toContain('child-heard');
  const pid = Number(findStep(found, 'x').log.find((line) => line.startsWith('child'))?.slice(6));
  await expectDeath(pid);
});

test('when the time after a cancellation is over, everything ends', async () => {
  const run = await cancelled(`- { id: x, uses: ./actions/x }\n- { id: clean, if: always(), run: exec sleep 60 }\n- { id: never, if: always(), run: 'true' }`, stubborn('SIGINT'), { grace: { ...grace, jobMs: 700 } });
  const found = findJob(run, 'a');
  expect(findStep(found, 'clean')).toMatchObject({ outcome: 'cancelled', signals: ['SIGINT'] });
  expect(found.steps.some((step) => step.id === 'never')).toBe(false);
});

test('of a cancelled run the running job stops, a waiting one never starts, and one with always() does', async () => {
  const run = await runText(
    `on: push
jobs:
  a:
    runs-on: x
    steps: [{ id: s, run: 'echo ready; exec sleep 60' }]
  keeps:
    if: always()
    runs-on: x
    steps: [{ id: s, run: 'sleep 0.5; echo kept' }, { id: t, run: 'true' }]
  b:
    needs: a
    runs-on: x
    steps: [{ run: 'true' }]
  asks:
    environment: production
    runs-on: x
    steps: [{ run: 'true' }]
  verdict:
    needs: [a, b]
    if: always()
    runs-on: x
    steps: [{ id: v, run: 'echo "\${{ needs.a.result }} \${{ needs.b.result }}"; exit 1' }]
`,
    { cancel: ready, grace, approve: () => new Promise(() => undefined) },
  );
  expect(Object.fromEntries(run.jobs.map((one) => [one.id, one.conclusion]))).toEqual({ a: 'cancelled', keeps: 'success', b: 'cancelled', asks: 'cancelled', verdict: 'failure' });
  expect(findStep(findJob(run, 'verdict'), 'v').log.at(-2)).toBe('cancelled cancelled');
  expect(findJob(run, 'asks').steps).toEqual([]);
});

test('an AbortSignal cancels too, and a job over its timeout-minutes is cancelled alone', async () => {
  const stop = new AbortController();
  const run = await runText(job('- { id: x, run: "echo ready; exec sleep 60" }'), { cancel: stop.signal, grace, onLine: (line) => line.text === 'ready' && stop.abort() });
  expect(run.conclusion).toBe('cancelled');
  const slow = await runText(job('- { id: x, run: exec sleep 60 }\n- { id: back, if: cancelled(), run: "true" }', '    timeout-minutes: 5\n'), { minuteMs: 100, grace });
  expect(findJob(slow, 'a')).toMatchObject({ conclusion: 'cancelled', annotations: [{ message: 'The job has exceeded the maximum execution time of 5 minutes.' }] });
  expect(findStep(findJob(slow, 'a'), 'back').outcome).toBe('success');
  expect(slow.cancelled).toBe(false);
});

import { allJobs, findJob, findStep, runWorkflow, type RunEvent } from '../../../tools/workflow-runner';
import { makeFolder, runText } from '../scratch';

const step = (run: string): string => `\n    runs-on: x\n    steps:\n      - { id: s, run: ${JSON.stringify(run)} }\n`;
const conclusions = (run: { jobs: readonly { id: string; conclusion: string }[] }): Record<string, string> => Object.fromEntries(allJobs(run as never).map((job) => [job.id, job.conclusion]));

describe('needs', () => {
  test('a failure skips those who need it, also through one that ran anyway; always() and failure() look at the ancestors', async () => {
    const run = await runText(`on: push
jobs:
  bad:${step('exit 1')}
  next:
    needs: bad${step('true')}
  anyway:
    needs: next
    if: always()${step('true')}
  far:
    needs: anyway${step('true')}
  alarm:
    needs: [next]
    if: failure()${step('true')}
  verdict:
    needs: [bad, next]
    if: always() && needs.bad.result == 'failure' && needs.next.result == 'skipped'${step('true')}
`);
    expect(conclusions(run)).toEqual({ bad: 'failure', next: 'skipped', anyway: 'success', far: 'skipped', alarm: 'success', verdict: 'success' });
    expect(run.conclusion).toBe('failure');
  });

  test('a job reads only what it needs: without `needs` an output is empty', async () => {
    const run = await runText(`on: push
jobs:
  a:
    outputs: { id: "\${{ steps.s.outputs.id }}" }${step('echo id=7 >> "$GITHUB_OUTPUT"')}
  b:
    needs: a${step('echo "[${{ needs.a.outputs.id }}]"')}
  c:
    needs: b${step('echo "[${{ needs.a.outputs.id }}]"')}
`);
    expect(findStep(findJob(run, 'b'), 's').log.at(-1)).toBe('[7]');
    expect(findStep(findJob(run, 'c'), 's').log.at(-1)).toBe('[]');
  });

  test('continue-on-error of a job keeps the run green, and those who need it go on', async () => {
    const run = await runText(`on: push\njobs:\n  a:\n    continue-on-error: true${step('exit 1')}  b:\n    needs: a${step('true')}`);
    expect(conclusions(run)).toEqual({ a: 'failure', b: 'success' });
    expect(run.conclusion).toBe('success');
  });

  test('a matrix is a job per combination', async () => {
    const run = await runText(`on: push\njobs:\n  a:\n    strategy: { matrix: { os: [x, y], n: [1], include: [{ os: y, extra: z }] } }${step('echo "${{ matrix.os }}${{ matrix.n }}${{ matrix.extra }}"')}`);
    expect(allJobs(run).map((job) => [job.id, findStep(job, 's').log.at(-1)])).toEqual([['a (x, 1)', 'x1'], ['a (y, 1, z)', 'y1z']]);
  });
});

describe('called workflows', () => {
  const called = `on:
  workflow_call:
    inputs:
      environment: { type: string, required: true }
      dry-run: { type: boolean, default: false }
    secrets:
      KEY: { required: false }
    outputs:
      status: { value: "\${{ jobs.deploy.outputs.status }}" }
jobs:
  deploy:
    runs-on: x
    environment: \${{ inputs.environment }}
    outputs: { status: "\${{ steps.s.outputs.status }}" }
    steps:
      - id: s
        run: |
          echo status=released >> "$GITHUB_OUTPUT"
          echo "\${{ inputs.environment }} \${{ inputs.dry-run == false }} [$OUTER] [\${{ secrets.KEY && 'key' }}] [\${{ secrets.OWN && 'own' }}]"
`;
  const caller = (more: string): string => `on: push
env: { OUTER: outer }
jobs:
  call:
    uses: ./.github/workflows/called.yml
    with: { environment: staging }
${more}  verdict:
    needs: call
    if: always()
    runs-on: x
    steps:
      - { id: v, run: 'echo "\${{ needs.call.result }} \${{ needs.call.outputs.status }}"' }
`;
  const files = { '.github/workflows/called.yml': called };

  test('typed inputs with defaults, outputs of its jobs, secrets when inherited, an environment\'s own, never the caller\'s env', async () => {
    const options = { files, secrets: { KEY: 'secret-key' }, environments: { staging: { secrets: { OWN: 'own-secret' } } } };
    const inherits = await runText(caller('    secrets: inherit\n'), options);
    expect(findStep(findJob(inherits, 'call/deploy'), 's').log.at(-1)).toBe('staging true [] [key] [own]');
    expect(findStep(findJob(inherits, 'verdict'), 'v').log.at(-1)).toBe('success released');
    const nothing = await runText(caller(''), options);
    expect(findStep(findJob(nothing, 'call/deploy'), 's').log.at(-1)).toBe('staging true [] [] [own]');
  });

  test('a failure inside fails the caller\'s job, whose always() jobs run', async () => {
    const run = await runText(caller(''), { files: { '.github/workflows/called.yml': called.replace('echo status', 'exit 1; echo status') } });
    expect(conclusions(run)).toEqual({ call: 'failure', 'call/deploy': 'failure', verdict: 'success' });
    expect(findStep(findJob(run, 'verdict'), 'v').log.at(-1)).toBe('failure ');
  });

  test.each([
    ['a required input that is missing', caller('').replace('with: { environment: staging }', 'with: {}'), 'required input environment'],
    ['an input that is not declared', caller('').replace('staging }', 'staging, colour: red }'), 'unexpected input colour'],
    ['a wrong type', caller('').replace('staging }', 'staging, dry-run: perhaps }'), 'must be true or false'],
    ['a file that is not there', caller('').replace('called.yml', 'other.yml'), 'no workflow .github/workflows/other.yml'],
  ])('%s stops the run', async (_, text, message) => {
    await expect(runText(text, { files })).rejects.toThrow(message);
  });
});

describe('environments and dispatch', () => {
  const workflow = `on: { workflow_dispatch: { inputs: { version: { type: string, required: true }, force: { type: boolean, default: false }, to: { type: choice, options: [a, b], default: b } } } }
concurrency: { group: "deploy-\${{ inputs.to }}", cancel-in-progress: false, queue: max }
jobs:
  deploy:
    runs-on: x
    environment: production
    steps:
      - { id: s, run: 'echo "\${{ inputs.version }} \${{ inputs.force == false }} \${{ github.event.inputs.force }}"' }
  verdict:
    needs: deploy
    if: always()
    runs-on: x
    steps:
      - { if: needs.deploy.result != 'success', run: exit 1 }
`;
  const dispatch = (inputs: Record<string, unknown>, answer: 'approved' | 'rejected' = 'approved', asked: string[] = []): ReturnType<typeof runText> =>
    runText(workflow, {
      event: { name: 'workflow_dispatch', inputs },
      approve: (environment, job) => {
        asked.push(`${environment} for ${job}`);
        return answer;
      },
    });

  test('an approved environment runs; inputs are typed here and texts in the event', async () => {
    const asked: string[] = [];
    const run = await dispatch({ version: 'v1' }, 'approved', asked);
    expect(findStep(findJob(run, 'deploy'), 's').log.at(-1)).toBe('v1 true false');
    expect(asked).toEqual(['production for deploy']);
    expect(run.concurrency).toEqual({ group: 'deploy-b', cancelInProgress: false, queue: 'max' });
  });

  test('a rejected one fails without a step, and always() still runs', async () => {
    const run = await dispatch({ version: 'v1' }, 'rejected');
    expect(findJob(run, 'deploy')).toMatchObject({ conclusion: 'failure', approval: 'rejected', steps: [] });
    expect(conclusions(run)).toEqual({ deploy: 'failure', verdict: 'failure' });
  });

  test.each([
    [{}, 'required input version'],
    [{ version: '1', to: 'c' }, 'must be one of a, b'],
    [{ version: '1', more: 1 }, 'unexpected input more'],
  ])('%j is refused', async (inputs, message) => {
    await expect(dispatch(inputs)).rejects.toThrow(message);
  });
});

describe('what GitHub would not start', () => {
  const ok = `on: push\njobs:\n  a:${step('true')}`;
  test.each([
    ['an unknown key', ok.replace('runs-on', 'runs-in'), /Unexpected value 'runs-in'|Required property/],
    ['an unknown context', ok.replace('  a:', '  a:\n    if: stepz.x'), /Unrecognized named-value: 'stepz'/],
    ['an unknown function', ok.replace('  a:', '  a:\n    if: allways()'), /Unrecognized function: 'allways'/],
    ['a need that is no job', `${ok}  c:\n    needs: b${step('true')}`, /depends on unknown job 'b'/],
    ['another event', ok.replace('push', 'workflow_call'), /does not run on push/],
    ['no YAML', `${ok}  - : [`, /is not valid/],
  ])('%s', async (_, text, message) => {
    await expect(runText(text)).rejects.toThrow(message);
  });

  test('an action that nothing stands for fails its job before the first step', async () => {
    const run = await runText(`on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - { id: s, run: 'true' }\n      - uses: somebody/else@v1\n`);
    expect(findJob(run, 'a')).toMatchObject({ conclusion: 'failure', steps: [], annotations: [{ message: expect.stringContaining('somebody/else@v1') as string }] });
  });
});

test('artifacts go from job to job; a repository\'s actions are found by its name; events come in order', async () => {
  const events: RunEvent[] = [];
  const remote = makeFolder({ 'actions/hi/action.yml': 'name: hi\ndescription: d\nruns: { using: node24, main: ../../dist/hi.js }\n', 'dist/hi.js': `console.log('hi from', process.env.GITHUB_ACTION_REPOSITORY, process.env.GITHUB_ACTION_REF)` });
  const root = makeFolder({
    'w.yml': `on: push
jobs:
  a:
    runs-on: x
    steps:
      - { id: hi, uses: our/tools/actions/hi@v1 }
      - run: mkdir out; echo content > out/report.html
      - { uses: actions/upload-artifact@v5, with: { name: report, path: out } }
  b:
    needs: a
    runs-on: x
    steps:
      - { uses: actions/download-artifact@v5, with: { name: report, path: in } }
      - { id: read, run: cat in/report.html }
`,
  });
  const run = await runWorkflow({ file: 'w.yml', root, event: { name: 'push' }, repositories: { 'our/tools': remote }, onEvent: (event) => void events.push(event) });
  expect(findStep(findJob(run, 'a'), 'hi').log).toContain('hi from our/tools v1');
  expect(findStep(findJob(run, 'b'), 'read').log.at(-1)).toBe('content');
  expect(run.artifacts).toEqual({ report: ['report.html'] });
  const marks = events.filter((event) => event.type !== 'line').map((event) => `${event.type} ${'step' in event ? event.step : event.job}`);
  expect(marks).toEqual([
    'job-started a', 'step-started hi', 'step-ended hi', 'step-started __run', 'step-ended __run', 'step-started __actions_upload-artifact', 'step-ended __actions_upload-artifact', 'job-ended a',
    'job-started b', 'step-started __actions_download-artifact', 'step-ended __actions_download-artifact', 'step-started read', 'step-ended read', 'job-ended b',
  ]);
});

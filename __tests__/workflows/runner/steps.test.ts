import { findJob, findStep } from '../../../tools/workflow-runner';
import { action, expectDeath, job, runText } from '../scratch';

const outcomes = (steps: readonly { id: string; outcome: string; conclusion: string }[]): string[] => steps.map((step) => `${step.id} ${step.outcome}/${step.conclusion}`);

describe('conditions', () => {
  test('a failure skips what has no status function, runs failure() and always(), and fails the job', async () => {
    const run = await runText(
      job(`
- { id: bad, run: exit 3 }
- { id: plain, run: echo no }
- { id: named, if: steps.bad.outcome == 'failure', run: echo no }
- { id: repair, if: failure(), run: echo yes }
- { id: tell, if: always() && steps.bad.outcome == 'failure', run: echo yes }
- { id: stop, if: cancelled(), run: echo no }`),
    );
    const { steps, conclusion } = findJob(run, 'a');
    expect(outcomes(steps).slice(1)).toEqual(['bad failure/failure', 'plain skipped/skipped', 'named skipped/skipped', 'repair success/success', 'tell success/success', 'stop skipped/skipped']);
    expect([conclusion, run.conclusion]).toEqual(['failure', 'failure']);
    expect(findStep(findJob(run, 'a'), 'bad').annotations).toEqual([expect.objectContaining({ level: 'error', message: 'Process completed with exit code 3.' })]);
  });

  test('continue-on-error keeps the outcome and forgives the conclusion', async () => {
    const run = await runText(
      job(`
- { id: bad, run: exit 1, continue-on-error: true }
- { id: next, run: 'echo "\${{ steps.bad.outcome }} \${{ steps.bad.conclusion }}"' }
- { id: never, if: failure(), run: exit 1 }`),
    );
    expect(outcomes(findJob(run, 'a').steps).slice(1)).toEqual(['bad failure/success', 'next success/success', 'never skipped/skipped']);
    expect(findStep(findJob(run, 'a'), 'next').log).toContain('failure success');
    expect(run.conclusion).toBe('success');
  });

  test('a step id that does not exist reads as nothing', async () => {
    const run = await runText(job(`- { id: x, if: steps.wrong.outputs.verified == 'true', run: echo no }`));
    expect(findStep(findJob(run, 'a'), 'x').conclusion).toBe('skipped');
  });

  test('timeout-minutes fails the step, and the job goes on as after a failure', async () => {
    const run = await runText(job(`- { id: slow, run: exec sleep 60, timeout-minutes: 2 }\n- { id: after, if: failure(), run: echo yes }`), { minuteMs: 100 });
    const slow = findStep(findJob(run, 'a'), 'slow');
    expect(slow.outcome).toBe('failure');
    expect(slow.annotations.map((one) => one.message)).toContain("The action 'Run exec sleep 60' has timed out after 2 minutes.");
    expect(findStep(findJob(run, 'a'), 'after').conclusion).toBe('success');
  });
});

describe('files and commands', () => {
  test('outputs, environment, path and summary come from the files, also with delimiters', async () => {
    const run = await runText(
      job(`
- id: set
  run: |
    echo "one=1=1" >> "$GITHUB_OUTPUT"
    printf 'many<<END OF IT\\nfirst\\n\\nEND\\nlast\\nEND OF IT\\n' >> "$GITHUB_OUTPUT"
    echo "GREETING=hello there" >> "$GITHUB_ENV"
    mkdir "$RUNNER_TEMP/bin"; printf '#!/bin/sh\\necho found\\n' > "$RUNNER_TEMP/bin/mine"; chmod +x "$RUNNER_TEMP/bin/mine"
    echo "$RUNNER_TEMP/bin" >> "$GITHUB_PATH"
    echo "# Done" >> "$GITHUB_STEP_SUMMARY"
    echo "now: \${GREETING:-not yet}"
- id: get
  run: |
    echo "$GREETING / \${{ env.GREETING }} / $(mine)"
    echo "\${{ toJSON(steps.set.outputs) }}"`),
    );
    const set = findStep(findJob(run, 'a'), 'set');
    expect(set.outputs).toEqual({ one: '1=1', many: 'first\n\nEND\nlast' });
    expect(set.summary).toBe('# Done\n');
    expect(set.log).toContain('now: not yet');
    expect(findStep(findJob(run, 'a'), 'get').log).toContain('hello there / hello there / found');
  });

  test.each([
    ['a delimiter that never comes', 'printf "a<<X\\nb\\n" >> "$GITHUB_OUTPUT"'],
    ['a line without a sign', 'echo nonsense >> "$GITHUB_OUTPUT"'],
  ])('%s fails the step', async (_, run) => {
    const result = await runText(job(`- { id: x, run: '${run}' }`));
    expect(findStep(findJob(result, 'a'), 'x').outcome).toBe('failure');
  });

  test('a summary over 1 MiB is dropped with an error and the step stays green', async () => {
    const run = await runText(job(`- { id: big, run: 'head -c 1048577 /dev/zero | tr "\\0" x >> "$GITHUB_STEP_SUMMARY"' }\n- { id: fits, run: 'head -c 1048576 /dev/zero | tr "\\0" x >> "$GITHUB_STEP_SUMMARY"' }`));
    const big = findStep(findJob(run, 'a'), 'big');
    expect(big).toMatchObject({ summary: '', conclusion: 'success', annotations: [{ level: 'error', message: expect.stringContaining('upload aborted') as string }] });
    expect(findStep(findJob(run, 'a'), 'fits').summary).toHaveLength(1024 * 1024);
  });

  test('annotations are read, ten of a kind are kept, and commands between stop and resume are text', async () => {
    const run = await runText(
      job(`
- id: x
  run: |
    echo '::error file=a.py,line=3,title=No good::first%0Asecond 100%25'
    for i in $(seq 1 12); do echo "::warning::$i"; done
    echo '::stop-commands::between-you-and-me'
    echo '::error::from a server'
    echo '::between-you-and-me::'
    echo '::notice::again'
    echo '::unknown::as it is'
    echo '::set-env name=A::b'`),
    );
    const step = findStep(findJob(run, 'a'), 'x');
    expect(step.annotations.filter((one) => one.level === 'error')).toEqual([
      { level: 'error', title: 'No good', file: 'a.py', message: 'first\nsecond 100%' },
      expect.objectContaining({ message: expect.stringContaining('Unable to process command') as string }),
    ]);
    expect(step.annotations.filter((one) => one.level === 'warning')).toHaveLength(10);
    expect(step.annotations.filter((one) => one.level === 'notice')).toHaveLength(1);
    expect(step.log).toEqual(expect.arrayContaining(['::error::from a server', '::unknown::as it is', '##[warning]12']));
    expect(step.outcome).toBe('failure');
  });
});

describe('processes', () => {
  test('without shell: no pipefail; with shell: bash it is there; sh and the working directory are obeyed', async () => {
    const run = await runText(
      job(`
- { id: loose, run: 'false | true' }
- { id: strict, run: 'false | true', shell: bash, continue-on-error: true }
- { id: sh, run: 'echo "\${BASH_VERSION:-none} $(basename "$PWD")"', shell: sh, working-directory: .github }`),
    );
    const found = findJob(run, 'a');
    expect([findStep(found, 'loose').outcome, findStep(found, 'strict').outcome]).toEqual(['success', 'failure']);
    expect(findStep(found, 'sh').log.at(-1)).toMatch(/ \.github$/);
  });

  test('the environment of workflow, job and step, the nearest first, and nothing of ours', async () => {
    process.env['LEFT_OUTSIDE'] = 'yes';
    const workflow = job(`- { id: x, env: { C: step }, run: 'echo "$A $B $C \${LEFT_OUTSIDE:-clean} $GITHUB_REF_NAME $CI"' }`, `    env: { B: job, C: job }\n`).replace('jobs:', 'env: { A: workflow, B: workflow, C: workflow }\njobs:');
    const run = await runText(workflow);
    expect(findStep(findJob(run, 'a'), 'x').log).toContain('workflow job step clean main true');
  });

  test('actions get their inputs with defaults, state in post, and run on Node 24', async () => {
    const main = `const fs = require('fs'); console.log('node', process.version);
console.log(JSON.stringify([process.env.INPUT_GIVEN, process.env['INPUT_WITH_A_BLANK'], process.env['INPUT_WITH-DASH'], process.env['INPUT_JOB-STATUS']]));
fs.appendFileSync(process.env.GITHUB_STATE, 'token=abc\\n');`;
    const post = `console.log(process.env.STATE_token, process.env['INPUT_JOB-STATUS'], process.env.INPUT_GIVEN)`;
    const inputs = `  given: { description: g, required: true }\n  with a blank: { description: b, default: blank }\n  with-dash: { description: d, default: "\${{ github.ref_name }}" }\n  job-status: { description: j, default: "\${{ job.status }}" }\n`;
    const run = await runText(job(`- { id: x, uses: ./actions/x, with: { given: "\${{ steps.later.outcome || 'early' }}", other: 1 } }\n- { id: later, run: exit 1 }`), { files: action('x', main, { post, inputs }) });
    const found = findJob(run, 'a');
    expect(findStep(found, 'x').log).toEqual(expect.arrayContaining([expect.stringMatching(/^node v24\./), '["early","blank","main","success"]']));
    expect(findStep(found, 'x').annotations).toEqual([expect.objectContaining({ level: 'warning', message: expect.stringContaining("Unexpected input(s) 'other'") as string })]);
    expect(findStep(found, 'x', 'post').log).toContain('abc failure failure');
    expect(run.nodeVersion).toMatch(/^v24\./);
  });

  test('what a step leaves running does not outlive its job', async () => {
    const run = await runText(job(`- { id: x, run: 'sleep 300 >/dev/null 2>&1 & echo $!' }\n- { id: alive, run: 'kill -0 "$(cat pid)"', continue-on-error: true }`.replace('echo $!', 'echo $! | tee pid')));
    const found = findJob(run, 'a');
    expect(findStep(found, 'alive').outcome).toBe('success');
    const pid = Number(findStep(found, 'x').log.at(-1));
    await expectDeath(pid);
  });

  test('an action that is not in the workspace says that a checkout is missing', async () => {
    const run = await runText(job('- { id: x, uses: ./actions/x }').replace(/ {6}- uses: actions\/checkout@v5\n/, ''), { files: action('x', '') });
    expect(findStep(findJob(run, 'a'), 'x').annotations[0]?.message).toContain('Did you forget to run actions/checkout');
  });
});

import { findJob, findStep } from '../../../tools/workflow-runner';
import { action, job, runText } from '../scratch';

const say = `console.log('main of', process.env.INPUT_NAME); if (process.env.INPUT_FAIL === 'true') process.exit(1);`;
const post = `console.log('post of', process.env.INPUT_NAME, process.env['INPUT_STATUS']);`;
const inputs = `  name: { description: n }\n  fail: { description: f, default: 'false' }\n  status: { description: s, default: "\${{ job.status }}" }\n`;
const files = { ...action('a', say, { post, inputs }), ...action('picky', say, { post, inputs, postIf: 'failure()' }), ...action('content', say, { post, inputs, postIf: 'success()' }) };

test('post steps run last-in first-out at the end, also of a step that failed, not of one that was skipped', async () => {
  const run = await runText(
    job(`
- { id: one, uses: ./actions/a, with: { name: one } }
- { id: two, uses: ./actions/a, with: { name: two, fail: true } }
- { id: three, uses: ./actions/a, with: { name: three } }
- { id: four, if: failure(), uses: ./actions/a, with: { name: four } }`),
    { files },
  );
  const { steps } = findJob(run, 'a');
  expect(steps.map((step) => `${step.stage} ${step.id} ${step.outcome}`).slice(1)).toEqual(['main one success', 'main two failure', 'main three skipped', 'main four success', 'post four success', 'post two success', 'post one success']);
  expect(steps.find((step) => step.stage === 'post')).toMatchObject({ name: 'Post Run ./actions/a', log: ['Post job cleanup.', 'post of four failure'] });
});

test.each([
  ['false', 'skipped', 'success'],
  ['true', 'success', 'skipped'],
])('post-if sees the job, not the action (a later step fails: %s)', async (fail, picky, content) => {
  const run = await runText(job(`- { id: p, uses: ./actions/picky }\n- { id: c, uses: ./actions/content }\n- { id: later, uses: ./actions/a, with: { fail: ${fail} } }`), { files });
  expect([findStep(findJob(run, 'a'), 'p', 'post').outcome, findStep(findJob(run, 'a'), 'c', 'post').outcome]).toEqual([picky, content]);
});

test('a post step that fails makes the job red, and those after it still run', async () => {
  const run = await runText(job(`- { id: first, uses: ./actions/a, with: { name: first } }\n- { id: ill, uses: ./actions/ill }`), { files: { ...files, ...action('ill', '', { post: 'process.exit(1)' }) } });
  const found = findJob(run, 'a');
  expect([findStep(found, 'ill').outcome, findStep(found, 'ill', 'post').outcome, findStep(found, 'first', 'post').outcome, found.conclusion]).toEqual(['success', 'failure', 'success', 'failure']);
  expect(findStep(found, 'first', 'post').log).toContain('post of first failure');
});

test('a composite action has inputs, steps, outputs and conditions of its own, and its actions\' post steps run with the job', async () => {
  const composite = `name: both
description: A fixture
inputs: { who: { description: w, default: nobody } }
outputs: { greeting: { description: g, value: "\${{ steps.say.outputs.text }}" } }
runs:
  using: composite
  steps:
    - { id: say, shell: bash, run: 'echo "text=hello \${{ inputs.who }} \${{ env.TONE }} $(basename "$GITHUB_ACTION_PATH")" >> "$GITHUB_OUTPUT"' }
    - { id: inner, uses: $/actions/a, with: { name: inner, fail: "\${{ inputs.who == 'trouble' }}" } }
    - { id: not, shell: sh, run: echo not }
    - { id: mend, if: failure(), shell: sh, run: echo mended }
`;
  const run = await runText(
    job(`
- { id: earlier, run: exit 1, continue-on-error: true }
- { id: good, uses: ./actions/both, env: { TONE: softly }, with: { who: you } }
- { id: bad, uses: ./actions/both, with: { who: trouble }, continue-on-error: true }
- { id: show, run: 'echo "\${{ steps.good.outputs.greeting }}; \${{ steps.inner.outcome }}; \${{ steps.bad.outcome }}"' }`),
    { files: { ...files, 'actions/both/action.yml': composite } },
  );
  const found = findJob(run, 'a');
  const inner = (id: string): string[] => findStep(found, id).steps.map((step) => `${step.id} ${step.outcome}`);
  expect(inner('good')).toEqual(['say success', 'inner success', 'not success', 'mend skipped']);
  expect(inner('bad')).toEqual(['say success', 'inner failure', 'not skipped', 'mend success']);
  expect(findStep(found, 'show').log.at(-1)).toBe('hello you softly both; ; failure');
  expect(found.steps.filter((step) => step.stage === 'post').map((step) => step.log.at(-1))).toEqual(['post of inner success', 'post of inner success']);
  expect(run.conclusion).toBe('success');
});

import { findJob, findStep } from '../../../tools/workflow-runner';
import { job, runText } from '../scratch';

test('secrets and masks are hidden whole, line by line and in the usual encodings, in logs and summaries', async () => {
  const run = await runText(
    job(
      `
- id: x
  env: { KEY: "\${{ secrets.KEY }}" }
  run: |
    echo "whole: hush-hush-value"
    echo "line: second-secret-line"
    printf '%s' hush-hush-value | base64
    echo "uri: pass%20word%26more"
    echo '::add-mask::made at run time'
    echo "it is made at run time"
    echo "::error::said hush-hush-value"
    echo "**hush-hush-value**" >> "$GITHUB_STEP_SUMMARY"
    echo "kept=hush-hush-value" >> "$GITHUB_OUTPUT"
    echo "$KEY" | wc -l`,
    ),
    { secrets: { PASSWORD: 'hush-hush-value', KEY: 'first-secret-line\nsecond-secret-line\n', WORDS: 'pass word&more' } },
  );
  const step = findStep(findJob(run, 'a'), 'x');
  const output = step.log.slice(step.log.indexOf('##[endgroup]') + 1);
  expect(output.slice(0, 5)).toEqual(['whole: ***', 'line: ***', '***', 'uri: ***', 'it is ***']);
  expect(step.annotations[0]?.message).toBe('said ***');
  expect(step.summary).toBe('*****' + '**\n');
  expect(step.outputs['kept']).toBe('hush-hush-value');
  expect(JSON.stringify([step.log, step.summary, step.annotations, step.name])).not.toContain('hush');
});

test('job outputs that contain anything masked are dropped with a warning, the others arrive', async () => {
  const run = await runText(
    `on: push
jobs:
  a:
    runs-on: ubuntu-latest
    outputs: { id: "\${{ steps.x.outputs.id }}", path: "\${{ steps.x.outputs.path }}", empty: "\${{ steps.x.outputs.none }}" }
    steps:
      - { id: x, run: 'echo id=20261121 >> "$GITHUB_OUTPUT"; echo path=/srv/web.example.org/current >> "$GITHUB_OUTPUT"' }
  b:
    needs: a
    runs-on: ubuntu-latest
    steps:
      - { id: y, run: 'echo "got \${{ needs.a.outputs.id }} and \${{ needs.a.outputs.path }}."' }
`,
    { secrets: { HOST: 'web.example.org' } },
  );
  expect(findJob(run, 'a')).toMatchObject({ outputs: { id: '20261121' }, droppedOutputs: ['path'], annotations: [{ level: 'warning', message: "Skip output 'path' since it may contain secret." }] });
  expect(findStep(findJob(run, 'b'), 'y').log.at(-1)).toBe('got 20261121 and .');
});

test('secrets and variables of an environment belong to its jobs alone, and go before the repository\'s', async () => {
  const show = `- { id: x, run: 'echo "\${{ vars.HOST }} \${{ vars.ZONE }} $(printf %s "\${{ secrets.KEY }}" | wc -c)"' }`;
  const run = await runText(`on: push\njobs:\n  plain:\n    runs-on: x\n    steps:\n      ${show}\n  live:\n    environment: { name: production, url: "https://\${{ vars.HOST }}" }\n    runs-on: x\n    steps:\n      ${show}\n`, {
    vars: { HOST: 'nowhere', ZONE: 'eu' },
    secrets: { KEY: 'short' },
    environments: { production: { vars: { HOST: 'web' }, secrets: { KEY: 'rather longer' } } },
  });
  expect(findStep(findJob(run, 'plain'), 'x').log.at(-1)).toBe('nowhere eu 5');
  expect(findStep(findJob(run, 'live'), 'x').log.at(-1)).toBe('web eu 13');
  expect(findJob(run, 'live')).toMatchObject({ environment: 'production', environmentUrl: 'https://web', approval: 'approved' });
});

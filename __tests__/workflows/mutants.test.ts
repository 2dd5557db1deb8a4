import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findScenario, runScenario, scenarios } from './deploy/deploy-workflow';

const original = readFileSync(join(__dirname, '../../examples/demo/.github/workflows/deploy.yml'), 'utf8');

/** Everything of a step, from its `- id:` to the blank line after it. */
function stepText(id: string): string {
  const found = new RegExp(`^ {6}- id: ${id}\\n(?: {8}.*\\n)+\\n`, 'm').exec(original)?.[0];
  if (found === undefined) throw new Error(`no step ${id}`);
  return found;
}

function replace(from: string, to: string): string {
  if (original.split(from).length !== 2) throw new Error(`"${from}" does not stand exactly once in the workflow`);
  return original.replace(from, () => to);
}

describe('the deploy workflow', () => {
  test.each(scenarios.map((scenario) => [scenario.name, scenario] as const))('%s', async (_, scenario) => {
    scenario.check(await runScenario(original, scenario));
  });
});

describe('a workflow with a mistake in it is found out', () => {
  test.each([
    ['migrate without its condition', replace("        if: steps.backup.outputs.verified == 'true'\n", ''), 'the backup passes without being verified'],
    ['backup without its condition', replace("        if: steps.preflight.outputs.ready == 'true'\n", ''), 'preflight passes without being ready'],
    ['health-check without its condition', replace("        if: steps.rolling-deploy.outputs.status == 'deployed'\n", ''), 'nothing was moved, without an error'],
    ['an output under another name', replace('steps.backup.outputs.verified', 'steps.backup.outputs.is-verified'), 'all gates open'],
    ['verdict without needs', replace('    needs: [deploy]\n', ''), 'all gates open'],
    ['verdict that ends with || true', replace('            exit 1\n', '            false || true\n'), 'the release is not healthy'],
    ['health-check with continue-on-error', replace('      - id: health-check\n', '      - id: health-check\n        continue-on-error: true\n'), 'the release is not healthy'],
    ['verdict without always()', replace('  verdict:\n    if: always()\n', '  verdict:\n'), 'the release is not healthy'],
    ['rollback without cancelled()', replace('if: failure() || cancelled()', 'if: failure()'), 'the run is cancelled while it deploys'],
    ['rollback without failure()', replace('if: failure() || cancelled()', 'if: cancelled()'), 'the release is not healthy'],
    ['a secret under another name', replace('secrets.DEPLOY_KEY ', 'secrets.DEPLOY_SSH_KEY '), 'all gates open'],
    ['a wrong step id', replace('id: health-check', 'id: healthcheck'), 'all gates open'],
    ['notify before rollback', replace(`${stepText('rollback')}${stepText('notify')}`, `${stepText('notify')}${stepText('rollback')}`), 'the release is not healthy'],
    ['notify only when all went well', replace('        if: always()\n        uses: lockgate/lockgate/actions/notify', '        uses: lockgate/lockgate/actions/notify'), 'the release is not healthy'],
    ['rolling-deploy after anything', replace("steps.migrate.outcome == 'success'", '!cancelled()'), 'the backup passes without being verified'],
    ['released unless known to be ill', replace("outputs.status == 'healthy'", "outputs.status != 'unhealthy'"), 'the backup passes without being verified'],
  ])('%s', async (_, mutant, name) => {
    const scenario = findScenario(name);
    const run = await runScenario(mutant, scenario);
    expect(() => scenario.check(run)).toThrow('expect(');
  });
});

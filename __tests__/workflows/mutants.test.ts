import { findScenario, readWorkflow, runScenario, scenarios } from './deploy/deploy-workflow';

const original = readWorkflow('deploy.yml');
/** The job that deploys, and the verdict. */
const at = original.indexOf('  deploy:\n');
const rest = original.slice(at);
/** Before that: of the plan only preflight, which alone gives outputs, so that a mutant costs little. */
const plan = original.slice(0, at).replace(/ {6}- id: backup\n[^]*?(?=\n {2}\S|\n {2}# )/, '');

/** Everything of a step, from its `- id:` to the blank line after it. */
function stepText(id: string): string {
  const found = new RegExp(`^ {6}- id: ${id}\\n(?: {8}.*\\n)+\\n`, 'm').exec(rest)?.[0];
  if (found === undefined) throw new Error(`no step ${id}`);
  return found;
}

function replace(from: string, to: string): string {
  if (rest.split(from).length !== 2) throw new Error(`"${from}" does not stand exactly once in the jobs deploy and verdict`);
  return plan + rest.replace(from, () => to);
}

const withoutCondition = (id: string): string => replace(stepText(id), stepText(id).replace(/ {8}if: .*\n/, ''));

describe('the deploy workflow', () => {
  test.each(scenarios.map((scenario) => [scenario.name, scenario] as const))('%s', async (_, scenario) => {
    scenario.check(await runScenario(original, scenario));
  });
});

describe('a workflow with a mistake in it is found out', () => {
  test.each([
    ['migrate without its condition', withoutCondition('migrate'), 'the backup passes without being verified'],
    ['backup without its condition', withoutCondition('backup'), 'preflight passes without being ready'],
    ['health-check without its condition', withoutCondition('health-check'), 'nothing was moved, without an error'],
    ['rolling-deploy without its condition', withoutCondition('rolling-deploy'), 'the application alone, where preflight passes without being ready'],
    ['an output under another name', replace('steps.backup.outputs.verified', 'steps.backup.outputs.is-verified'), 'all gates open'],
    ['deploy without the answer of the plan', replace("needs.plan.outputs.ready == 'true' && ", ''), 'the plan passes without being ready'],
    ['deploy in a dry run', replace(' && !inputs.dry-run', ''), 'a dry run'],
    ['deploy whatever became of the plan', replace("if: needs.plan.outputs.ready == 'true'", "if: always()"), 'the plan is not ready'],
    ['another plan than the approved one', replace('approve: ${{ inputs.approve }}', "approve: ''"), 'a plan that a person approved'],
    ['the plan that is not handed on', replace('needs.plan.outputs.plan-digest', "''"), 'all gates open'],
    ['verdict without needs', replace('    needs: [plan, deploy]\n', ''), 'all gates open'],
    ['verdict that does not look at the plan', replace('true/success/true/skipped/)', 'true/*)'), 'a dry run that is not ready'],
    ['verdict that ends with || true', replace('              exit 1\n', '              false || true\n'), 'the release is not healthy'],
    ['health-check with continue-on-error', replace('      - id: health-check\n', '      - id: health-check\n        continue-on-error: true\n'), 'the release is not healthy'],
    ['verdict without always()', replace('  verdict:\n    if: always()\n', '  verdict:\n'), 'the plan is not ready'],
    ['rollback without cancelled()', replace('if: failure() || cancelled()', 'if: failure()'), 'the run is cancelled while it deploys'],
    ['rollback without failure()', replace('if: failure() || cancelled()', 'if: cancelled()'), 'the release is not healthy'],
    ['a secret under another name', plan + rest.replaceAll('secrets.DEPLOY_KEY ', 'secrets.DEPLOY_SSH_KEY '), 'all gates open'],
    ['a wrong step id', replace('id: health-check', 'id: healthcheck'), 'all gates open'],
    ['notify before rollback', replace(`${stepText('rollback')}${stepText('notify')}`, `${stepText('notify')}${stepText('rollback')}`), 'the release is not healthy'],
    ['notify only when all went well', withoutCondition('notify'), 'the release is not healthy'],
    ['rolling-deploy after anything', replace("steps.migrate.outcome == 'success' || ", '!cancelled() || '), 'the backup passes without being verified'],
    ['released unless known to be ill', replace("steps.health-check.outputs.status == 'healthy'", "steps.health-check.outputs.status != 'unhealthy'"), 'the backup passes without being verified'],
  ])('%s', async (_, mutant, name) => {
    const scenario = findScenario(name);
    const run = await runScenario(mutant, scenario);
    expect(() => scenario.check(run)).toThrow('expect(');
  });
});

import { steps } from './deploy-steps';
import { checkoutStep, environmentBlock, expression, HEAD, indent, variablesBlock } from './lines';
import { PINS } from './pins';
import { verdictJob } from './verdict';
import type { Wiring } from './wiring';

/** A push deploys its own commit; a person names a tag, and a branch of the same name is not meant. */
const REF = expression("github.event_name == 'push' && github.sha || format('refs/tags/{0}', inputs.version)");

function planJob(wiring: Wiring): string[] {
  const output = (name: string): string => `  ${name}: ${expression(`steps.preflight.outputs.${name}`)}`;
  return [
    '# What would be done, for whoever approves it; nothing is written on a host. Nobody approves this job itself, so its environment',
    '# holds the key of a user that may only read (ssh.plan-user).',
    'plan:',
    ...indent(
      [
        `name: plan for ${expression('inputs.environment')}`,
        `runs-on: ${PINS.runner}`,
        'timeout-minutes: 30',
        ...environmentBlock(`${expression('inputs.environment')}-plan`),
        'permissions:',
        '  actions: read # whether the run that holds the lease is over',
        '  contents: read # the checkout',
        'outputs:',
        ...['ready', 'pending-migrations', 'risk', 'plan-digest'].map(output),
        ...variablesBlock(wiring),
        'steps:',
        ...indent([...checkoutStep(REF), '', ...steps(wiring, 'plan')], 2),
      ],
      2,
    ),
  ];
}

/** Released is what the health check called healthy; a run that touches no release says it by its migrations. */
function outcome({ migrations }: Wiring): string {
  return expression(
    [
      "steps.health-check.outputs.status == 'healthy' && 'released'",
      ...(migrations === 'none' ? [] : ["inputs.scope == 'migrations' && steps.migrate.outcome == 'success' && 'released'"]),
      "steps.rolling-deploy.outputs.status == 'unchanged' && 'nothing-to-do'",
      "steps.rollback.outputs.status != 'nothing-to-do' && steps.rollback.outputs.status",
      "'failed'",
    ].join(' || '),
  );
}

function deployJob(wiring: Wiring): string[] {
  return [
    '# Where the environment has required reviewers, GitHub asks them here.',
    'deploy:',
    ...indent(
      [
        `name: deploy to ${expression('inputs.environment')}`,
        'needs: [plan]',
        "if: needs.plan.outputs.ready == 'true' && !inputs.dry-run",
        `runs-on: ${PINS.runner}`,
        'timeout-minutes: 120',
        ...environmentBlock(expression('inputs.environment')),
        'permissions:',
        '  actions: read # whether the run that holds the lease is over',
        '  contents: read # the checkout, and the changes since the last release',
        '  deployments: write # the record of the deployment',
        'outputs:',
        `  outcome: ${outcome(wiring)}`,
        `  release-id: ${expression('steps.rolling-deploy.outputs.release-id')}`,
        ...variablesBlock(wiring),
        'steps:',
        ...indent([...checkoutStep(REF), '', ...steps(wiring, 'deploy')], 2),
      ],
      2,
    ),
  ];
}

/** The workflow that the others call: one plan, one approval, one deploy, and the way back in the job that holds the secrets. */
export function deployWorkflow(wiring: Wiring, file: string): string {
  const inputs: readonly (readonly [name: string, what: string, rest: string])[] = [
    ['environment', 'Name of the environment in the configuration', 'type: string, required: true'],
    ['version', 'What the release is called: a tag, or the branch that was pushed', 'type: string, required: true'],
    ['scope', '`all`, `application`, `migrations` or `configuration`', 'type: string, default: all'],
    ['dry-run', 'Plan, and end there', 'type: boolean, default: false'],
    ['approve', 'Digest of a plan that a person approved; what would run must be the same', "type: string, default: ''"],
  ];
  const lines = [
    HEAD(file),
    'name: Deploy',
    '',
    'on:',
    '  workflow_call:',
    '    inputs:',
    ...inputs.map(([name, what, rest]) => `      ${name}: { description: "${what}", ${rest} }`),
    '    outputs:',
    `      outcome: { description: "\`released\`, or why not", value: "${expression('jobs.deploy.outputs.outcome')}" }`,
    `      release-id: { description: "Id of the release", value: "${expression('jobs.deploy.outputs.release-id')}" }`,
    `      plan-digest: { description: "What was planned, to be approved", value: "${expression('jobs.plan.outputs.plan-digest')}" }`,
    '',
    'permissions: {}',
    '',
    'jobs:',
    ...indent([...planJob(wiring), '', ...deployJob(wiring), '', ...verdictJob()], 2),
  ];
  return `${lines.join('\n')}\n`;
}

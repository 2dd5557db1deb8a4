import { expression, HEAD, indent, named } from './lines';
import type { Wiring } from './wiring';

/** The environment that every push to the branch goes to. */
export const PUSHED = 'staging';

function queue(environment: string): string[] {
  return [
    '# Deploys of one environment wait for each other, in order; none is cancelled and none is dropped.',
    'concurrency:',
    `  group: deploy-${environment}`,
    '  cancel-in-progress: false',
    '  queue: max',
  ];
}

function callJob(inputs: readonly (readonly [name: string, value: string])[]): string[] {
  return [
    'jobs:',
    '  deploy:',
    ...indent(
      [
        'permissions:',
        '  actions: read # whether the run that holds the lease is over',
        '  contents: read # the checkout, and the changes since the last release',
        '  deployments: write # the record of the deployment',
        'uses: ./.github/workflows/deploy.yml',
        'with:',
        ...inputs.map(([name, value]) => `  ${name}: ${value}`),
        '# The secrets of an environment reach a called workflow in no other way.',
        'secrets: inherit',
      ],
      4,
    ),
  ];
}

function pushedWorkflow({ branch }: Wiring, environment: string, file: string): string[] {
  return [
    HEAD(file),
    `name: Deploy to ${environment}`,
    '',
    'on:',
    '  push:',
    `    branches: [${JSON.stringify(branch)}]`,
    '',
    'permissions: {}',
    '',
    ...queue(environment),
    '',
    ...callJob([
      ['environment', named(environment)],
      ['version', expression('github.ref_name')],
    ]),
  ];
}

function dispatchedWorkflow(environment: string, file: string): string[] {
  return [
    HEAD(file),
    `name: Deploy to ${environment}`,
    `run-name: ${expression("inputs.dry-run && 'Plan' || 'Deploy'")} ${expression('inputs.version')} for ${environment}`,
    '',
    'on:',
    '  workflow_dispatch:',
    '    inputs:',
    '      version:',
    '        description: The tag to deploy',
    '        type: string',
    '        required: true',
    '      scope:',
    '        description: What to touch',
    '        type: choice',
    '        options: [all, application, migrations, configuration]',
    '        default: all',
    '      dry-run:',
    '        description: Plan only',
    '        type: boolean',
    '        default: false',
    '      approve:',
    '        description: Digest of the plan that you approve, where nobody else has to; a run of "Plan only" prints it',
    '        type: string',
    '',
    'permissions: {}',
    '',
    ...queue(environment),
    '',
    ...callJob([
      ['environment', named(environment)],
      ...['version', 'scope', 'dry-run', 'approve'].map((name) => [name, expression(`inputs.${name}`)] as const),
    ]),
  ];
}

/** Who starts a deploy to an environment. */
export function callerWorkflow(wiring: Wiring, environment: string, file: string): string {
  const lines = environment === PUSHED ? pushedWorkflow(wiring, environment, file) : dispatchedWorkflow(environment, file);
  return `${lines.join('\n')}\n`;
}

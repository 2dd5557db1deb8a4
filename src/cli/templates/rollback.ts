import { diagnosticsStep } from './deploy-steps';
import { checkoutStep, environmentBlock, expression, HEAD, indent, named, secretsBlock, variablesBlock } from './lines';
import { ours, PINS } from './pins';
import type { Wiring } from './wiring';

function inputs({ environments }: Wiring): string[] {
  return [
    'environment:',
    '  description: Where to go back',
    '  type: choice',
    `  options: [${environments.map(named).join(', ')}]`,
    '  required: true',
    'to:',
    '  description: Id or version of the release to go back to; empty for the way back of a deploy that was left open',
    '  type: string',
    'level:',
    '  description: The way, for who knows better than the record',
    '  type: choice',
    '  options: [auto, R0, R2, R3]',
    '  default: auto',
    'approve-loss:',
    '  description: Number of rows that may be lost',
    '  type: string',
    "  default: '0'",
    'dry-run:',
    '  description: Print the commands and write nothing on a host',
    '  type: boolean',
    '  default: false',
  ];
}

function rollbackJob(wiring: Wiring): string[] {
  return [
    'rollback:',
    ...indent(
      [
        `runs-on: ${PINS.runner}`,
        'timeout-minutes: 60',
        ...environmentBlock(expression('inputs.environment')),
        'permissions:',
        '  actions: read # whether the run that holds the lease is over',
        '  contents: read # the checkout',
        '  deployments: write # the record of the deployment',
        'outputs:',
        `  status: ${expression('steps.rollback.outputs.status')}`,
        ...variablesBlock(wiring),
        'steps:',
        ...indent(
          [
            ...checkoutStep(),
            '',
            '- id: rollback',
            `  uses: ${ours('rollback')}`,
            '  with:',
            `    environment: ${expression('inputs.environment')}`,
            `    to: ${expression('inputs.to')}`,
            `    level: ${expression("inputs.level != 'auto' && inputs.level || ''")}`,
            `    approve-loss: ${expression('inputs.approve-loss')}`,
            `    dry-run: ${expression('inputs.dry-run')}`,
            ...indent(secretsBlock(wiring.secrets), 2),
            '',
            '- id: notify',
            "  if: always() && !inputs.dry-run && steps.rollback.outputs.status != 'nothing-to-do'",
            `  uses: ${ours('notify')}`,
            '  with:',
            `    environment: ${expression('inputs.environment')}`,
            `    rollback-status: ${expression('steps.rollback.outputs.status')}`,
            ...indent(secretsBlock(wiring.messages), 2),
            '',
            ...diagnosticsStep(),
          ],
          2,
        ),
      ],
      2,
    ),
  ];
}

function verdictJob(): string[] {
  return [
    'verdict:',
    ...indent(
      [
        'if: always()',
        'needs: [rollback]',
        `runs-on: ${PINS.runner}`,
        'timeout-minutes: 5',
        'permissions: {}',
        'steps:',
        '  - name: Gone back?',
        '    env:',
        `      DRY_RUN: ${expression('inputs.dry-run')}`,
        `      RESULT: ${expression('needs.rollback.result')}`,
        `      STATUS: ${expression('needs.rollback.outputs.status')}`,
        '    run: |',
        '      case "$DRY_RUN/$RESULT/$STATUS" in',
        '        false/success/rolled-back) echo "the release before serves again" ;;',
        '        true/success/*) echo "nothing was written, since this is a dry run" ;;',
        '        false/success/nothing-to-do)',
        '          echo "::error title=Nothing was left open::name the release to go back to in the input \'to\'"',
        '          exit 1',
        '          ;;',
        '        *)',
        `          echo "::error title=Not gone back::the job rollback ended as '$RESULT', its status is '\${STATUS:-none}'"`,
        '          exit 1',
        '          ;;',
        '      esac',
      ],
      2,
    ),
  ];
}

/** By hand. It stands in no queue: a deploy that waits for its approval must not hold it up; the lease decides. */
export function rollbackWorkflow(wiring: Wiring, file: string): string {
  const lines = [
    HEAD(file),
    'name: Roll back',
    `run-name: Roll back ${expression('inputs.environment')}`,
    '',
    'on:',
    '  workflow_dispatch:',
    '    inputs:',
    ...indent(inputs(wiring), 6),
    '',
    'permissions: {}',
    '',
    '# In no queue: a deploy that waits for its approval must not hold this up. The lease on the hosts decides.',
    'jobs:',
    ...indent([...rollbackJob(wiring), '', ...verdictJob()], 2),
  ];
  return `${lines.join('\n')}\n`;
}

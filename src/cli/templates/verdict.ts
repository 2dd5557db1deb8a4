import { expression, indent } from './lines';
import { PINS } from './pins';

/** A job that was skipped, rejected or lost with its runner is not red by itself: this one is. */
export function verdictJob(): string[] {
  return [
    '# A job that was skipped, rejected or lost with its runner is not red by itself: this one is.',
    'verdict:',
    ...indent(
      [
        'if: always()',
        'needs: [plan, deploy]',
        `runs-on: ${PINS.runner}`,
        'timeout-minutes: 5',
        'permissions: {}',
        'steps:',
        '  - name: Released?',
        '    env:',
        `      DRY_RUN: ${expression('inputs.dry-run')}`,
        `      PLAN: ${expression('needs.plan.result')}`,
        `      READY: ${expression('needs.plan.outputs.ready')}`,
        `      DEPLOY: ${expression('needs.deploy.result')}`,
        `      OUTCOME: ${expression('needs.deploy.outputs.outcome')}`,
        '    run: |',
        '      case "$DRY_RUN/$PLAN/$READY/$DEPLOY/$OUTCOME" in',
        '        false/success/true/success/released) echo "released" ;;',
        '        false/success/true/success/nothing-to-do) echo "nothing differs from what serves" ;;',
        '        true/success/true/skipped/) echo "ready; nothing was deployed, since this is a dry run" ;;',
        '        *)',
        `          echo "::error title=Not released::plan ended as '$PLAN' (ready: '\${READY:-no}'), deploy as '$DEPLOY', its outcome is '\${OUTCOME:-none}'"`,
        '          exit 1',
        '          ;;',
        '      esac',
      ],
      2,
    ),
  ];
}

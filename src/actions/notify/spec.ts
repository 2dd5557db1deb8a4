import { commonInputs } from '../common-inputs';
import type { ActionSpec } from '../spec';

export const spec: ActionSpec = {
  id: 'notify',
  name: 'Lockgate notify',
  description: 'Tells people how the deploy stands, in the places that the configuration names.',
  icon: 'bell',
  color: 'blue',
  inputs: {
    ...commonInputs,
    event: {
      description:
        'What happened: `started`, `waiting`, `succeeded`, `failed`, `rolled-back` or `rollback-failed`. `auto` tells it from the job and from `rollback-status`.',
      default: 'auto',
      options: ['auto', 'started', 'waiting', 'succeeded', 'failed', 'rolled-back', 'rollback-failed'],
    },
    'release-id': { description: 'Id of the release, for the message.' },
    'previous-commit': {
      description: 'Commit of the release before, for the list of changes in the message. Without it, no changes are listed.',
    },
    'approved-by': { description: 'Output `approved-by` of preflight, for the message. Without it GitHub is asked, where the configuration demands an approval.' },
    'rollback-status': {
      description: 'Output `status` of the rollback step, where there was one.',
    },
  },
  outputs: {
    delivered: { description: '`true` when every place that the configuration names took the message; else `false`.' },
  },
  permissions: { contents: 'read', deployments: 'write' },
  writes: [],
  example: `- uses: lockgate/lockgate/actions/notify@v1
  if: always()
  with:
    environment: production
    release-id: \${{ steps.deploy.outputs.release-id }}
    rollback-status: \${{ steps.rollback.outputs.status }}
  env:
    DEPLOY_WEBHOOK: \${{ secrets.DEPLOY_WEBHOOK }}`,
};

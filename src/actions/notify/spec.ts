import { commonInputs, sharedInputs } from '../common-inputs';
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
    'release-id': sharedInputs.releaseId,
    'rollback-status': {
      description: 'Output `status` of the rollback step, where there was one.',
    },
    required: {
      description: '`true` makes the step red when a message could not be delivered. Otherwise delivery is best effort.',
      default: 'false',
      options: ['true', 'false'],
    },
  },
  outputs: {
    delivered: { description: 'Number of places that took the message.' },
  },
  permissions: { contents: 'read' },
  writes: [],
  example: `- uses: lockgate/lockgate/actions/notify@v1
  if: always()
  with:
    environment: production
    release-id: \${{ steps.deploy.outputs.release-id }}
    rollback-status: \${{ steps.rollback.outputs.status }}
  env:
    DEPLOY_KEY: \${{ secrets.DEPLOY_KEY }}
    DEPLOY_WEBHOOK: \${{ secrets.DEPLOY_WEBHOOK }}`,
};

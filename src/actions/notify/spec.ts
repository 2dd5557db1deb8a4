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
    'release-id': { description: 'Id of the release, for the message. Without it, what an earlier Lockgate step of the same job says.' },
    'previous-release-id': {
      description: 'Id of the release before, for the list of changes in the message: its end is a commit. Without it, what an earlier Lockgate step of the same job says.',
    },
    'previous-commit': {
      description: 'Commit of the release before, for the list of changes; comes before `previous-release-id`. Where neither is known, no changes are listed.',
    },
    'approved-by': { description: 'Output `approved-by` of preflight, for the message. Without it GitHub is asked, where the configuration demands an approval.' },
    'rollback-status': {
      description: 'Output `status` of the rollback step, where there was one. Without it, what an earlier Lockgate step of the same job says.',
    },
    messages: sharedInputs.messages,
  },
  outputs: {
    delivered: { description: '`true` when every place that the configuration names took the message; else `false`.' },
    messages: { description: 'How the messages that were sent are found again, such as `discord=1417 github-deployment=77`: the input `messages` of a later notify step.' },
  },
  permissions: { actions: 'read', contents: 'read', deployments: 'write' },
  writes: [],
  example: `- uses: lockgate/lockgate/actions/notify@v1
  with:
    environment: production
    event: started
  env:
    DISCORD_WEBHOOK: \${{ secrets.DISCORD_WEBHOOK }}

# … preflight, backup, migrate, rolling-deploy, health-check, rollback …

- uses: lockgate/lockgate/actions/notify@v1
  if: always()
  with:
    environment: production
  env:
    DISCORD_WEBHOOK: \${{ secrets.DISCORD_WEBHOOK }}`,
};

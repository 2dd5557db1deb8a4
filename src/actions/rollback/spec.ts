import { commonInputs, sharedInputs } from '../common-inputs';
import type { ActionSpec } from '../spec';

export const spec: ActionSpec = {
  id: 'rollback',
  name: 'Lockgate rollback',
  description: 'Brings back the last good release by the least destructive way that leads to a state known to work.',
  icon: 'rotate-ccw',
  color: 'orange',
  inputs: {
    ...commonInputs,
    to: sharedInputs.to,
    'approve-loss': sharedInputs.approveLoss,
    reason: {
      description: 'Why it goes back, for the journal, the report and the messages.',
    },
  },
  outputs: {
    level: { description: 'The way that was taken: `R0` nothing had changed, `R1` schema downgrade, `R2` release switched back, `R3` restore; empty when none was.' },
    status: { description: '`rolled-back`, `nothing-to-do`, `held`, `partial`, `failed` or `needs-approval`.' },
    loss: { description: 'Number of rows that going back destroyed, or would destroy when approval is needed; `unknown` when it cannot be counted.' },
  },
  permissions: { actions: 'read', contents: 'read', deployments: 'write' },
  writes: [
    '`current`: the link to the release that serves again',
    'the database, where the way back is a downgrade or a restore; the replaced database is kept beside it',
    '`.lockgate/`: the lease, journal lines, and in the release log that the release is bad',
  ],
  example: `- uses: lockgate/lockgate/actions/rollback@v1
  id: rollback
  if: failure() || cancelled()
  with:
    environment: production
  env:
    DEPLOY_KEY: \${{ secrets.DEPLOY_KEY }}`,
};

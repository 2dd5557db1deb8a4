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
    to: {
      description: 'Id or version of the release to go back to. Without it, the way back of the change that is open on record.',
    },
    level: {
      description: 'The way to go back, for a person who knows better than the record: `R0`, `R2` or `R3`. Without it, the recorded facts decide.',
      options: ['R0', 'R2', 'R3'],
    },
    'approve-loss': sharedInputs.approveLoss,
  },
  outputs: {
    level: { description: 'The way that was taken: `R0` nothing had changed, `R1` schema downgrade, `R2` release switched back, `R3` restore; empty when none was.' },
    status: { description: '`rolled-back`, `nothing-to-do`, `held`, `partial`, `failed` or `needs-approval`.' },
    loss: { description: 'Number of rows that going back destroyed, or would destroy when approval is needed; `unknown` when it cannot be counted.' },
    'marked-bad': { description: 'Id of the release that going back marked bad, or would mark once it is approved: what serves, where a person goes back from it. Empty where none is.' },
    'kept-database': { description: 'Where a restore keeps the database that it replaced: its file on the host, or its name on the server. The summary says how to look at it and how to drop it; nothing else does. Empty where nothing was restored.' },
    diagnostics: { description: 'Folder on the runner with what the hosts said before anything was moved (logs, state, resources), to be uploaded as an artifact; empty when nothing was collected.' },
  },
  permissions: { actions: 'read', contents: 'read' },
  writes: [
    '`current`: the link to the release that serves again',
    'the database, where the way back is a downgrade or a restore; the replaced database is kept beside it',
    '`proxy/`: which instances nginx passes to, where there is a proxy',
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

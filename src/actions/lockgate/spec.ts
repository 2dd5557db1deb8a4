import { spec as backup } from '../backup/spec';
import { commonInputs, sharedInputs } from '../common-inputs';
import { spec as healthCheck } from '../health-check/spec';
import { spec as migrate } from '../migrate/spec';
import { spec as notify } from '../notify/spec';
import { spec as preflight } from '../preflight/spec';
import { spec as rollback } from '../rollback/spec';
import { spec as rollingDeploy } from '../rolling-deploy/spec';
import type { ActionSpec } from '../spec';

export const spec: ActionSpec = {
  id: 'lockgate',
  name: 'Lockgate deploy',
  description: 'Carries a release to your own servers one gate at a time, and brings it back when a gate closes.',
  icon: 'lock',
  color: 'blue',
  inputs: {
    ...commonInputs,
    'plan-digest': sharedInputs.planDigest,
    approve: sharedInputs.approve,
    'approve-loss': sharedInputs.approveLoss,
    messages: sharedInputs.messages,
  },
  // `status` is the one name that several of them have: here it is the last one's, and the way back has a name of its own.
  outputs: {
    outcome: {
      description:
        'What came of it: `released`, `rolled-back`, `failed`, `held` (nothing was moved and a person decides) or `nothing-to-do`. Only `released` and `nothing-to-do` are green.',
    },
    'rollback-status': rollback.outputs['status'] ?? { description: '' },
    ...preflight.outputs,
    ...backup.outputs,
    ...migrate.outputs,
    ...rollingDeploy.outputs,
    ...rollback.outputs,
    ...healthCheck.outputs,
    ...notify.outputs,
  },
  permissions: { actions: 'read', contents: 'read', deployments: 'write' },
  writes: [
    '`.lockgate/`: the lease, journal lines, the release log, manifests of backups; process and log files of the `command` runtime',
    ...new Set([preflight, backup, migrate, rollingDeploy, healthCheck, rollback].flatMap(({ writes }) => writes).filter((one) => !one.startsWith('`.lockgate/`'))),
  ],
  example: `- uses: lockgate/lockgate@v1
  with:
    environment: production
    version: v1.4.0
  env:
    DEPLOY_KEY: \${{ secrets.DEPLOY_KEY }}
    PRODUCTION_HOST: \${{ vars.PRODUCTION_HOST }}`,
};

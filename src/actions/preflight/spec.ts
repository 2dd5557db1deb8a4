import { commonInputs, sharedInputs } from '../common-inputs';
import type { ActionSpec } from '../spec';

export const spec: ActionSpec = {
  id: 'preflight',
  name: 'Lockgate preflight',
  description: 'Checks everything a deploy needs before anything is touched, and reports every problem at once.',
  icon: 'clipboard',
  color: 'blue',
  inputs: {
    ...commonInputs,
    'plan-digest': sharedInputs.planDigest,
    'plan-only': {
      description: '`true` asks and reports, and writes nothing on the host: for a job that plans before somebody approves.',
      default: 'false',
      options: ['true', 'false'],
    },
  },
  outputs: {
    ready: { description: '`true` when every check passed and nothing forbids the deploy; else `false`.' },
    'pending-migrations': { description: 'Number of migrations that would be applied.' },
    risk: { description: 'The worst that the pending migrations may do: `none`, `lock`, `break`, `loss` or `opaque`.' },
    'plan-digest': { description: 'Digest of what would run: commit, configuration, migrations, schema revision, current release and hosts.' },
  },
  permissions: { actions: 'read', contents: 'read' },
  writes: [
    '`.lockgate/`: the lease, and a journal line that says the host was ready; nothing with `plan-only: true` or `dry-run: true`',
  ],
  example: `- uses: lockgate/lockgate/actions/preflight@v1
  id: preflight
  with:
    environment: production
    version: v1.4.0
  env:
    DEPLOY_KEY: \${{ secrets.DEPLOY_KEY }}`,
};

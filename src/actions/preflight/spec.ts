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
    approve: sharedInputs.approve,
  },
  outputs: {
    ready: { description: '`true` when every check passed and nothing forbids the deploy; else `false`.' },
    'pending-migrations': { description: 'Number of migrations that would be applied; empty when they are not known before the release is on the host.' },
    risk: { description: 'The worst that the pending migrations may do: `none` (there are none), `lossless`, `lock`, `break`, `loss` or `opaque`; empty when they are not known before the release is on the host.' },
    'plan-digest': { description: 'Digest of what would run: commit, scope, configuration, migrations, schema revision, current release and hosts.' },
    'approved-by': { description: 'Who approved it, with commas between, where the configuration demands an approval; else empty.' },
  },
  permissions: { actions: 'read', contents: 'read' },
  writes: [
    '`.lockgate/`: the lease, and a journal line that says the host was ready, and who approved; nothing with `dry-run: true`',
  ],
  example: `- uses: lockgate/lockgate/actions/preflight@v1
  id: preflight
  with:
    environment: production
    version: v1.4.0
  env:
    DEPLOY_KEY: \${{ secrets.DEPLOY_KEY }}`,
};

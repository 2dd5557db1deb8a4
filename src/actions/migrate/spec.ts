import { commonInputs } from '../common-inputs';
import type { ActionSpec } from '../spec';

export const spec: ActionSpec = {
  id: 'migrate',
  name: 'Lockgate migrate',
  description: 'Applies pending migrations one gated step at a time, after a verified backup.',
  icon: 'layers',
  color: 'blue',
  inputs: commonInputs,
  outputs: {
    applied: { description: 'Number of migrations that were applied.' },
    'from-revision': { description: 'Schema revision before; empty when nothing had been applied yet.' },
    'to-revision': { description: 'Schema revision afterwards, as the database answers it.' },
    reversible: { description: '`true` when the previous release works with the new schema, or the schema has a lossless way back; else `false`.' },
  },
  permissions: { actions: 'read', contents: 'read' },
  writes: [
    'the database: the pending migrations, each in the transaction that the configuration asks for, with a record of what was applied',
    '`releases/<id>`: the new release, where the migration tool is part of it',
    '`proxy/`: the page of maintenance, where migrations are run in maintenance',
    '`.lockgate/`: the lease and journal lines',
  ],
  example: `- uses: lockgate/lockgate/actions/migrate@v1
  id: migrate
  if: steps.backup.outputs.verified == 'true'
  with:
    environment: production
  env:
    DEPLOY_KEY: \${{ secrets.DEPLOY_KEY }}`,
};

import { commonInputs } from '../common-inputs';
import type { ActionSpec } from '../spec';

export const spec: ActionSpec = {
  id: 'backup',
  name: 'Lockgate backup',
  description: 'Takes a backup of the database, proves that it can be restored, and keeps a second copy.',
  icon: 'database',
  color: 'blue',
  inputs: commonInputs,
  outputs: {
    'backup-id': { description: 'Id of the backup; empty when none was taken.' },
    size: { description: 'Size of the backup in bytes.' },
    sha256: { description: 'Digest of the backup, as it was read back from the disk.' },
    verified: { description: '`true` when the backup reached the level of verification that the configuration asks for; else `false`.' },
  },
  permissions: { actions: 'read', contents: 'read' },
  writes: [
    'the folder `backup.to` and every folder under `backup.copies`: the backup and its manifest, mode 0600; expired ones are removed as `backup.keep` says',
    '`.lockgate/`: the lease, journal lines, the manifest of each backup',
    'a scratch database beside the backup while it is verified, removed afterwards',
    '`proxy/`: the page of maintenance, where migrations are run in maintenance',
  ],
  example: `- uses: lockgate/lockgate/actions/backup@v1
  id: backup
  with:
    environment: production
  env:
    DEPLOY_KEY: \${{ secrets.DEPLOY_KEY }}`,
};

import { commonInputs } from '../common-inputs';
import type { ActionSpec } from '../spec';

export const spec: ActionSpec = {
  id: 'rolling-deploy',
  name: 'Lockgate rolling deploy',
  description: 'Brings the release to the hosts, builds it, switches to it and starts it, one journalled step at a time.',
  icon: 'upload-cloud',
  color: 'blue',
  inputs: commonInputs,
  outputs: {
    'release-id': { description: 'Id of the new release.' },
    'previous-release-id': { description: 'Id of the release that served before, where a way back leads; empty for a first deploy.' },
    status: { description: '`deployed`, `unhealthy` (a new instance did not pass its gate), `held` (nothing was moved and a person decides), `unchanged` (scope: configuration, and nothing differs), `nothing-to-do` (a dry run that met nothing wrong) or `failed`.' },
  },
  permissions: { actions: 'read', contents: 'read' },
  writes: [
    '`releases/<id>`: the new release, and what its build commands make',
    '`current`: the link to the release that serves',
    '`shared/`: folders for shared files where they are missing',
    '`.lockgate/`: the lease, journal lines, the release log, process files of the `command` runtime',
    '`proxy/`: which instances nginx passes to, where there is a proxy',
  ],
  example: `- uses: lockgate/lockgate/actions/rolling-deploy@v1
  id: deploy
  with:
    environment: production
    version: v1.4.0
  env:
    DEPLOY_KEY: \${{ secrets.DEPLOY_KEY }}`,
};

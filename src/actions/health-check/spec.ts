import { commonInputs } from '../common-inputs';
import type { ActionSpec } from '../spec';

export const spec: ActionSpec = {
  id: 'health-check',
  name: 'Lockgate health check',
  description: 'Asks the released application and its hosts whether it is well, then watches it for as long as the configuration says.',
  icon: 'activity',
  color: 'blue',
  inputs: commonInputs,
  outputs: {
    status: { description: '`healthy`, `unhealthy` or `inconclusive` (it could not be asked, which is never an answer).' },
    'failed-checks': { description: 'Names of the checks that did not pass, separated by commas; empty when all passed.' },
    'p95-ms': { description: '95th percentile of the answers’ durations in milliseconds; empty when nothing was timed.' },
  },
  permissions: { actions: 'read', contents: 'read' },
  writes: [
    '`.lockgate/`: the lease, journal lines, and in the release log that the release is good or bad',
    '`releases/`: once the release is good, good ones beyond `release.keep` are removed, never one that a way back leads to',
  ],
  example: `- uses: lockgate/lockgate/actions/health-check@v1
  id: health
  with:
    environment: production
  env:
    DEPLOY_KEY: \${{ secrets.DEPLOY_KEY }}`,
};

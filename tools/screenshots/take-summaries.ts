import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { Lab } from '../demo/lab';
import { Visitors } from '../../src/cli/demo/visitors';
import { allJobs, type RunResult } from '../workflow-runner';

/** What an approver reads: a dry run of everything. */
const PLAN = `name: Plan
on: { workflow_dispatch: }
jobs:
  plan:
    runs-on: ubuntu-latest
    environment: production
    permissions: { actions: read, contents: read, deployments: write }
    env:
      SHOP_HOST: \${{ vars.SHOP_HOST }}
      SHOP_URL: \${{ vars.SHOP_URL }}
      SHOP_PORT: \${{ vars.SHOP_PORT }}
      SSH_PORT: \${{ vars.SSH_PORT }}
      RELEASE_PATH: \${{ vars.RELEASE_PATH }}
      BACKUP_PATH: \${{ vars.BACKUP_PATH }}
      LOCKGATE_KNOWN_HOSTS: \${{ vars.KNOWN_HOSTS }}
      DEPLOY_KEY: \${{ secrets.DEPLOY_KEY }}
    steps:
      - uses: actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8 # v5.0.0
        with: { persist-credentials: false }
      - id: lockgate
        uses: lockgate/lockgate@v1
        with: { environment: production, version: v2, dry-run: true }
        env: { DEPLOY_WEBHOOK: "\${{ secrets.DEPLOY_WEBHOOK }}" }
`;

export interface Taken {
  /** The summary of a step of a run. */
  readonly of: (run: 'v1' | 'v2' | 'v3' | 'plan', step: string) => string;
}

function summaryOf(run: RunResult, id: string): string {
  const found = allJobs(run).flatMap(({ steps }) => steps).find((step) => step.id === id && step.stage === 'main' && step.summary !== '');
  if (found === undefined) throw new Error(`the step ${id} has no summary: ${allJobs(run).flatMap(({ steps }) => steps.flatMap(({ log }) => log)).slice(-30).join('\n')}`);
  return found.summary;
}

/**
 * The summaries of the demo's three deploys, and of a plan between the first and the second: as the actions wrote them, but for the temporary folder that
 * the demo's server lives in, which no path of a real server begins with.
 */
export async function takeSummaries(): Promise<Taken> {
  const lab = await Lab.open();
  // The third version falls ill under traffic alone.
  const visitors = new Visitors(lab.url);
  try {
    const runs: Record<string, RunResult> = { v1: await lab.push('v1') };
    visitors.start();
    const sha = lab.repository.show('v2');
    const file = '.github/workflows/plan.yml';
    runs['plan'] = await lab.push('v2', { file, event: { name: 'workflow_dispatch', ref: 'refs/tags/v2', sha } }, (root) => {
      mkdirSync(join(root, '.github/workflows'), { recursive: true });
      writeFileSync(join(root, file), PLAN);
    });
    runs['v2'] = await lab.push('v2');
    runs['v3'] = await lab.push('v3');
    return { of: (run, step) => summaryOf(runs[run] as RunResult, step).replaceAll(join(lab.folder, 'server'), '') };
  } finally {
    await visitors.stop();
    visitors.leave();
    await lab.close();
  }
}

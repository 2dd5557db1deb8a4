import { checkShop, type Kept } from '../../src/cli/demo/shop';
import type { Version } from '../../src/cli/demo/application';
import { findJob, findStep, type RunResult } from '../workflow-runner';
import type { Lab } from './lab';

/** What the demo claims, looked up after everything ended. */
export async function checkPromises(lab: Lab, runs: Readonly<Record<Version, RunResult>>, added: readonly string[]): Promise<Kept[]> {
  const back = findStep(findJob(runs.v3, 'deploy'), 'rollback');
  const is = (promise: string, kept: boolean, found: string): Kept => ({ promise, kept, found });
  return [
    is('v1 and v2 are released, their runs are green', runs.v1.conclusion === 'success' && runs.v2.conclusion === 'success', `${runs.v1.conclusion}, ${runs.v2.conclusion}`),
    is("v3's run is red, and so is its verdict", runs.v3.conclusion === 'failure' && findJob(runs.v3, 'verdict').conclusion === 'failure', `${runs.v3.conclusion}, ${findJob(runs.v3, 'verdict').conclusion}`),
    is('v3 was brought back by itself', back.outcome === 'success' && back.outputs['status'] === 'rolled-back', `${back.outputs['status'] ?? 'nothing'}, level ${back.outputs['level'] ?? 'none'}, ${back.outputs['loss'] ?? 'unknown'} rows lost`),
    ...(await checkShop(lab.url, lab.database, added)),
    is('the team was told', ['succeeded', 'succeeded', 'rolled-back'].every((event, index) => lab.outside.messages[index]?.event === event), lab.outside.messages.map(({ event }) => event).join(', ')),
  ];
}

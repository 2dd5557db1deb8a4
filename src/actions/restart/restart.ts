import type { FlowContext, FlowResult } from '../flow';
import { askConfigured, gateFailure, openOrFailed, subjectOf, whereItLogs } from '../gates';
import { nameOf } from '../inspect/status';
import { refuseByHand } from '../maintenance';
import { settleDeadChange } from '../reconcile';
import { plannedStages, rollOut } from '../roll-out';
import { runFlow } from '../run-flow';
import { servingRelease } from '../serving-release';

/** Stands in the id of a change that only starts the application anew. */
const RESTART = 'restart';

/**
 * Stops and starts what serves, host by host as the strategy does it, under the lease and on record. What is killed in between is
 * settled like any change: the release that was restarted is started.
 */
export function restart(context: FlowContext): Promise<FlowResult> {
  return runFlow('restart', context, {}, async (session, parts, reporter) => {
    await session.take();
    await settleDeadChange(session);
    refuseByHand(session);
    const { release, runtime } = servingRelease(session, 'LG-RESTART-NOTHING', 'restart');
    const strategyParts = { hosts: parts.hosts, artefact: parts.artefact, runtime, proxy: parts.proxy };
    reporter.release = release.id;
    if (context.dryRun) {
      await session.run({ steps: plannedStages(session, strategyParts, release.id, release.id).flatMap(({ steps }) => steps), lease: 'keep' });
      return reporter.close('dry-run', 'nothing was written');
    }
    session.mint(RESTART);
    reporter.release = release.id;
    const subject = { ...subjectOf(release), runtime };
    const { outcomes, closed, failure } = await rollOut(session, { parts: strategyParts, release: release.id, previous: release.id, subject, first: [], before: [{ kind: 'opened', previous: release.id }, { kind: 'fact', name: RESTART, data: { release: release.id } }], after: [] });
    if (parts.hosts.length > 1) reporter.fact('hosts', [...outcomes]);
    if (failure !== undefined) {
      await session.run({ steps: [], after: [{ kind: 'closed', outcome: 'failed' }], lease: 'free' });
      throw failure;
    }
    const verdict = closed ?? (await askConfigured(session, 'released', subject));
    if (verdict.leads !== 'open') {
      await session.run({ steps: [], after: [{ kind: 'closed', outcome: 'held' }], lease: 'free' });
      const problem = `${nameOf(release)} was restarted and is not healthy`;
      return reporter.close('failed', problem, gateFailure(verdict, problem, { so: 'it is left as it is: it is the release that served before, so there is nothing to take back', next: whereItLogs(session) }));
    }
    await session.run({ steps: [], after: [{ kind: 'closed', outcome: 'nothing-changed' }], lease: 'free' });
    return reporter.close('passed', `${nameOf(release)} was restarted on ${String(parts.hosts.length)} of ${String(parts.hosts.length)} hosts${openOrFailed(verdict) === 'done' && verdict.checks.length > 0 ? ' and is healthy' : ''}`);
  });
}

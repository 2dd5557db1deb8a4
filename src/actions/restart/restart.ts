import { Failure } from '../../model/failure';
import type { ReleaseRecord } from '../../model/release';
import type { FlowContext, FlowResult } from '../flow';
import { askConfigured, gateFailure, openOrFailed, subjectOf, whereItLogs } from '../gates';
import { nameOf } from '../inspect/status';
import { settleDeadChange } from '../reconcile';
import { runtimeOf } from '../recorded-runtime';
import { plannedStages, rollOut } from '../roll-out';
import { runFlow } from '../run-flow';
import type { Session } from '../session';
import { restarting } from '../carry-out-back';

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
    const release = serving(session);
    const runtime = restarting(parts.runtime, runtimeOf(session, release.id));
    if (runtime === undefined) {
      throw new Failure({ kind: 'configuration', code: 'LG-RUNTIME-NOT-CONFIGURED', problem: 'nothing says how the application is started', next: 'add the section "runtime" to the configuration' });
    }
    const strategyParts = { hosts: parts.hosts, artefact: parts.artefact, runtime, proxy: parts.proxy };
    reporter.release = release.id;
    if (context.dryRun) {
      await session.run({ steps: plannedStages(session, strategyParts, release.id, release.id).flatMap(({ steps }) => steps), lease: 'keep' });
      return reporter.close('dry-run', 'nothing was written');
    }
    const opening = session.mint(RESTART);
    reporter.release = release.id;
    const subject = { ...subjectOf(release), runtime };
    const { outcomes, closed, failure } = await rollOut(session, { parts: strategyParts, release: release.id, previous: release.id, subject, first: [], before: [opening, { kind: 'fact', name: RESTART, data: { release: release.id } }], after: [] });
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

function serving(session: Session): ReleaseRecord {
  const { current } = session.snapshot;
  const found = session.releases.find(({ id }) => id === current);
  if (found !== undefined) return found;
  throw new Failure({
    kind: 'state',
    code: 'LG-RESTART-NOTHING',
    problem: current === '' ? 'nothing was deployed yet: there is nothing to restart' : `${current} serves and is not on record`,
    host: session.parts.hosts[0],
    next: 'deploy first; what somebody deployed by hand is recorded with npx lockgate adopt',
  });
}

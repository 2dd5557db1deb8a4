import { allFailures, Failure, Failures } from '../../model/failure';
import { readMaintenance } from '../../model/maintenance';
import type { ReleaseRecord } from '../../model/release';
import type { Step } from '../../model/step';
import type { Runtime } from '../../runtimes/runtime';
import { askInstances } from '../ask-instances';
import type { FlowContext } from '../flow';
import { gateFailure, subjectOf, whereItLogs } from '../gates';
import { guarded } from '../guarded';
import { nameOf } from '../inspect/status';
import { leaveMaintenance, leaveSteps } from '../maintenance';
import type { Note } from '../notes';
import { runFlow } from '../run-flow';
import { servingRelease } from '../serving-release';
import type { Session } from '../session';
import { dataOf, openUnless, settleOrGoOn, stoppedBefore } from './by-hand';
import type { MaintenanceResult } from './by-hand';

/**
 * Starts what serves, asks the gate `instance`, and lets visitors in. Where it is not well, it is stopped again and maintenance
 * lasts; it is nobody's by hand any more, so that a deploy or a way back can end it.
 */
export async function leaveByHand(context: FlowContext): Promise<MaintenanceResult> {
  let data = dataOf(undefined);
  const result = await runFlow('maintenance', context, {}, async (session, parts, reporter) => {
    await session.take();
    const goesOn = await settleOrGoOn(session);
    const mark = readMaintenance(session.journal);
    data = dataOf(mark);
    if (!goesOn && mark === undefined) {
      await session.run({ steps: [], lease: 'free' });
      return reporter.close(context.dryRun ? 'dry-run' : 'nothing-to-do', 'not in maintenance');
    }
    const { release, runtime } = servingRelease(session, 'LG-MAINTENANCE-NOTHING', 'start');
    const subject = { ...subjectOf(release), runtime };
    const starts = stepsFor(session, 'start', runtime, release);
    const since = mark?.since ?? context.ports.now().toISOString();
    const before = stoppedBefore(session);
    const opening: Note[] = [...openUnless(session, goesOn, release.id), { kind: 'fact', name: 'maintenance', data: { on: true, by: mark?.by ?? '', since, ...(before ? { before } : {}) } }];
    if (context.dryRun) {
      await session.run({ steps: [...starts, ...leaveSteps(session)], lease: 'keep' });
      return reporter.close('dry-run', 'nothing was written');
    }
    const ill = await start(session, starts, opening);
    const ended = ill === undefined ? await guarded(session, () => askInstances(session, parts.hosts.map((host) => ({ host })), subject), parts.hosts) : undefined;
    const problem = `${nameOf(release)} was started and is not healthy`;
    const failure = ill ?? ended?.failure ?? (ended?.closed === undefined ? undefined : gateFailure(ended.closed, problem, { so: 'it was stopped again and maintenance lasts: visitors still get the page', next: `${whereItLogs(session)}; deploy a version that works, or run npx lockgate rollback: both lead out of maintenance` }));
    if (failure !== undefined) {
      data = dataOf({ by: '', since });
      return reporter.close('failed', `${ill === undefined ? problem : failure.facts.problem}; maintenance lasts`, await stay(session, stepsFor(session, 'stop', runtime, release), since, failure));
    }
    const complaint = await leaveMaintenance(session, { subject: { release: release.id, previous: release.id, version: release.version }, after: [{ kind: 'closed', outcome: 'nothing-changed' }], lease: 'free' });
    data = dataOf(undefined);
    return reporter.close(complaint === undefined ? 'passed' : 'failed', `${nameOf(release)} serves again on ${String(parts.hosts.length)} of ${String(parts.hosts.length)} hosts`, complaint);
  });
  return { ...result, data };
}

function stepsFor({ parts: { hosts } }: Session, verb: 'start' | 'stop', runtime: Runtime, { id }: ReleaseRecord): Step[] {
  return hosts.map((host) => ({
    id: hosts.length === 1 ? `runtime.${verb}` : `runtime.${verb}@${host}`,
    title: `${verb} ${id}${verb === 'stop' ? ' again' : ''}`,
    host,
    does: runtime[verb](),
    undo: { kind: 'start-old', text: `start ${id}` },
  }));
}

/** What failed on the host; what ended this process or its connections is thrown, and left to whoever comes next. */
async function start(session: Session, steps: readonly Step[], before: readonly Note[]): Promise<Failure | undefined> {
  try {
    await session.run({ steps, before, lease: 'keep' });
    return undefined;
  } catch (error) {
    if (!(error instanceof Failure) || allFailures(error).some(({ kind }) => kind !== 'command')) throw error;
    return error;
  }
}

async function stay(session: Session, stops: readonly Step[], since: string, failure: Failure): Promise<Failure> {
  try {
    await session.run({ steps: stops, after: [{ kind: 'fact', name: 'maintenance', data: { on: true, since } }, { kind: 'closed', outcome: 'failed' }], lease: 'free' });
    return failure;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return new Failures([...allFailures(failure), ...allFailures(error)]);
  }
}

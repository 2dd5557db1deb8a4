import { Failure } from '../model/failure';
import type { ChangeRecord } from '../model/journal';
import type { Release, ReleaseRecord } from '../model/release';
import type { WayBackDecision } from '../model/way-back';
import type { Runtime } from '../runtimes/runtime';
import type { Stage } from '../strategies/strategy';
import { subjectOf } from './gates';
import type { Note } from './notes';
import { runtimeOf } from './recorded-runtime';
import { goBackOn } from './roll-out';
import type { WentBack } from './roll-out';
import type { Session } from './session';
import { begunSteps, touchedHosts } from './touched';
import { discardSteps, restoreSteps } from './undo-steps';
import { verifyBack } from './verify-back';
import type { WayBackOutcome, WayBackRequest } from './way-back-outcome';

/** R6: the release is marked first. What was never switched to is merely discarded. */
function markNotes(session: Session, change: ChangeRecord, from: string, touched: boolean): Note[] {
  const record = session.releases.find((release) => release.id === from);
  if (record === undefined || record.status === 'bad' || record.status === 'retired') return [];
  const release: Release = record;
  return [{ kind: 'release', release, status: touched ? 'bad' : 'retired' }, { kind: 'fact', name: 'going-back', data: { from, change: change.id } }];
}

/** Does what was decided, and asks the release that serves again. */
export async function carryOut(
  session: Session,
  request: WayBackRequest,
  decision: Extract<WayBackDecision, { act: 'go' }>,
  target: ReleaseRecord | undefined,
  appliedByChange: readonly string[],
): Promise<WayBackOutcome> {
  const { parts, reporter } = session;
  const { change, from } = request;
  const { artefact, strategy, hosts } = parts;
  const then = target === undefined ? undefined : runtimeOf(session, target.id);
  const runtime = restarting(parts.runtime, then);
  // A restore needs all of them still, and a person who names a release means all of them.
  const touched = touchedHosts(session, change);
  const moved = restoring(decision) || request.to !== undefined || touched.length === 0 ? hosts : touched;
  const whileStopped = restoring(decision) ? restoreSteps(session, change) : [];
  const moves = decision.level !== 'R0';
  const steps = request.to === undefined && !restoring(decision) ? begunSteps(session, change) : new Map<string, ReadonlySet<string>>();
  const stages: readonly Stage[] =
    moves && runtime !== undefined
      ? strategy.back({ hosts: moved, artefact, runtime, proxy: parts.proxy }, { from, target: target?.id, whileStopped, begun: steps })
      : [{ steps: [...whileStopped, ...discardSteps(session, change, from)], asks: [] }];
  const base = { level: decision.level, loss: String(decision.rows), target };
  const begun = session.context.ports.now().getTime();
  let went: WentBack;
  try {
    went = await goBackOn(session, stages, { ...subjectOf(target), runtime: then }, markNotes(session, change, from, moves));
  } catch (error) {
    if (!(error instanceof Failure) || error.kind === 'bug') throw error;
    return { ...base, status: hosts.length > 1 ? 'partial' : 'failed', headline: 'the way back itself failed', failure: error };
  }
  for (const name of decision.level === 'R3' ? [] : appliedByChange) {
    reporter.note(`not undone: the migration ${name}; the old release works with it`);
  }
  // After a dry run it does not serve, so that nobody can ask it.
  const ill = moves && target !== undefined && !session.context.dryRun ? await verifyBack(session, target, then, moved, went) : undefined;
  if (ill !== undefined) {
    await session.run({ steps: [], lease: request.lease });
    return { ...base, status: 'failed', headline: `${target?.id ?? ''} was switched back to and is not healthy`, failure: ill };
  }
  const seconds = ((session.context.ports.now().getTime() - begun) / 1000).toFixed(1);
  await session.run({ steps: [], after: [{ kind: 'closed', outcome: moves ? 'rolled-back' : 'nothing-changed' }], lease: request.lease });
  const headline = !moves
    ? 'nothing had to be taken back'
    : target === undefined
      ? 'the first release was stopped: nothing serves now'
      : `${target.id} serves again on ${String(moved.length)} of ${String(hosts.length)} hosts (${decision.level}, ${seconds} s, ${decision.rows === 0 ? 'no rows' : `${String(decision.rows)} rows`} lost)`;
  return { ...base, status: moves ? 'rolled-back' : 'nothing-to-do', headline, failure: undefined };
}

function restoring(decision: WayBackDecision): boolean {
  return decision.act === 'go' && decision.level === 'R3';
}

/** What was brought is stopped as the configuration says now; what serves again is started as it was when it did. */
export function restarting(now: Runtime | undefined, then: Runtime | undefined): Runtime | undefined {
  if (now === undefined || then === undefined) return now;
  // An instance that there was not yet is not started: those that there were are, all of them.
  const known = (instance?: string): string | undefined => (then.instances.some(({ name }) => name === instance) ? instance : undefined);
  return { ...now, start: (instance) => then.start(known(instance)) };
}

import { allFailures, Failure } from '../model/failure';
import type { ChangeRecord } from '../model/journal';
import type { Release, ReleaseRecord } from '../model/release';
import type { WayBackDecision } from '../model/way-back';
import type { Runtime } from '../runtimes/runtime';
import type { Stage } from '../strategies/strategy';
import { subjectOf } from './gates';
import { goBackOn } from './go-back-on';
import type { WentBack } from './go-back-on';
import { hostEnds, partialFailure } from './host-ends';
import type { HostEnd } from './host-ends';
import { hasToLeave, leaveMaintenance, stillInMaintenance, stopOthersSteps } from './maintenance';
import type { Note } from './notes';
import { runtimeOf } from './recorded-runtime';
import type { Session } from './session';
import { backHosts, backNotes, begunUnlessServing, hiddenHosts, touchedHosts } from './touched';
import { discardSteps, restoreSteps } from './undo-steps';
import { verifyBack } from './verify-back';
import type { WayBackOutcome, WayBackRequest } from './way-back-outcome';

/** The release that a way back marks, where it is not marked already. */
function unmarked(session: Session, from: string): ReleaseRecord | undefined {
  const record = session.releases.find((release) => release.id === from);
  return record === undefined || record.status === 'bad' || record.status === 'retired' ? undefined : record;
}

/** The release that this way back marks bad, however good it is called: whoever is asked has to know. Pure. */
export function marksBad(session: Session, decision: WayBackDecision, from: string): ReleaseRecord | undefined {
  return decision.act === 'hold' || decision.level === 'R0' ? undefined : unmarked(session, from);
}

/** R6: the release is marked first. What was never switched to is merely discarded. */
function markNotes(session: Session, change: ChangeRecord, from: string, touched: boolean): Note[] {
  const release: Release | undefined = unmarked(session, from);
  if (release === undefined) return [];
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
  const { parts, reporter, hosts } = session;
  const { change, from } = request;
  const { artefact, strategy } = parts;
  const then = target === undefined ? undefined : runtimeOf(session, target.id);
  const runtime = restarting(parts.runtime, then);
  const moves = decision.level !== 'R0';
  const moved = movedHosts(session, request, decision);
  const whileStopped = restoring(decision) ? restoreSteps(session, change) : [];
  const stopped = hasToLeave(session, change, request.to !== undefined);
  // Where everything was stopped for it, everything is started again, whatever was begun.
  const begun = request.to === undefined && !restoring(decision) && !stopped ? await begunUnlessServing(session, change, moved, parts.runtime, from) : new Map<string, ReadonlySet<string>>();
  const stages: readonly Stage[] = !moves || runtime === undefined
    ? [{ steps: [...whileStopped, ...discardSteps(session, change, from)], asks: [] }]
    : moved.length === 0 ? [] : strategy.back({ hosts: moved, artefact, runtime, proxy: parts.proxy }, { from, target: target?.id, whileStopped, begun });
  const base = { level: decision.level, loss: String(decision.rows), target };
  const startedAt = session.context.ports.now().getTime();
  let went: WentBack;
  try {
    const quiet = stopped && moves ? stopOthersSteps(session) : [];
    const left = moves ? unrecordedSteps(session, request) : [];
    went = await goBackOn(session, [{ steps: quiet, asks: [] }, ...stages, { steps: left, asks: [] }].filter(({ steps, asks }) => steps.length + asks.length > 0), { ...subjectOf(target), runtime: then }, markNotes(session, change, from, moves));
  } catch (error) {
    if (!(error instanceof Failure) || error.kind === 'bug') throw error;
    return { ...base, status: hosts.length > 1 ? 'partial' : 'failed', headline: 'the way back itself failed', failure: error };
  }
  for (const name of decision.level === 'R3' ? [] : appliedByChange) {
    reporter.note(`not undone: the migration ${name}; ${request.level === undefined ? 'the old release works with it' : `${request.level} was asked for by hand, and nothing on record proves that the old release works with it`}`);
  }
  const well = moved.filter((host) => !went.failed.has(host));
  // After a dry run it does not serve, so that nobody can ask it.
  const verify = (moment: 'instance' | 'released'): ReturnType<typeof verifyBack> =>
    moves && target !== undefined && !session.context.dryRun && well.length > 0 ? verifyBack(session, target, then, well, went, moment) : Promise.resolve(undefined);
  const unproven = await verify('instance');
  let complaint: Failure | undefined;
  if (unproven === undefined && stopped) {
    try {
      complaint = await leaveMaintenance(session, { serves: !moves || target !== undefined });
    } catch (error) {
      if (!(error instanceof Failure) || error.kind === 'bug') throw error;
      return { ...base, status: 'failed', headline: 'the way back could not leave maintenance', failure: error };
    }
  }
  const ill = unproven ?? (await verify('released'));
  const ends = moves ? hostEnds(session, request, { target, moved, failed: went.failed, ill: ill?.hosts ?? new Set() }) : new Map<string, HostEnd>();
  if (parts.hosts.length > 1 && moves) reporter.fact('hosts after the way back', [...ends].map(([host, { text }]) => [host, text]));
  const left = [...ends].filter(([, { open }]) => open).map(([host]) => host);
  const back = well.filter((host) => ill?.hosts.has(host) !== true);
  if (left.length > 0 && back.length + backHosts(change).size > 0) {
    const failure = partialFailure(session, left, [...went.failed.values(), ...(ill === undefined ? [] : allFailures(ill.failure))], request.to !== undefined);
    const facts = backNotes(back, target?.id ?? '');
    // A person's own choice is nobody's to finish; what a deploy left behind is the next run's.
    await session.note({ ...(request.to === undefined ? { before: facts } : { after: [{ kind: 'closed', outcome: 'partial' }] }), lease: request.lease });
    return { ...base, status: 'partial', headline: `${target?.id ?? 'nothing'} serves again on ${back.length === 0 ? 'the others' : back.join(', ')}, and not on ${left.join(', ')}`, failure, settled: true };
  }
  const [failure] = ill === undefined ? went.failed.values() : [ill.failure];
  if (failure !== undefined || left.length > 0) {
    await session.note({ lease: request.lease });
    const headline = ill === undefined ? 'the way back itself failed' : `${target?.id ?? ''} was switched back to and is not healthy${stillInMaintenance(session)}`;
    return { ...base, status: 'failed', headline, failure: failure ?? partialFailure(session, left, [], false), settled: true };
  }
  const seconds = ((session.context.ports.now().getTime() - startedAt) / 1000).toFixed(1);
  const settled = session.context.settings.hooks['rolled-back'].length === 0;
  await session.note({ after: [{ kind: 'closed', outcome: moves ? 'rolled-back' : 'nothing-changed' }], lease: settled ? request.lease : 'keep' });
  const headline = !moves
    ? 'nothing had to be taken back'
    : target === undefined
      ? 'the first release was stopped: nothing serves now'
      : `${target.id} ${session.context.dryRun ? 'would serve' : 'serves'} again on ${String(moved.length)} of ${String(parts.hosts.length)} hosts (${decision.level}, ${session.context.dryRun ? '' : `${seconds} s, `}${decision.rows === 0 ? 'no rows' : `${String(decision.rows)} rows`} lost)`;
  return { ...base, status: moves ? 'rolled-back' : 'nothing-to-do', headline, failure: complaint, settled };
}

/** Brought before a stop and never switched to: it is on no record, so that nobody else would ever remove it. */
function unrecordedSteps(session: Session, { change, from, to }: WayBackRequest): ReturnType<typeof discardSteps> {
  const known = session.releases.some(({ id }) => id === from) || session.hosts.some((host) => session.turn(host).snapshot.current === from);
  return to !== undefined || known ? [] : discardSteps(session, change, from);
}

/** A restore needs all of them still, and a person who names a release means all of them. */
function movedHosts(session: Session, { change, to }: WayBackRequest, decision: WayBackDecision): readonly string[] {
  const touched = touchedHosts(session, change);
  const untold = touched.length === 0 && backHosts(change).size === 0 && hiddenHosts(session, change).length === 0;
  return restoring(decision) || to !== undefined || untold ? session.hosts : touched;
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

import type { MigrationSurvey } from '../migrations/migration-tool';
import type { ChangeRecord } from '../model/journal';
import { Failure } from '../model/failure';
import type { Release, ReleaseRecord } from '../model/release';
import { rollbackTarget } from '../model/release';
import type { Runtime } from '../runtimes/runtime';
import type { Stage } from '../strategies/strategy';
import type { Task } from '../state/host-state';
import { decideWayBack } from '../model/way-back';
import type { WayBackMark } from '../model/sign-off';
import { WAY_BACK_FACT } from '../model/sign-off';
import type { WayBackDecision, WayBackFacts } from '../model/way-back';
import { askInstances } from './ask-instances';
import { countLoss, mayNeedRestore } from './count-loss';
import { askConfigured, gateFailure, subjectOf, whereItLogs } from './gates';
import { backupOf, reaches } from './predecessors';
import { judgeSchema } from './schema-state';
import type { Note } from './notes';
import { runtimeOf } from './recorded-runtime';
import { goBackOn } from './roll-out';
import type { WentBack } from './roll-out';
import type { Session } from './session';
import { putSignOff } from './sign-off';
import { discardSteps, restoreSteps } from './undo-steps';
import { begunSteps, touchedHosts } from './touched';

export type WayBackStatus = 'rolled-back' | 'nothing-to-do' | 'held' | 'partial' | 'failed' | 'needs-approval';

export interface WayBackOutcome {
  readonly status: WayBackStatus;
  /** `R0` … `R3`; empty when nothing was decided. */
  readonly level: string;
  /** Rows destroyed, or that would be; `unknown` where nobody can count them. */
  readonly loss: string;
  readonly headline: string;
  readonly target: ReleaseRecord | undefined;
  readonly failure: Failure | undefined;
}

export interface WayBackRequest {
  readonly change: ChangeRecord;
  /** The release to leave. */
  readonly from: string;
  /** Where to, when a person says so. */
  readonly to?: ReleaseRecord | undefined;
  readonly survey: MigrationSurvey | Failure | undefined;
  readonly approvedLoss: number;
  /** A level that a person asked for; the decision's own reasons not to act are then theirs. */
  readonly level?: 'R0' | 'R2' | 'R3' | undefined;
  /** What happens to the lease when this is over. */
  readonly lease: Task['lease'];
  /** A closed gate that says "hold" is respected unless a person asked. */
  readonly byHand: boolean;
}


function heldBy(change: ChangeRecord): string | undefined {
  const fact = change.facts.get('held');
  return typeof fact === 'object' && fact !== null && 'why' in fact ? String(fact.why) : undefined;
}

/** Brings the system back from `from`, as far as the recorded facts allow without a person; says what it did. */
export async function goBack(session: Session, request: WayBackRequest): Promise<WayBackOutcome> {
  const outcome = await goBackUnsigned(session, request);
  await putSignOff(session, request.change.id);
  return outcome;
}

async function goBackUnsigned(session: Session, request: WayBackRequest): Promise<WayBackOutcome> {
  const { context, reporter } = session;
  const { change, from } = request;
  const held = heldBy(change);
  if (held !== undefined && !request.byHand) {
    const why = `a gate says hold: ${held}`;
    session.remember(WAY_BACK_FACT, { level: '', why, to: '', rows: '0' } satisfies WayBackMark);
    return holdOn(session, why, request, true);
  }
  const backup = backupOf(change, session.snapshot.manifests);
  const asked = context.settings.backup?.verify ?? 'readable';
  const schema = judgeSchema(change, request.survey);
  const target = request.to ?? targetOf(session, change, from);
  const base: WayBackFacts = {
    serving: request.to !== undefined || touchedHosts(session, change).length > 0 ? 'touched' : 'untouched',
    schema: schema.schema,
    // After a first deploy there is no old release whose code could mind the schema.
    oldAcceptsSchema: target === undefined ? 'yes' : schema.oldAcceptsSchema,
    corrupted: change.facts.has('corrupted'),
    downgrade: 'none',
    downgradeLoss: 'unknown',
    backup: backup === undefined ? 'none' : reaches(backup.verified, asked) ? 'verified' : 'unverified',
    restoreLoss: 'unknown',
    lossAllowed: Math.max(context.settings.rollback.lossAllowedRows, request.approvedLoss),
  };
  const loss = mayNeedRestore(base, request.level) ? await countLoss(session, change) : undefined;
  const facts: WayBackFacts = { ...base, restoreLoss: loss === undefined || loss === 'unknown' ? 'unknown' : loss.rows };
  const decision = insist(decideWayBack(facts), facts, request.level);
  reporter.fact('way back', [
    ['level', decision.act === 'hold' ? 'none' : decision.level],
    ['why', decision.why],
    ['from', from],
    ['to', target?.id ?? 'nothing: this was the first release'],
    ['rows lost', decision.act === 'hold' ? 'none, nothing is moved' : String(decision.rows)],
    ...(loss === undefined || loss === 'unknown' ? [] : [['counted', loss.method] as const]),
  ]);
  const mark: WayBackMark = { level: decision.act === 'go' ? decision.level : '', why: decision.act === 'needs-approval' ? `${decision.level} waits for approval: ${decision.why}` : decision.why, to: target?.id ?? '', rows: decision.act === 'hold' ? '0' : String(decision.rows) };
  session.remember(WAY_BACK_FACT, mark);
  if (decision.act === 'hold') return holdOn(session, decision.why, request, false);
  if (decision.act === 'needs-approval') return needApproval(session, decision, request);
  context.ports.progress(`rollback: ${decision.level}, ${String(decision.rows)} rows lost: ${decision.why}`);
  return carryOut(session, request, decision, target, schema.appliedByChange);
}

/** A person's word outranks the decision's choice of level, never its count: rows beyond what was approved still need approval. */
function insist(decision: WayBackDecision, facts: WayBackFacts, level: WayBackRequest['level']): WayBackDecision {
  if (level === undefined) return decision;
  if (level !== 'R3') return { act: 'go', level, rows: 0, why: 'asked for by hand' };
  if (facts.backup === 'none') return { act: 'hold', why: 'a restore was asked for, and this change has no backup' };
  if (facts.restoreLoss === 'unknown' || facts.restoreLoss > facts.lossAllowed) return { act: 'needs-approval', level, rows: facts.restoreLoss, why: 'asked for by hand' };
  return { act: 'go', level, rows: facts.restoreLoss, why: 'asked for by hand' };
}

function targetOf(session: Session, change: ChangeRecord, from: string): ReleaseRecord | undefined {
  const previous = session.releases.find((release) => release.id === change.opened.previous);
  return previous !== undefined && previous.status !== 'bad' && previous.id !== from ? previous : rollbackTarget(session.releases, from);
}

async function holdOn(session: Session, why: string, request: WayBackRequest, closes: boolean): Promise<WayBackOutcome> {
  await session.run({ steps: [], after: closes ? [{ kind: 'closed', outcome: 'held' }] : [], lease: request.lease });
  return {
    status: 'held',
    level: '',
    loss: '0',
    headline: 'nothing was moved: a person decides',
    target: undefined,
    failure: new Failure({
      kind: 'gate-closed',
      code: 'LG-ROLLBACK-HELD',
      problem: 'nothing was moved: a person has to decide',
      cause: why,
      next: 'look at the gate and the diagnostics; then run the rollback action with "level" (R2 switches the release back, R3 restores the backup) or deploy a new version',
    }),
  };
}

async function needApproval(session: Session, decision: Extract<WayBackDecision, { act: 'needs-approval' }>, request: WayBackRequest): Promise<WayBackOutcome> {
  const rows = String(decision.rows);
  await session.run({ steps: [], lease: request.lease });
  return {
    status: 'needs-approval',
    level: decision.level,
    loss: rows,
    headline: `the way back (${decision.level}) destroys ${rows} rows and waits for approval`,
    target: undefined,
    failure: new Failure({
      kind: 'gate-closed',
      code: 'LG-ROLLBACK-NEEDS-APPROVAL',
      problem: `the way back destroys ${rows} rows, and nobody has approved that`,
      cause: decision.why,
      next:
        decision.rows === 'unknown'
          ? 'the rows could not be counted: see the note in the summary, mend its cause and run the rollback action again'
          : `run the rollback action with approve-loss: ${rows}, or deploy a version that works with the data as it is`,
    }),
  };
}

/** R6: the release is marked first. What was never switched to is merely discarded. */
function markNotes(session: Session, change: ChangeRecord, from: string, touched: boolean): Note[] {
  const record = session.releases.find((release) => release.id === from);
  if (record === undefined || record.status === 'bad' || record.status === 'retired') return [];
  const release: Release = record;
  return [{ kind: 'release', release, status: touched ? 'bad' : 'retired' }, { kind: 'fact', name: 'going-back', data: { from, change: change.id } }];
}

async function carryOut(
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

/**
 * R7: the release that was gone back to is asked like any other; instances that were asked on the way are not asked again. A
 * complaint that only holds or warns does not stop the way back.
 */
async function verifyBack(session: Session, target: ReleaseRecord, runtime: Runtime | undefined, hosts: readonly string[], { asked, ill }: WentBack): Promise<Failure | undefined> {
  const subject = { ...subjectOf(target), runtime, again: 'after going back' };
  const questions = [
    async () => (asked.length > 0 ? ill : [await askInstances(session, hosts.map((host) => ({ host })), subject)]),
    async () => [await askConfigured(session, 'released', subject)],
  ];
  for (const question of questions) {
    const closed = (await question()).find(({ leads }) => leads === 'rollback');
    if (closed === undefined) continue;
    return gateFailure(closed, `${target.id} was switched back to and is not healthy`, { so: 'a rollback is never rolled back: it serves as it is', next: whereItLogs(session) });
  }
  return undefined;
}

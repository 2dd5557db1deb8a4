import type { FlowId } from '../model/action';
import { Failure } from '../model/failure';
import type { ChangeRecord } from '../model/journal';
import type { ReleaseRecord } from '../model/release';
import { rollbackTarget } from '../model/release';
import type { WayBackMark } from '../model/sign-off';
import { WAY_BACK_FACT } from '../model/sign-off';
import { decideWayBack } from '../model/way-back';
import type { WayBackDecision, WayBackFacts } from '../model/way-back';
import { count } from '../model/words';
import { carryOut, marksBad } from './carry-out-back';
import { countLoss, mayNeedRestore } from './count-loss';
import { backupOf, reaches } from './predecessors';
import { judgeSchema } from './schema-state';
import { joinFailures, tryHooks } from './hooks';
import { foundStopped, inMaintenanceOfChange } from './maintenance';
import type { Session } from './session';
import { putSignOff } from './sign-off';
import { backHosts, hiddenHosts, touchedHosts } from './touched';
import { heldBy, holdOn, needApproval } from './way-back-outcome';
import type { WayBackOutcome, WayBackRequest } from './way-back-outcome';

/** Brings the system back from `from`, as far as the recorded facts allow without a person; says what it did. */
export async function goBack(session: Session, request: WayBackRequest): Promise<WayBackOutcome> {
  const complaint = request.to === undefined ? await tryHooks(session, 'failed', { release: request.from }) : undefined;
  const went = await goBackUnsigned(session, request);
  const last = went.status === 'rolled-back' ? await tryHooks(session, 'rolled-back', { release: went.target?.id ?? '', previous: request.from, version: went.target?.version ?? '' }) : undefined;
  if (went.settled !== true) await settleLease(session, request.lease, went.failure);
  const outcome = { ...went, failure: joinFailures(went.failure, complaint, last) };
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
    return holdOn(session, why, request, !inMaintenanceOfChange(session));
  }
  const backup = backupOf(change, session.manifests);
  const asked = context.settings.backup?.verify ?? 'readable';
  const schema = judgeSchema(change, request.survey);
  const target = request.to ?? targetOf(session, change, from);
  const base: WayBackFacts = {
    serving: request.to !== undefined || foundStopped(session, change, false) || touchedHosts(session, change).length > 0 || hiddenHosts(session, change).length > 0 || backHosts(change).size > 0 ? 'touched' : 'untouched',
    schema: schema.schema,
    ...(request.survey instanceof Failure ? { schemaUnreadable: reasonOf(request.survey) } : {}),
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
  const decision = onEvery(session, insist(decideWayBack(facts), facts, request.level));
  const bad = marksBad(session, decision, from);
  reporter.fact('way back', [
    ['level', decision.act === 'hold' ? 'none' : decision.level],
    ['why', decision.why],
    ['from', from],
    ['to', target?.id ?? 'nothing: this was the first release'],
    ...(bad === undefined ? [] : [['marks bad', `${bad.id} (${bad.version}), ${bad.status} until now: no way back leads to it any more`] as const]),
    ['rows lost', decision.act === 'hold' ? 'none, nothing is moved' : String(decision.rows)],
    ...(loss === undefined || loss === 'unknown' ? [] : [['counted', loss.method] as const]),
  ]);
  const mark: WayBackMark = { level: decision.act === 'go' ? decision.level : '', why: decision.act === 'needs-approval' ? `${decision.level} waits for approval: ${decision.why}` : decision.why, to: target?.id ?? '', rows: decision.act === 'hold' ? '0' : String(decision.rows) };
  session.remember(WAY_BACK_FACT, mark);
  if (decision.act === 'hold') return holdOn(session, decision.why, request, false);
  const marked = bad === undefined ? {} : { marksBad: bad.id };
  if (decision.act === 'needs-approval') {
    // Whoever is to approve it can read what would be run.
    if (context.dryRun) await carryOut(session, request, { ...decision, act: 'go', rows: decision.rows === 'unknown' ? 0 : decision.rows }, target, schema.appliedByChange);
    return { ...needApproval(session, decision, request.to === undefined), ...marked };
  }
  const losing = decision.rows === 0 ? 'which loses no row' : `which loses ${count(decision.rows, 'row')}`;
  context.ports.progress(`rollback: going back by ${decision.level}, ${losing}: ${decision.why}`);
  return { ...(await carryOut(session, request, decision, target, schema.appliedByChange)), ...marked };
}

const reasonOf = ({ facts: { problem, cause } }: Failure): string => (cause === undefined ? problem : `${problem}: ${cause}`);

/** A restore is one for all hosts: what runs where nobody can stop it would write into what is restored. */
function onEvery(session: Session, decision: WayBackDecision): WayBackDecision {
  if (decision.act === 'hold' || decision.level !== 'R3' || session.missing.size === 0) return decision;
  return { act: 'hold', why: `the backup has to be restored with every host stopped, and ${[...session.missing.keys()].join(', ')} cannot be reached` };
}

/** A person's word outranks the decision's choice of level, never its count: rows beyond what was approved still need approval. */
function insist(decision: WayBackDecision, facts: WayBackFacts, level: WayBackRequest['level']): WayBackDecision {
  if (level === undefined) return decision;
  if (level !== 'R3') return { act: 'go', level, rows: 0, why: 'asked for by hand' };
  if (facts.backup === 'none') return { act: 'hold', why: 'a restore was asked for, and this change has no backup' };
  if (facts.restoreLoss === 'unknown' || facts.restoreLoss > facts.lossAllowed) return { act: 'needs-approval', level, rows: facts.restoreLoss, why: 'asked for by hand' };
  return { act: 'go', level, rows: facts.restoreLoss, why: 'asked for by hand' };
}

const ANEW: ReadonlySet<FlowId> = new Set(['maintenance', 'restart']);

function targetOf(session: Session, change: ChangeRecord, from: string): ReleaseRecord | undefined {
  const previous = session.releases.find((release) => release.id === change.opened.previous);
  // What brought no release leads back to what served, however it is called.
  if (previous !== undefined && ANEW.has(change.opened.action)) return previous;
  return previous !== undefined && previous.status !== 'bad' && previous.id !== from ? previous : rollbackTarget(session.releases, from);
}

/** What ended the way back may have ended the connection too: then the lease runs out by itself, and that is not what is told. */
async function settleLease(session: Session, lease: WayBackRequest['lease'], failure: Failure | undefined): Promise<void> {
  if (lease === 'keep') return;
  try {
    await session.note({ lease });
  } catch (error) {
    if (failure === undefined || !(error instanceof Failure) || error.kind === 'bug') throw error;
  }
}

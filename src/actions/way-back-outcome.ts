import type { MigrationSurvey } from '../migrations/migration-tool';
import { Failure } from '../model/failure';
import type { ChangeRecord } from '../model/journal';
import type { ReleaseRecord } from '../model/release';
import { WAY_BACK_FACT } from '../model/sign-off';
import { count } from '../model/words';
import type { WayBackDecision } from '../model/way-back';
import type { Task } from '../state/host-state';
import { stillInMaintenance } from './maintenance';
import type { Session } from './session';

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
  /** The release that is marked bad by it, or would be once it is approved. */
  readonly marksBad?: string;
  /** Nothing was moved, and the change is over with that. */
  readonly leftAsItIs?: boolean;
  /** The lease is what was asked for already: it went along with the last thing written. */
  readonly settled?: boolean;
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

export const HELD_CODE = 'LG-ROLLBACK-HELD';

export function toBeDecided(session: Session, why: string): Failure {
  return new Failure({
    kind: 'held',
    code: 'LG-ROLLBACK-HELD',
    problem: `nothing was moved: a person decides${stillInMaintenance(session)}`,
    cause: why,
    next: 'look at the gate and the diagnostics; then run the rollback action with "level" (R2 switches the release back, R3 restores the backup) or deploy a new version',
  });
}

/** Nothing is moved; `closes`: the change is over with that. */
export async function holdOn(session: Session, why: string, { lease }: WayBackRequest, closes: boolean): Promise<WayBackOutcome> {
  await session.note({ after: closes ? [{ kind: 'closed', outcome: 'held' }] : [], lease });
  return {
    status: 'held',
    leftAsItIs: closes,
    settled: true,
    level: '',
    loss: '0',
    headline: `nothing was moved: a person decides${stillInMaintenance(session)}`,
    target: undefined,
    failure: toBeDecided(session, why),
  };
}

/** What a gate that says hold was asked, where it closed on this change. */
export function heldBy(change: ChangeRecord): string | undefined {
  const fact = change.facts.get('held');
  return typeof fact === 'object' && fact !== null && 'why' in fact ? String(fact.why) : undefined;
}

const rowsWords = (rows: string): string => (rows === 'unknown' ? 'rows that could not be counted' : count(Number(rows), 'row'));

const askForApproval = (rows: string, blocks = true): string =>
  rows === 'unknown'
    ? 'the rows could not be counted: see the note in the summary, mend its cause and run the rollback action again'
    : `run the rollback action with approve-loss: ${rows} (these rows go), or with level: R2 (they stay, and the old release runs on the new schema)${blocks ? '; until then no deploy begins' : ''}`;

/** A change whose way back somebody has to approve: until then no other begins, and no plan is one of what will happen. */
export function awaitedApproval({ change, continues, parts }: Pick<Session, 'change' | 'continues' | 'parts'>): Failure | undefined {
  const mark = change?.facts.get(WAY_BACK_FACT);
  if (change === undefined || continues || typeof mark !== 'object' || mark === null || !('level' in mark) || !('rows' in mark) || !('why' in mark)) return undefined;
  // Nothing was moved, and something would be lost.
  if (mark.level !== '' || mark.rows === '0') return undefined;
  const rows = String(mark.rows);
  return new Failure({
    kind: 'held',
    code: 'LG-ROLLBACK-NEEDS-APPROVAL',
    problem: `the way back from ${change.id} destroys ${rowsWords(rows)}, and nobody has approved that: no deploy begins before it is decided`,
    host: parts.hosts[0],
    cause: String(mark.why),
    next: askForApproval(rows),
  });
}

/** Nothing is moved until somebody has approved what it destroys. `blocks`: a change waits for that, and with it every deploy. */
export function needApproval(session: Session, decision: Extract<WayBackDecision, { act: 'needs-approval' }>, blocks: boolean): WayBackOutcome {
  const rows = String(decision.rows);
  const headline = `the way back (${decision.level}) destroys ${rowsWords(rows)} and waits for approval${stillInMaintenance(session)}`;
  return {
    status: 'needs-approval',
    level: decision.level,
    loss: rows,
    headline,
    target: undefined,
    failure: new Failure({
      kind: 'held',
      code: 'LG-ROLLBACK-NEEDS-APPROVAL',
      problem: headline,
      cause: decision.why,
      next: askForApproval(rows, blocks),
    }),
  };
}

import { formatSince } from './plan-words';
import type { ReleaseRecord } from './release';
import { count } from './words';
import { decideWayBack } from './way-back';
import type { WayBackFacts } from './way-back';

export interface CommitLine {
  readonly id: string;
  readonly subject: string;
  readonly author: string;
}

/** What lies between two commits, as far as whoever was asked tells of it. */
export interface Changes {
  /** Newest first; the newest of them where there are many. */
  readonly commits: readonly CommitLine[];
  readonly total: number;
  /** Commits of what serves that the new one does not have. */
  readonly lacking: number;
  readonly files: readonly string[];
  /** There may be more files than were told. */
  readonly filesCut: boolean;
}

/** Why something cannot be told, as a reader wants to know it. */
export interface Untold {
  readonly untold: string;
}

export interface PlannedMigration {
  readonly name: string;
  /** The first digits of its digest. */
  readonly digest: string;
  /** `lossless` where nothing was found. */
  readonly classes: readonly string[];
  /** Who has to wait while it runs, as far as its findings say. */
  readonly lock: string;
  readonly findings: readonly string[];
  readonly acknowledged: readonly string[];
  /** What nobody has taken responsibility for. */
  readonly open: readonly string[];
  readonly down: string;
}

export interface PlannedWayBack {
  readonly to: string;
  readonly how: string;
  readonly loses: string;
}

/** What an approver reads before a deploy, and a deploy refuses to differ from. Facts and words; renderings are elsewhere. */
export interface Plan {
  readonly ready: boolean;
  readonly digest: string;
  readonly scope: string;
  readonly hosts: readonly string[];
  /** What serves now; empty where nothing does. */
  readonly live: string;
  readonly commit: string;
  /** Absent for a first release, of which everything is new. */
  readonly changes?: Changes | Untold;
  /** Changed files that belong to migrations. */
  readonly migrationFiles: readonly string[];
  readonly migrations: readonly PlannedMigration[] | Untold;
  readonly artefact: readonly (readonly [string, string])[];
  readonly wayBack: PlannedWayBack;
  /** What will be asked of the new release, by moment. */
  readonly gates: readonly (readonly [string, string])[];
  /** Who has to approve it, in words. */
  readonly approval: string;
  /** What nobody knows at this moment, each as a sentence. */
  readonly unknown: readonly string[];
}

export function isUntold(value: object | undefined): value is Untold {
  return value !== undefined && 'untold' in value;
}

/** Files among the changed ones that belong to migrations: those known by name, what lies beside them, and folders of that name. Pure. */
export function migrationFilesOf(files: readonly string[], known: readonly string[]): string[] {
  const folders = new Set(known.filter((name) => name.includes('/')).map((name) => name.slice(0, name.lastIndexOf('/') + 1)));
  return files.filter((file) => known.includes(file) || folders.has(file.slice(0, file.lastIndexOf('/') + 1)) || /(^|\/)(migrations?|alembic\/versions)\//.test(file));
}

/** What the findings of a migration say of who has to wait, the strongest first. Pure. */
export function lockOf({ classes, findings }: { readonly classes: readonly string[]; readonly findings: readonly string[] }): string {
  if (!classes.includes('lock')) return classes.includes('opaque') ? 'cannot be told' : 'none to speak of';
  return findings.find((finding) => /nobody|keeps others out/.test(finding)) ?? findings.find((finding) => finding.includes('blocks')) ?? 'keeps others waiting';
}

export interface WayBackGrounds {
  readonly previous: ReleaseRecord | undefined;
  /** Another way back waits for a person: what serves after it is not known. */
  readonly waits?: boolean;
  /** Undefined where they are not known yet. */
  readonly migrations: { readonly any: boolean; readonly oldAccepts: WayBackFacts['oldAcceptsSchema'] } | undefined;
  /** Whether a backup is made before anything is changed. */
  readonly backsUp: boolean;
  readonly lossAllowed: number;
  /** The newest backup on record, and what restoring that one now would destroy. */
  readonly newest?: { readonly id: string; readonly at: string; readonly loss: number | 'unknown' | 'unasked' } | undefined;
  readonly now: Date;
}

/**
 * Where the way back would lead if a gate of this deploy closed after everything was done, and what it would lose: the same
 * decision that is taken then, over the facts as they are foreseen. Pure.
 */
export function planWayBack({ previous, waits, migrations, backsUp, lossAllowed, newest, now }: WayBackGrounds): PlannedWayBack {
  if (waits === true) {
    const later = 'known once the way back that waits is decided';
    return { to: later, how: later, loses: later };
  }
  const to = previous === undefined ? 'nothing: this is the first release' : `${previous.id} (${previous.version}), ${previous.status}`;
  if (migrations === undefined) return { to, how: 'known once the pending migrations are', loses: 'known once the pending migrations are' };
  const decision = decideWayBack({
    serving: 'touched',
    schema: migrations.any ? 'changed' : 'unchanged',
    oldAcceptsSchema: previous === undefined ? 'yes' : migrations.oldAccepts,
    corrupted: false,
    downgrade: 'none',
    downgradeLoss: 'unknown',
    backup: backsUp ? 'verified' : 'none',
    restoreLoss: 0,
    lossAllowed,
  });
  if (decision.act !== 'go') return { to, how: `none by itself: ${decision.why}; a person decides then`, loses: 'nothing: nothing is moved without a person' };
  if (decision.level !== 'R3') {
    const how = previous === undefined ? `the new release is stopped, and nothing serves (${decision.level})` : `the release before is switched to (${decision.level}): ${decision.why}`;
    return { to, how, loses: 'no rows' };
  }
  const limit = `more than ${count(lossAllowed, 'row')} waits for a person`;
  const since = newest === undefined ? '' : newest.loss === 'unasked' ? `; what going back to the newest backup on record (${newest.id}, ${formatSince(newest.at, now)} old) would lose was not asked by the plan's user, who may only read` : `; for comparison, going back to the newest backup on record (${newest.id}, ${formatSince(newest.at, now)} old) would lose ${newest.loss === 'unknown' ? 'a number of rows that cannot be told' : count(newest.loss, 'row')} at this moment`;
  return { to, how: `the backup that this deploy makes is restored (R3): ${decision.why}`, loses: `what is written after that backup, at this moment nothing; it is counted before anything is restored, and ${limit}${since}` };
}

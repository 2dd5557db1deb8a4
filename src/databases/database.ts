import type { z } from 'zod';

import type { Command, CommandResult, Probe } from '../model/command';
import type { Census, Loss, Manifest, VerificationLevel } from '../model/manifest';
import type { Privilege } from '../model/privilege';
import type { TakeSecret } from '../model/secret';
import type { Site } from '../model/site';

/** Code of the `Failure` with which `inspect` says that there is no database yet, as opposed to one that cannot be reached. */
export const DATABASE_ABSENT = 'LG-DATABASE-ABSENT';

export interface DatabaseFacts {
  readonly engineVersion: string;
  readonly bytes: number;
}

export interface BackupRequest {
  /** Also the stem of the file's name. */
  readonly id: string;
  readonly change: string;
  readonly at: string;
  /** Folder on the host; created 0700 when absent. */
  readonly to: string;
  readonly verify: VerificationLevel;
  readonly minimumBytes: number;
  readonly copies: readonly { readonly directory: string }[];
  /** Folder for the manifest `<id>.json`, besides the one beside the backup. */
  readonly manifests: string;
  readonly schema: string;
  readonly deadlineMs: number;
}

export type Maintenance = 'analyze' | 'vacuum' | 'vacuum-analyze';

export interface SqlFile {
  readonly name: string;
  /** sha256 of the file's bytes, lower-case hex. */
  readonly digest: string;
  readonly text: string;
}

/** A plain SQL file that has been applied, as the revision table in the database itself remembers it. */
export interface AppliedFile {
  readonly name: string;
  readonly digest: string;
}

/** Whose SQL a database speaks: what its migrations are read as. */
export type SqlDialect = 'sqlite' | 'postgres';

export interface ApplyRequest {
  readonly files: readonly SqlFile[];
  /**
   * `all`: one transaction around everything; `each`: one per file; `none`: no transaction, one statement of one file. A
   * database that has no statement which needs that refuses `none` with a `Failure`.
   */
  readonly transaction: 'all' | 'each' | 'none';
  /**
   * With `none`, and only there: which statement of the only file runs, counted from 0. Each is asked for by a request of its
   * own, in order. The file is recorded as applied with its last one.
   */
  readonly statement?: number;
  /** Recorded with each file. */
  readonly release: string;
  readonly lockTimeoutMs: number;
  readonly deadlineMs: number;
}

/** A file with those of its statements that a grammar on our side does not know, and why. */
export interface DoubtfulFile extends SqlFile {
  readonly doubts: readonly { readonly line: number; readonly column: number; readonly problem: string; readonly statement: string }[];
}

/** What is no SQL for this database. `column` is 0 where it cannot be told. */
export interface SyntaxProblem {
  readonly name: string;
  readonly line: number;
  readonly column: number;
  /** As a parser says it. */
  readonly problem: string;
}

/** A database that a restore has replaced. It stays until a person drops it. */
export interface KeptDatabase {
  /** Its file on the host, or its name on the server. */
  readonly name: string;
  /** Lines to type on the host: one that opens it, and one that removes it. */
  readonly look: string;
  readonly drop: string;
}

export interface RestoreRequest {
  readonly manifest: Manifest;
  /** Suffix of the name under which the replaced database is kept. */
  readonly keepAs: string;
  readonly deadlineMs: number;
}

/** Something in a migration that its schema does not show afterwards. */
export interface UnprovenEffect {
  readonly name: string;
  readonly line: number;
  readonly text: string;
}

/** Queries of one database that took long. A part is absent where it cannot be read: no such counting, or others' queries are hidden. */
export interface SlowQueries {
  /** What runs now, for so long; no values of rows stand in it. */
  readonly running?: readonly { readonly who: string; readonly ms: number; readonly query: string }[];
  /** Whatever took so long at least once since the server began to count; `allMs` is the time of all calls. */
  readonly counted?: readonly { readonly id: string; readonly calls: number; readonly allMs: number; readonly slowestMs: number; readonly query: string }[];
}

export interface TrialRequest {
  /** Whose schema the trial begins with; absent for an empty database. */
  readonly from?: Manifest;
  /** What was applied since then, in order. */
  readonly since: readonly SqlFile[];
  /** What is tried. */
  readonly files: readonly SqlFile[];
  readonly deadlineMs: number;
}

/**
 * Texts of schemas, without our own table: what the files make of the one before, and the one that the database has. `changed`: the
 * files made a difference. Or which part could not be run, and why.
 */
export type Trial = { readonly ran: true; readonly changed: boolean; readonly expected: string; readonly found: string } | { readonly ran: false; readonly failed: 'since' | 'files'; readonly why: string };

/**
 * Contract (`__tests__/contracts/databases`):
 * 1. `backup` is one command. It fails, and leaves no file but a `.part`, unless every exit code was 0, the digest read back
 *    equals the one streamed, the minimum size is met, every copy's digest was verified and the asked level was reached.
 *    Counts and hashes come from the same snapshot as the dump, also while somebody writes.
 * 2. A damaged backup (one bit, one byte short) is refused by `restore` before anything is replaced.
 * 3. `restore` replaces the database whole or not at all, keeps the replaced one, and ends with the content of the manifest.
 *    Run again after being killed at any instant, it ends the same way. `readRestore` says under which name, also of one that found
 *    everything done, and gives the line that removes that one and nothing else.
 * 4. `applySql` commits everything of a transaction together with its revision rows, or nothing. A file whose digest on the
 *    host differs from the asked one is not run. Transaction statements inside a file are refused before anything runs.
 *    A database that has no statements which need that refuses a file without a transaction (`none`) before anything runs.
 * 5. `loss` changes nothing and, where `exact`, equals the real difference.
 * 6. `query` and `explain` change nothing, whatever they are asked.
 * 7. Statements of a file without a transaction run once each and in order, also when a run is killed between any two; the file
 *    counts as applied after the last. Half an index that a failed one leaves is dropped and told, and a file of which nothing else was
 *    done is not on record then: it can be mended.
 * 8. `trySchema` leaves the database as it is and nothing behind, also where a file fails; what a killed one has left is gone after the
 *    next. It runs nothing of a file that reaches beyond the database it is tried in. `expected` and `found` are alike where the files
 *    were applied by hand as they are, and differ where a column, a type, a default, an index or a constraint does.
 * 9. `inspect`, `applied` and `invalidIndexes` take no right that another user has where `site.readsOnly` says so, and answer a role that
 *    may connect and read no row as they answer the owner. Where somebody took even the record of migrations from that role, what is
 *    told next is the statement that gives it back, word for word.
 * 10. `syntax` runs nothing of what it is given and changes nothing. It names each file whose text the database's own parser does not take
 *     for SQL, with the line, and none that it takes, whatever the doubts; where it cannot be asked, it names none.
 * What an engine cannot know is absent there, not answered with a guess.
 */
export interface Database {
  readonly engine: string;
  readonly dialect: SqlDialect;
  /** What the deploy user must be allowed to run as another user; absent for nothing. */
  readonly privileges?: readonly Privilege[];
  /** Rejects (in `read`) with a `Failure` where the database cannot be reached; its code is DATABASE_ABSENT where there is none yet. */
  inspect(): Probe<DatabaseFacts>;
  census(): Probe<Census>;
  /** Rows of a read-only query, values as text; `null` for NULL. */
  query(sql: string, deadlineMs: number): Probe<{ readonly columns: readonly string[]; readonly rows: readonly (readonly (string | null)[])[]; readonly ms: number }>;
  backup(request: BackupRequest): Command;
  readBackup(result: CommandResult): Manifest;
  /** Removes a backup, its copies and its manifests; idempotent. */
  forget(manifest: Manifest, where: { readonly manifests: string; readonly copies: readonly { readonly directory: string }[] }): Command;
  /** What users configure as `then:` after migrations: statistics for the planner, or freed space given back. */
  maintain(what: Maintenance, deadlineMs: number): Command;
  /** Checks a stored backup against its manifest: digest, and that it can be read. Read-only. */
  verify(manifest: Manifest): Probe<{ readonly sound: boolean; readonly why: string }>;
  /** Empty where there is no revision table, or no database, yet. */
  applied(): Probe<readonly AppliedFile[]>;
  /** In the order in which they would be applied. Those that are applied already may be among them. */
  syntax(files: readonly DoubtfulFile[]): Probe<readonly SyntaxProblem[]>;
  applySql(request: ApplyRequest): Command;
  /** Records files as applied without running them (`adopt`, `resolve`). */
  recordApplied(files: readonly SqlFile[], release: string): Command;
  restore(request: RestoreRequest): Command;
  /** What a restore that succeeded has kept; undefined where there was nothing to replace. */
  readRestore(result: CommandResult): KeptDatabase | undefined;
  loss(manifest: Manifest): Probe<Loss>;
  /** What files would make of a schema, tried in a database of its own. */
  trySchema(request: TrialRequest): Probe<Trial>;
  /** What of a file no schema shows; `schema`: whether the file changes one at all. Pure. */
  effects(file: SqlFile): { readonly schema: boolean; readonly unproven: readonly UnprovenEffect[] };
  /** Foreign keys that point nowhere, as `table.column: n`. */
  orphans(): Probe<readonly string[]>;
  // Absent where the engine has nothing of the kind. Each only reads, and throws a `Failure` in `read` where it got no answer.
  /** Connections of clients, this question's own left out, and how many the server takes. */
  connections?(): Probe<{ used: number; max: number }>;
  /** Transactions that have been open for longer, the oldest first, prepared ones too; this question's own is left out. `what` is bounded and holds no values of rows. */
  transactions?(olderThanMs: number): Probe<readonly { readonly who: string; readonly ageMs: number; readonly what: string }[]>;
  /** How one query that only reads would be run, without running it; `usesIndex`: it looks into an index somewhere. */
  explain?(sql: string, deadlineMs: number): Probe<{ usesIndex: boolean; text: string }>;
  slowQueries?(overMs: number): Probe<SlowQueries>;
  /** Indexes that no query uses since building them failed, as `index on table`. */
  invalidIndexes?(): Probe<readonly string[]>;
}

export interface DatabasePlugin<S = unknown> {
  readonly kind: string;
  /** The keys of `database:` for this kind, without `kind` itself. */
  readonly schema: z.ZodType<S>;
  /** Without `secret` no setting that names one can be followed. */
  open(settings: S, site: Site, secret?: TakeSecret): Database;
}

export type VerificationLevel = 'checksum' | 'readable' | 'restored';

/** What a table holds: its rows counted and its content hashed, within one snapshot. */
export interface TableCensus {
  readonly rows: number;
  /** sha256 over the table's rows in a fixed order. */
  readonly hash: string;
}

export type Census = Readonly<Record<string, TableCensus>>;

/** A second copy of a backup, and whether the digest read back from it agreed. */
export interface BackupCopy {
  readonly place: string;
  readonly verified: boolean;
}

/** What a backup is; stored beside it and in `.lockgate/manifests/<id>.json`. */
export interface Manifest {
  readonly v: 1;
  readonly id: string;
  readonly at: string;
  readonly engine: string;
  readonly engineVersion: string;
  /** The change that asked for it; empty for a backup of its own. */
  readonly change: string;
  /** Where it lies on the host. Never an output. */
  readonly file: string;
  readonly bytes: number;
  /** Size of the database that was dumped. */
  readonly databaseBytes: number;
  readonly sha256: string;
  readonly schema: string;
  readonly tables: Census;
  readonly verified: VerificationLevel;
  readonly copies: readonly BackupCopy[];
  readonly durationMs: number;
  /** Which transactions the dump saw, as the engine writes it, and where its log stood. */
  readonly snapshot?: string | undefined;
  readonly wal?: string | undefined;
}

/** Rows that going back to a backup would destroy, per table. */
export interface Loss {
  /** Rows of now that the backup lacks or has otherwise: inserted or updated since. */
  readonly tables: Readonly<Record<string, { readonly written: number; readonly deleted: number }>>;
  /** Sum over the tables; what `loss-allowed` is compared with. */
  readonly rows: number;
  readonly exact: boolean;
  /** One sentence: between what and what, and how it was counted. */
  readonly method: string;
}

/** A census short enough for a journal line: per table, its rows and the first digits of its hash. */
export type CensusMark = Readonly<Record<string, string>>;

export function markCensus(census: Census): CensusMark {
  return Object.fromEntries(Object.entries(census).map(([table, { rows, hash }]) => [table, `${String(rows)}:${hash.slice(0, 16)}`]));
}

/** What the tables held right before and right after the migrations of a change. */
export interface MigrationWindow {
  readonly before: CensusMark;
  readonly after: CensusMark;
}

/**
 * Leaves out of a loss what only the migrations themselves wrote: tables in which nobody wrote between the backup and the
 * migrations, nor after them. In a table where somebody did, the two cannot be told apart, and the count is an upper bound.
 */
export function lossWithoutMigrations(loss: Loss, backup: Census, window: MigrationWindow, now: Census): Loss {
  const backedUp = markCensus(backup);
  const current = markCensus(now);
  const quiet = (table: string): boolean => backedUp[table] === window.before[table] && window.after[table] === current[table];
  const tables = Object.fromEntries(Object.entries(loss.tables).filter(([table]) => !quiet(table)));
  const mixed = Object.keys(tables).filter((table) => window.before[table] !== window.after[table]);
  const bound = mixed.length === 0 ? '' : `; at most, for ${mixed.join(', ')}: rows that the migrations wrote and rows that others wrote cannot be told apart there`;
  return {
    tables,
    rows: Object.values(tables).reduce((sum, { written }) => sum + written, 0),
    exact: loss.exact && mixed.length === 0,
    method: `${loss.method}; without what the migrations alone wrote${bound}`,
  };
}

/** Names of tables whose count or content differ, each with the difference in words. */
export function compareCensus(expected: Census, found: Census): string[] {
  const names = [...new Set([...Object.keys(expected), ...Object.keys(found)])].sort();
  return names.flatMap((name) => {
    const a = expected[name];
    const b = found[name];
    if (a === undefined) return [`${name}: not expected, ${String(b?.rows ?? 0)} rows found`];
    if (b === undefined) return [`${name}: ${String(a.rows)} rows expected, table not found`];
    if (a.rows !== b.rows) return [`${name}: ${String(a.rows)} rows expected, ${String(b.rows)} found`];
    return a.hash === b.hash ? [] : [`${name}: ${String(a.rows)} rows, but other content`];
  });
}

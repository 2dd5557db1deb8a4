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

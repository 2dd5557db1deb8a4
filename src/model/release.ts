/**
 * `pending`: being prepared. `active`: it was switched to. `good`: it passed its gates and its watch period.
 * `bad`: a gate closed on it, never a target again. `retired`: its files are gone.
 */
export type ReleaseStatus = 'pending' | 'active' | 'good' | 'bad' | 'retired';

export interface Release {
  /** `20261121-2104-3f9c2ab`: when its change was opened (UTC) and the commit; also the id of that change. */
  readonly id: string;
  /** What the team calls it: a tag, or the branch's name. */
  readonly version: string;
  /** The full commit. */
  readonly commit: string;
  /** Digest of the artefact: of the tree for a directory. Empty until it is prepared. */
  readonly artefact: string;
  /** The schema revision after its migrations; empty where there is no database. */
  readonly schema: string;
  /** The lowest schema revision it is known to work with; empty when unknown. */
  readonly schemaFloor: string;
  /** For a release that differs from others in its configuration alone: the one whose build its files come from. */
  readonly origin?: string;
}

/** One line of the append-only release log. The last line of an id says what the release is now. */
export interface ReleaseEntry extends Release {
  readonly v: 1;
  readonly at: string;
  readonly status: ReleaseStatus;
}

export interface ReleaseRecord extends Release {
  readonly status: ReleaseStatus;
  readonly at: string;
}

/** Each release as its last line has it, oldest first. */
export function foldReleases(entries: readonly ReleaseEntry[]): ReleaseRecord[] {
  const byId = new Map<string, ReleaseRecord>();
  for (const { v: _format, ...record } of entries) byId.set(record.id, record);
  return [...byId.values()];
}

/** Where a way back from `from` would lead: the newest good release other than it. */
export function rollbackTarget(releases: readonly ReleaseRecord[], from: string | undefined): ReleaseRecord | undefined {
  return releases.findLast((release) => release.status === 'good' && release.id !== from);
}

/** Stands in the id of a release that was adopted for the commit that nobody knows. */
export const ADOPTED = 'adopted';

/**
 * The good releases that stay beside the one that is released now, which is not among them: the newest, the one a way back
 * leads to, the one that was there before Lockgate, and the origins of all these and of `others`.
 */
export function chooseKept(good: readonly ReleaseRecord[], previous: string | undefined, keep: number, others: readonly ReleaseRecord[] = []): ReleaseRecord[] {
  const newest = good.slice(Math.max(0, good.length - Math.max(1, keep) + 1));
  const kept = good.filter((release) => newest.includes(release) || release.id === previous || release.id.endsWith(`-${ADOPTED}`));
  const origins = new Set([...kept, ...others].map(({ origin }) => origin));
  return good.filter((release) => kept.includes(release) || origins.has(release.id));
}

/** A new id, unlike any taken one. `at` is in UTC. */
export function mintReleaseId(at: Date, commit: string, taken: ReadonlySet<string>): string {
  const stamp = at.toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 13);
  const base = `${stamp}-${commit.slice(0, 7)}`;
  for (let n = 1; ; n += 1) {
    const id = n === 1 ? base : `${base}.${String(n)}`;
    if (!taken.has(id)) return id;
  }
}

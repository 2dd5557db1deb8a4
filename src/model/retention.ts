import type { Manifest } from './manifest';

export interface KeepBackups {
  readonly last: number;
  readonly daily: number;
  readonly weekly: number;
  readonly monthly: number;
  /** Everything younger than this many days; 0 keeps nothing for its age. */
  readonly days: number;
}

const DAY_MS = 86_400_000;

/** One per period, the newest of each, for the newest `count` periods. */
function newestPerPeriod(newestFirst: readonly Manifest[], count: number, periodOf: (at: Date) => string): Manifest[] {
  const seen = new Map<string, Manifest>();
  for (const manifest of newestFirst) {
    const period = periodOf(new Date(manifest.at));
    if (!seen.has(period)) seen.set(period, manifest);
  }
  return [...seen.values()].slice(0, count);
}

const dayOf = (at: Date): string => at.toISOString().slice(0, 10);
const weekOf = (at: Date): string => String(Math.floor((at.getTime() / DAY_MS + 3) / 7));
const monthOf = (at: Date): string => at.toISOString().slice(0, 7);

/**
 * Backups that may go. Never the newest one that was verified to `restored`, nor the newest at all, nor a protected id
 * (one that an unfinished change needs).
 */
export function chooseExpired(manifests: readonly Manifest[], keep: KeepBackups, protect: ReadonlySet<string>, now: Date): Manifest[] {
  const newestFirst = manifests.toSorted((a, b) => b.at.localeCompare(a.at));
  const kept = new Set<Manifest | undefined>([
    newestFirst[0],
    newestFirst.find((manifest) => manifest.verified === 'restored'),
    ...newestFirst.slice(0, keep.last),
    ...newestPerPeriod(newestFirst, keep.daily, dayOf),
    ...newestPerPeriod(newestFirst, keep.weekly, weekOf),
    ...newestPerPeriod(newestFirst, keep.monthly, monthOf),
    ...newestFirst.filter((manifest) => now.getTime() - Date.parse(manifest.at) < keep.days * DAY_MS),
  ]);
  return newestFirst.filter((manifest) => !kept.has(manifest) && !protect.has(manifest.id));
}

import type { ChangeRecord } from './journal';
import { WAY_BACK_FACT } from './sign-off';

/** The release that served when a change was over; undefined where its record does not say. */
function servedAfter({ id, closed, facts }: ChangeRecord): string | undefined {
  if (closed?.outcome === 'released') return id;
  const mark = facts.get(WAY_BACK_FACT);
  if (closed?.outcome !== 'rolled-back' || typeof mark !== 'object' || mark === null || !('level' in mark) || !('to' in mark) || mark.level === '') return undefined;
  return String(mark.to);
}

/**
 * What was changed since a release served last, oldest first: since it was brought, or gone back to, whichever is later. Then it worked
 * with the schema as it was, and a backup from before has less of what was written. Undefined where no change tells of it. Pure.
 */
export function changesSinceServed(changes: readonly ChangeRecord[], release: string): readonly ChangeRecord[] | undefined {
  const last = changes.findLastIndex((change) => change.id === release || servedAfter(change) === release);
  return last < 0 ? undefined : changes.slice(last + 1);
}

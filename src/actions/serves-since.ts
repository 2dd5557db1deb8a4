import { foldJournal } from '../model/journal';
import type { JournalLine } from '../model/journal';
import type { ReleaseRecord } from '../model/release';

/** After these, something else may serve than before. */
const MOVED: ReadonlySet<string> = new Set(['released', 'rolled-back', 'partial']);

/** When what serves now began to: the last word on its release, or the end of the last change that moved something, whichever is later. */
export function servesSince({ journal, releases, current }: { readonly journal: readonly JournalLine[]; readonly releases: readonly ReleaseRecord[]; readonly current: string }): string | undefined {
  const closed = foldJournal(journal).flatMap((change) => (change.closed !== undefined && MOVED.has(change.closed.outcome) ? [change.closed.at] : []));
  const release = releases.find(({ id }) => id === current)?.at;
  return [...closed, ...(release === undefined ? [] : [release])].sort().at(-1);
}

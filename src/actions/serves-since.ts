import { foldJournal } from '../model/journal';
import type { Session } from './session';

/** After these, something else may serve than before. */
const MOVED: ReadonlySet<string> = new Set(['released', 'rolled-back', 'partial']);

/** When what serves now began to: the last word on its release, or the end of the last change that moved something, whichever is later. */
export function servesSince(session: Session): string | undefined {
  const closed = foldJournal(session.journal).flatMap((change) => (change.closed !== undefined && MOVED.has(change.closed.outcome) ? [change.closed.at] : []));
  const release = session.releases.find(({ id }) => id === session.snapshot.current)?.at;
  return [...closed, ...(release === undefined ? [] : [release])].sort().at(-1);
}

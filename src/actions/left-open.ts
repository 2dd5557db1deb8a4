import type { Failure } from '../model/failure';
import { WAY_BACK_FACT } from '../model/sign-off';
import { inMaintenanceOfChange } from './maintenance';
import type { Session } from './session';
import { awaitedApproval, heldBy, toBeDecided } from './way-back-outcome';

/** What of a change that nobody finished keeps a deploy from beginning: a person has to approve what is lost, or to lead out of maintenance. */
export function awaitedOf(session: Session): Failure[] {
  const { change, continues } = session;
  if (change === undefined || continues) return [];
  const approval = awaitedApproval(session);
  if (approval !== undefined) return [approval];
  const held = heldBy(change);
  return held !== undefined && inMaintenanceOfChange(session) ? [toBeDecided(session, `a gate of the unfinished change ${change.id} says hold: ${held}`)] : [];
}

/** What becomes of a change that nobody finished when the next deploy begins; `sure` where the record alone says so. */
export function prospectOf(session: Session): { readonly sure: boolean; readonly words: string } | undefined {
  const { change, continues } = session;
  if (change === undefined || continues || awaitedOf(session).length > 0) return undefined;
  const whose = `the unfinished change ${change.id} of ${change.opened.owner}`;
  const held = heldBy(change);
  if (held !== undefined) return { sure: true, words: `a gate of ${whose} says hold (${held}): it is not gone back from. This deploy closes it, goes on from what serves now, and its own way back leads there` };
  const mark = change.facts.get(WAY_BACK_FACT);
  if (typeof mark === 'object' && mark !== null && 'level' in mark && mark.level === '' && 'why' in mark) {
    return { sure: false, words: `whether this deploy may begin: the way back from ${whose} was held when it was tried last (${String(mark.why)}), and while that is so, a deploy is refused` };
  }
  return { sure: false, words: `what is left of ${whose}: it is gone back from before this one begins` };
}

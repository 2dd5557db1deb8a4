import { readMaintenance } from '../../model/maintenance';
import type { MaintenanceMark } from '../../model/maintenance';
import type { FlowContext, FlowResult } from '../flow';
import type { Note } from '../notes';
import { settleDeadChange } from '../reconcile';
import type { Session } from '../session';
import { backHosts } from '../touched';

/** Stands in the id of a change that only enters or leaves maintenance. */
const MARK = 'maintenance';

export type MaintenanceResult = FlowResult & { readonly data: Readonly<Record<string, unknown>> };

/**
 * Before anything is begun. A dead line of the same verb is gone on with in its own change, since both ends of it are ours to
 * reach: nobody is let in for a moment on the way. What else was left open, or has gone back on some of its hosts, is gone back
 * from. True where there is one to go on with.
 */
export async function settleOrGoOn(session: Session): Promise<boolean> {
  if (session.change?.opened.action === 'maintenance' && backHosts(session.change).size === 0) {
    session.reporter.note(`goes on in the unfinished change ${session.change.id} of ${session.change.opened.owner}`);
    return true;
  }
  await settleDeadChange(session);
  return false;
}

/** The line that opens a change of our own, where there is none to go on with. `serving` is where a way back leads. */
export function openUnless(session: Session, goesOn: boolean, serving: string): readonly Note[] {
  if (!goesOn) session.mint(MARK);
  session.reporter.release = serving;
  return goesOn ? [] : [{ kind: 'opened', previous: serving }];
}

/** Whether everything was stopped before the change of ours: what a way back from it has to start, whatever it came to. */
export function stoppedBefore(session: Session): boolean {
  const mark = readMaintenance(session.journal);
  return mark !== undefined && (mark.change !== session.changeId || mark.before);
}

/** Who types the line, and on which machine. */
export function whoOf({ run }: FlowContext): string {
  return run.owner.split('/')[0] ?? '';
}

export function dataOf(mark: Pick<MaintenanceMark, 'by' | 'since'> | undefined): MaintenanceResult['data'] {
  return mark === undefined ? { on: false, by: null, since: null } : { on: true, by: mark.by === '' ? null : mark.by, since: mark.since };
}

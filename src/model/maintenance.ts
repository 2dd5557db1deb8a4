import { foldJournal, openChange } from './journal';
import type { JournalLine } from './journal';

/** The fact that says so: written before the first step of entering, and after the last of leaving. */
export const MAINTENANCE_FACT = 'maintenance';

/** What the record says while maintenance lasts. */
export interface MaintenanceMark {
  /** The change that said so last. */
  readonly change: string;
  /** Who entered it by hand; empty where a deploy did. */
  readonly by: string;
  readonly since: string;
  /** Everything was stopped before that change had done anything. */
  readonly before: boolean;
}

const fieldOf = (data: object, name: string): unknown => (data as Readonly<Record<string, unknown>>)[name];

/** Undefined where it does not last: the last word counts, of whichever change. */
export function readMaintenance(lines: readonly JournalLine[]): MaintenanceMark | undefined {
  const last = lines.findLast((line) => line.kind === 'fact' && line.name === MAINTENANCE_FACT);
  if (last?.kind !== 'fact' || typeof last.data !== 'object' || last.data === null || fieldOf(last.data, 'on') !== true) return undefined;
  const [by, since] = [fieldOf(last.data, 'by'), fieldOf(last.data, 'since')];
  return { change: last.change, by: typeof by === 'string' ? by : '', since: typeof since === 'string' ? since : last.at, before: fieldOf(last.data, 'before') === true };
}

/** What somebody entered by hand and nobody has left; undefined too while the change that enters or leaves it is open, which is the next run's to settle. */
export function enteredByHand(lines: readonly JournalLine[]): MaintenanceMark | undefined {
  const mark = readMaintenance(lines);
  return mark === undefined || mark.by === '' || openChange(foldJournal(lines))?.id === mark.change ? undefined : mark;
}

import { DateTime } from 'luxon';

import { DAYS, type Hours } from './hours-of-day';

export interface Window {
  readonly zone: string;
  readonly closed?: readonly Hours[] | undefined;
  readonly open?: readonly Hours[] | undefined;
  readonly days?: readonly (typeof DAYS)[number][] | undefined;
}

/** Whether a moment lies in one of the ranges that begin on one of the days. The part after midnight belongs to the day before. */
function within(ranges: readonly Hours[], days: readonly string[], at: DateTime): boolean {
  const minute = at.hour * 60 + at.minute;
  const today = days.includes(DAYS[at.weekday - 1] ?? '');
  const yesterday = days.includes(DAYS[(at.weekday + 5) % 7] ?? '');
  return ranges.some(({ from, to }) => (from < to ? today && minute >= from && minute < to : (today && minute >= from) || (yesterday && minute < to)));
}

/** Pure. By the wall clock of the zone: an hour that the clock skips or repeats is that hour nonetheless. */
export function isOpen({ zone, closed, open, days: some }: Window, now: Date): boolean {
  const days: readonly string[] = some ?? DAYS;
  const at = DateTime.fromJSDate(now, { zone });
  if (closed !== undefined) return !within(closed, days, at);
  return within(open ?? [{ from: 0, to: 24 * 60 }], days, at);
}

/** `Mon 09:30 in Europe/Warsaw` */
export function showMoment(now: Date, zone: string): string {
  return DateTime.fromJSDate(now, { zone }).setLocale('en').toFormat("ccc HH:mm 'in' z");
}

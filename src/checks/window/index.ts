import { DateTime, IANAZone } from 'luxon';
import { z } from 'zod';

import { complain, windowTime } from '../../model/units';
import { failed, passed } from '../answer';
import type { CheckPlugin } from '../check';

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

interface Hours {
  readonly from: number;
  readonly to: number;
}

/** `09:00-11:00`; `22:00-06:00` goes over midnight. */
const hours = z
  .string()
  .regex(/^[^-]+-[^-]+$/, { error: ({ input }) => complain(`"${String(input).slice(0, 60)}" is no range of hours`, 'write it as 09:00-11:00') })
  .transform((text, context): Hours => {
    const [from, to] = text.split('-').map((part) => windowTime.safeParse(part.trim()));
    if (from?.success === true && to?.success === true && from.data !== to.data) return { from: from.data, to: to.data };
    context.addIssue({ code: 'custom', message: complain(`"${text.slice(0, 60)}" is no range of hours`, 'write it as 09:00-11:00; over midnight as 22:00-06:00') });
    return z.NEVER;
  });

const schema = z
  .strictObject({
    zone: z.string().refine((zone) => IANAZone.isValidZone(zone), { error: ({ input }) => complain(`"${String(input).slice(0, 60)}" is no time zone`, 'write a name such as Europe/Warsaw or UTC') }).describe('Time zone of the hours, such as Europe/Warsaw.'),
    closed: z.array(hours).min(1).optional().describe('Hours at which nothing is deployed.'),
    open: z.array(hours).min(1).optional().describe('Hours at which alone something is deployed.'),
    days: z.array(z.enum(DAYS)).min(1).optional().describe('The days on which these hours hold; all by default. Without hours: the days on which something is deployed.'),
  })
  .refine(({ closed, open }) => closed === undefined || open === undefined, { path: ['closed'], error: complain('`open` and `closed` are both given', 'write one of the two') })
  .refine(({ closed, open, days }) => (closed ?? open ?? days) !== undefined, { error: complain('neither hours nor days are given', 'write closed: [09:00-11:00], open: […] or days: [mon, tue]') });

export type Settings = z.output<typeof schema>;

/** Whether a moment lies in one of the ranges that begin on one of the days. The part after midnight belongs to the day before. */
function within(ranges: readonly Hours[], days: readonly string[], at: DateTime): boolean {
  const minute = at.hour * 60 + at.minute;
  const today = days.includes(DAYS[at.weekday - 1] ?? '');
  const yesterday = days.includes(DAYS[(at.weekday + 5) % 7] ?? '');
  return ranges.some(({ from, to }) => (from < to ? today && minute >= from && minute < to : (today && minute >= from) || (yesterday && minute < to)));
}

/** Pure. By the wall clock of the zone: an hour that the clock skips or repeats is that hour nonetheless. */
export function isOpen({ zone, closed, open, days: some }: Settings, now: Date): boolean {
  const days: readonly string[] = some ?? DAYS;
  const at = DateTime.fromJSDate(now, { zone });
  if (closed !== undefined) return !within(closed, days, at);
  return within(open ?? [{ from: 0, to: 24 * 60 }], days, at);
}

const clock = (minutes: number): string => `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

function describeWindow({ zone, closed, open, days }: Settings): string {
  const list = (closed ?? open ?? []).map(({ from, to }) => `${clock(from)}-${clock(to)}`).join(', ');
  const on = days === undefined ? '' : ` on ${days.join(', ')}`;
  if (closed !== undefined) return `not ${list}${on} (${zone})`;
  return `${open === undefined ? 'only' : `only ${list}`}${on} (${zone})`;
}

/** Whether this is a time to deploy. */
export const plugin: CheckPlugin<Settings> = {
  kind: 'window',
  schema,
  defaults: { attempts: 1, everyMs: 2000, timeoutMs: 5000, successes: 1 },
  create: (settings) => ({
    asks: 'runner',
    once: true,
    ask: (_context, ports) => {
      const now = ports.now();
      const got = DateTime.fromJSDate(now, { zone: settings.zone }).setLocale('en').toFormat("ccc HH:mm 'in' z");
      const expected = describeWindow(settings);
      return Promise.resolve((isOpen(settings, now) ? passed : failed)('whether this is a time to deploy', got, expected));
    },
  }),
  describe: describeWindow,
};

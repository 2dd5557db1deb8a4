import { z } from 'zod';

import { complain, windowTime } from '../../model/units';
import { failed, passed } from '../answer';
import type { CheckPlugin } from '../check';
import { DAYS, type Hours } from './hours-of-day';

/** As Intl knows them; what computes with zones is loaded when a window is looked at. */
function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
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
    zone: z.string().refine((zone) => isZone(zone), { error: ({ input }) => complain(`"${String(input).slice(0, 60)}" is no time zone`, 'write a name such as Europe/Warsaw or UTC') }).describe('Time zone of the hours, such as Europe/Warsaw.').meta({ examples: ['Europe/Warsaw'] }),
    closed: z.array(hours).min(1).optional().describe('Hours at which nothing is deployed.').meta({ examples: [['09:00-11:00', '17:00-19:00']] }),
    open: z.array(hours).min(1).optional().describe('Hours at which alone something is deployed.').meta({ examples: [['07:00-09:00']] }),
    days: z.array(z.enum(DAYS)).min(1).optional().describe('The days on which these hours hold; all by default. Without hours: the days on which something is deployed.').meta({ examples: [['mon', 'tue', 'wed', 'thu']] }),
  })
  .refine(({ closed, open }) => closed === undefined || open === undefined, { path: ['closed'], error: complain('`open` and `closed` are both given', 'write one of the two') })
  .refine(({ closed, open, days }) => (closed ?? open ?? days) !== undefined, { error: complain('neither hours nor days are given', 'write closed: [09:00-11:00], open: […] or days: [mon, tue]') });

export type Settings = z.output<typeof schema>;

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
  schema: schema.describe('It is a time at which deploys are allowed.').meta({ examples: [{ zone: 'Europe/Warsaw', closed: ['09:00-11:00'] }] }),
  defaults: { attempts: 1, everyMs: 2000, timeoutMs: 5000, successes: 1 },
  create: (settings) => ({
    asks: 'runner',
    once: true,
    ask: async (_context, ports) => {
      const { isOpen, showMoment } = await import(/* webpackChunkName: "window" */ './hours');
      const now = ports.now();
      return (isOpen(settings, now) ? passed : failed)('whether this is a time to deploy', showMoment(now, settings.zone), describeWindow(settings));
    },
  }),
  describe: describeWindow,
};

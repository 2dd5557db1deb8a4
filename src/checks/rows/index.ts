import { z } from 'zod';

import type { Census } from '../../model/manifest';
import { complain, percentage } from '../../model/units';
import { failed, inconclusive, passed } from '../answer';
import type { CheckPlugin } from '../check';

const schema = z
  .strictObject({
    of: z.array(z.string().min(1)).min(1).optional().describe('Tables; default: all that the backup counted.').meta({ examples: [['customers', 'orders']] }),
    shrink: z
      .union([z.int().min(0).transform((count) => ({ count })), percentage.transform((share) => ({ share }))])
      .optional()
      .describe('How many rows a table may lose: a number, or a share such as 5%.')
      .meta({ examples: ['5%'] }),
    equal: z.literal(true).optional().describe('The counts must be the same as in the backup.'),
  })
  .refine(({ shrink, equal }) => (shrink === undefined) !== (equal === undefined), { error: complain('one of `shrink` and `equal` is needed', 'write shrink: 0 for "nothing may be lost", or equal: true') });

type Settings = z.output<typeof schema>;

/** Pure. Tables whose count is not as it may be, each in words. */
export function compareRows({ of: tables, shrink }: Settings, before: Census, now: Census): string[] {
  return (tables ?? Object.keys(before)).flatMap((table) => {
    const is = now[table]?.rows;
    // The backup counts every table there is: one that it lacks is new, and had no rows to lose.
    const was = before[table]?.rows ?? 0;
    if (is === undefined) return [`${table}: ${String(was)} rows before, now there is no such table`];
    const mayLose = shrink === undefined ? 0 : 'count' in shrink ? shrink.count : Math.floor(was * shrink.share);
    const fine = shrink === undefined ? is === was : is >= was - mayLose;
    return fine ? [] : [`${table}: ${String(was)} rows before, ${String(is)} now`];
  });
}

function describeWanted({ of: tables, shrink }: Settings): string {
  const which = tables === undefined ? 'every table' : tables.join(', ');
  if (shrink === undefined) return `as many rows as in the backup in ${which}`;
  const amount = 'count' in shrink ? String(shrink.count) : `${String(shrink.share * 100)} %`;
  return `at most ${amount} rows fewer than in the backup in ${which}`;
}

/** The row counts against those of the backup that this change took. */
export const plugin: CheckPlugin<Settings> = {
  kind: 'rows',
  schema: schema.describe('The tables hold as many rows as at the backup.').meta({ examples: [{ of: ['customers', 'orders'], shrink: 0 }] }),
  defaults: { attempts: 1, everyMs: 2000, timeoutMs: 300_000, successes: 1 },
  beyondReading: () => true,
  create: (settings) => ({
    asks: 'host',
    probe: ({ database, before }) => {
      const asked = `the row counts of ${settings.of?.join(', ') ?? 'all tables'}`;
      const expected = describeWanted(settings);
      const missing = settings.shrink !== undefined ? [] : (settings.of?.filter((table) => before !== undefined && before[table] === undefined) ?? []);
      const why =
        database === undefined
          ? 'no database is configured for this host'
          : before === undefined
            ? 'there is no backup of this change to compare with'
            : missing.length > 0
              ? `the backup did not count ${missing.join(', ')}`
              : settings.of === undefined && Object.keys(before).length === 0
                ? 'the backup counted no table'
                : undefined;
      if (why !== undefined || database === undefined || before === undefined) return { commands: [], read: () => inconclusive(asked, 'there is nothing to compare', expected, why ?? '') };
      const census = database.census();
      return {
        commands: census.commands,
        read: (results) => {
          const now = census.read(results);
          const unknown = settings.of?.filter((table) => before[table] === undefined && now[table] === undefined) ?? [];
          if (unknown.length > 0) return inconclusive(asked, 'there is nothing to compare', expected, `there was no table ${unknown.join(', ')}, and there is none now`);
          const problems = compareRows(settings, before, now);
          return problems.length === 0 ? passed(asked, `${String((settings.of ?? Object.keys(before)).length)} tables as they may be`, expected) : failed(asked, problems.join('; '), expected);
        },
      };
    },
  }),
  meantFor: (_settings, { database }) => database !== undefined,
  describe: describeWanted,
};

import { z } from 'zod';

import { duration } from '../../model/units';
import { clean, failed, inconclusive, passed, seconds } from '../answer';
import type { CheckPlugin } from '../check';

const schema = z.strictObject({ 'older-than': duration.describe('No transaction may have been open for longer; prepared ones count too.').meta({ examples: ['5m'] }) });

type Settings = z.output<typeof schema>;

/** No transaction has been open for long: it would hold up the migrations, and they everybody else. */
export const plugin: CheckPlugin<Settings> = {
  kind: 'transactions',
  schema: schema.describe('No transaction of the database has been open for long.').meta({ examples: [{ 'older-than': '5m' }] }),
  defaults: { attempts: 1, everyMs: 2000, timeoutMs: 30_000, successes: 1 },
  needs: ['database'],
  beyondReading: () => true,
  create: ({ 'older-than': olderThan }) => ({
    asks: 'host',
    probe: ({ database }) => {
      const asked = `transactions older than ${seconds(olderThan)}`;
      const expected = 'none';
      if (database === undefined) return { commands: [], read: () => inconclusive(asked, 'it could not be asked', expected, 'no database is configured for this host') };
      const probe = database.transactions?.(olderThan);
      if (probe === undefined) return { commands: [], read: () => inconclusive(asked, 'it could not be asked', expected, `a database of the kind ${database.engine} does not tell of its transactions; remove this check`) };
      return {
        commands: probe.commands,
        read: (results) => {
          const found = probe.read(results);
          if (found.length === 0) return passed(asked, 'none', expected);
          const shown = found.slice(0, 3).map(({ who, ageMs, what }) => `${clean(who, 60)} for ${seconds(ageMs)}: ${clean(what, 80)}`);
          const more = found.length > 3 ? `; and ${String(found.length - 3)} more` : '';
          return failed(asked, `${shown.join('; ')}${more}`, expected, { figures: { transactions: found.length }, next: 'let them end, or end them, and run again' });
        },
      };
    },
  }),
  meantFor: (_settings, { database }) => database !== undefined,
  describe: ({ 'older-than': olderThan }) => `no transaction is older than ${seconds(olderThan)}`,
};

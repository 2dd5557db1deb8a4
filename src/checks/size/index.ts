import { z } from 'zod';

import { percentage } from '../../model/units';
import { bytes, failed, inconclusive, passed, percent } from '../answer';
import type { CheckPlugin } from '../check';

const schema = z.strictObject({ drift: percentage.describe('How far the size of the database may be from what it was at the backup, up or down.').meta({ examples: ['10%'] }) });

type Settings = z.output<typeof schema>;

/** The size of the database against that at the backup. */
export const plugin: CheckPlugin<Settings> = {
  kind: 'size',
  schema: schema.describe('The database is about as large as it was at the backup.').meta({ examples: [{ drift: '10%' }] }),
  defaults: { attempts: 1, everyMs: 2000, timeoutMs: 60_000, successes: 1 },
  create: ({ drift }) => ({
    asks: 'host',
    probe: ({ database, beforeBytes }) => {
      const asked = 'the size of the database';
      const expected = `within ${percent(drift)} of its size at the backup`;
      if (database === undefined) return { commands: [], read: () => inconclusive(asked, 'it could not be asked', expected, 'no database is configured for this host') };
      if (beforeBytes === undefined || beforeBytes <= 0) return { commands: [], read: () => inconclusive(asked, 'there is nothing to compare', expected, 'there is no backup of this change to compare with') };
      const facts = database.inspect();
      return {
        commands: facts.commands,
        read: (results) => {
          const now = facts.read(results).bytes;
          const change = now / beforeBytes - 1;
          const got = `${bytes(now)}, ${bytes(beforeBytes)} before (${change >= 0 ? '+' : ''}${percent(change)})`;
          return Math.abs(change) <= drift ? passed(asked, got, expected) : failed(asked, got, expected);
        },
      };
    },
  }),
  meantFor: (_settings, { database }) => database !== undefined,
  describe: ({ drift }) => `the size of the database stays within ${percent(drift)}`,
};

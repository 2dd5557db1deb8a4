import { z } from 'zod';

import { failed, inconclusive, passed } from '../answer';
import type { CheckPlugin } from '../check';

const names = z.array(z.string().min(1)).min(1);

const schema = z.union([names, z.strictObject({ names: names.describe('Tables that must be there.').meta({ examples: [['customers', 'orders']] }) })]).transform((given) => (Array.isArray(given) ? { names: given } : given));

type Settings = z.output<typeof schema>;

/** Tables exist. */
export const plugin: CheckPlugin<Settings> = {
  kind: 'tables',
  schema: schema.describe('The tables are there.').meta({ examples: [['customers', 'orders']] }),
  defaults: { attempts: 1, everyMs: 2000, timeoutMs: 300_000, successes: 1 },
  beyondReading: () => true,
  create: (settings) => ({
    asks: 'host',
    probe: ({ database }) => {
      const asked = 'the tables of the database';
      const expected = settings.names.join(', ');
      if (database === undefined) return { commands: [], read: () => inconclusive(asked, 'it could not be asked', expected, 'no database is configured for this host') };
      const census = database.census();
      return {
        commands: census.commands,
        read: (results) => {
          const found = census.read(results);
          const missing = settings.names.filter((name) => !Object.hasOwn(found, name));
          return missing.length === 0 ? passed(asked, `all ${String(settings.names.length)}`, expected) : failed(asked, `missing: ${missing.join(', ')}`, expected);
        },
      };
    },
  }),
  meantFor: (_settings, { database }) => database !== undefined,
  describe: (settings) => `the tables ${settings.names.join(', ')} exist`,
};

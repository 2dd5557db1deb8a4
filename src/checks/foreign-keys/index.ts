import { z } from 'zod';

import { failed, inconclusive, passed } from '../answer';
import type { CheckPlugin } from '../check';

const wanted = z.literal('no-orphans');

const schema = z.union([wanted, z.strictObject({ state: wanted.prefault('no-orphans').describe('No key points to a row that is not there.').meta({ examples: ['no-orphans'] }) })]).transform(() => ({ state: 'no-orphans' as const }));

type Settings = z.output<typeof schema>;

/** Every foreign key points to a row. */
export const plugin: CheckPlugin<Settings> = {
  kind: 'foreign-keys',
  schema: schema.describe('Every foreign key of the database points to a row that is there.').meta({ examples: ['no-orphans'] }),
  defaults: { attempts: 1, everyMs: 2000, timeoutMs: 300_000, successes: 1 },
  beyondReading: () => true,
  create: () => ({
    asks: 'host',
    probe: ({ database }) => {
      const asked = 'the foreign keys of the database';
      const expected = 'every key points to a row';
      if (database === undefined) return { commands: [], read: () => inconclusive(asked, 'it could not be asked', expected, 'no database is configured for this host') };
      const [orphans, facts] = [database.orphans(), database.inspect()];
      return {
        commands: [...orphans.commands, ...facts.commands],
        read: (results) => {
          const found = orphans.read(results.slice(0, orphans.commands.length));
          // No orphans and no answer look alike; that the database answered is seen by what it tells of itself.
          const { engineVersion, bytes } = facts.read(results.slice(orphans.commands.length));
          if (found.length === 0 && (engineVersion === '' || !(bytes > 0))) return inconclusive(asked, 'no answer', expected, 'the database told nothing of itself either');
          return found.length === 0 ? passed(asked, 'no orphans', expected) : failed(asked, `orphans: ${found.join(', ')}`, expected);
        },
      };
    },
  }),
  meantFor: (_settings, { database }) => database !== undefined,
  describe: () => 'no foreign key points nowhere',
};

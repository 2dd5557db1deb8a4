import { z } from 'zod';

import { failed, inconclusive, passed } from '../answer';
import type { CheckPlugin } from '../check';

const name = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,62}$/);
const version = z.union([z.int(), z.string().min(1)]);

const schema = z.strictObject({
  table: name.prefault('schema_version').describe('The table in which the application records its schema versions.').meta({ examples: ['schema_version'] }),
  column: name.prefault('version').describe('The column that holds them.').meta({ examples: ['version'] }),
  equals: z.union([version.transform((one) => [one]), z.array(version).min(1)]).describe('The versions that must be recorded, and no others.').meta({ examples: [[1, 2]] }),
});

type Settings = z.output<typeof schema>;

const order = (values: readonly string[]): string[] => values.toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }));

/** The schema versions that the application itself has recorded. */
export const plugin: CheckPlugin<Settings> = {
  kind: 'schema-version',
  schema: schema.describe('The application has recorded the schema versions that this release expects.').meta({ examples: [{ equals: [1, 2] }] }),
  defaults: { attempts: 1, everyMs: 2000, timeoutMs: 30_000, successes: 1 },
  beyondReading: () => true,
  create: (settings) => ({
    asks: 'host',
    probe: ({ database }) => {
      const asked = `the versions in ${settings.table}`;
      const wanted = order(settings.equals.map(String)).join(', ');
      if (database === undefined) return { commands: [], read: () => inconclusive(asked, 'it could not be asked', wanted, 'no database is configured for this host') };
      const query = database.query(`SELECT ${settings.column} FROM ${settings.table}`, 30_000);
      return {
        commands: query.commands,
        read: (results) => {
          const found = order(query.read(results).rows.map(([value]) => value ?? 'NULL')).join(', ');
          return found === wanted ? passed(asked, found, wanted) : failed(asked, found === '' ? 'none' : found, wanted);
        },
      };
    },
  }),
  meantFor: (_settings, { database }) => database !== undefined,
  describe: (settings) => `${settings.table} records ${settings.equals.join(', ')}`,
};

import { z } from 'zod';

import { DATABASE_ABSENT } from '../../databases/database';
import { Failure } from '../../model/failure';
import { clean, failed, inconclusive, passed } from '../answer';
import type { CheckPlugin } from '../check';

/** No index was left behind half built: no query uses such a one, every write pays for it, and CREATE INDEX IF NOT EXISTS takes it for whole. */
export const plugin: CheckPlugin<undefined> = {
  kind: 'invalid-indexes',
  schema: z.undefined(),
  defaults: { attempts: 1, everyMs: 2000, timeoutMs: 30_000, successes: 1 },
  create: () => ({
    asks: 'host',
    probe: ({ database }) => {
      const asked = 'the indexes that no query can use';
      const expected = 'none';
      const probe = database?.invalidIndexes?.();
      if (probe === undefined) return { commands: [], read: () => inconclusive(asked, 'it could not be asked', expected, 'this database does not tell of its indexes') };
      return {
        commands: probe.commands,
        read: (results) => {
          try {
            const found = probe.read(results);
            if (found.length === 0) return passed(asked, 'none', expected);
            const shown = `${found.slice(0, 5).join(', ')}${found.length > 5 ? ` and ${String(found.length - 5)} more` : ''}`;
            return failed(asked, shown, expected, { next: `DROP INDEX CONCURRENTLY ${clean(found[0]?.replace(/ on .*$/, '') ?? '', 100)}; and build it again` });
          } catch (thrown) {
            if (!(thrown instanceof Failure) || thrown.kind === 'bug') throw thrown;
            if (thrown.code === DATABASE_ABSENT) return passed(asked, 'there is no database yet', expected);
            return inconclusive(asked, 'it could not be asked', expected, thrown.facts.problem);
          }
        },
      };
    },
  }),
  describe: () => 'no index is left half built',
};

import { z } from 'zod';

import { DATABASE_ABSENT } from '../../databases/database';
import { Failure } from '../../model/failure';
import { bytes, clean, failed, inconclusive, passed } from '../answer';
import type { CheckPlugin } from '../check';

/** The database answers; what it is and how large goes on record. */
export const plugin: CheckPlugin<undefined> = {
  kind: 'database',
  schema: z.undefined(),
  defaults: { attempts: 1, everyMs: 2000, timeoutMs: 30_000, successes: 1 },
  create: () => ({
    asks: 'host',
    probe: ({ database, release }) => {
      const asked = 'the database for its version and size';
      const expected = 'an answer';
      if (database === undefined) return { commands: [], read: () => inconclusive(asked, 'it could not be asked', expected, 'no database is configured for this host') };
      const probe = database.inspect();
      return {
        commands: probe.commands,
        read: (results) => {
          try {
            const facts = probe.read(results);
            if (facts.engineVersion === '' || !(facts.bytes >= 0)) return inconclusive(asked, 'no answer', expected, 'it told nothing of itself');
            return passed(asked, `${database.engine} ${clean(facts.engineVersion, 60)}, ${bytes(facts.bytes)}`, expected, { figures: { bytes: facts.bytes } });
          } catch (thrown) {
            if (!(thrown instanceof Failure) || thrown.kind === 'bug') throw thrown;
            const { problem, cause = '', code, next } = thrown.facts;
            // Before the first release there is none: its migrations make it.
            if (code === DATABASE_ABSENT && release === '') return passed(asked, 'there is none yet: this is the first deploy', expected);
            return failed(asked, `${problem}${cause === '' ? '' : ` (${clean(cause, 200)})`}`, expected, { next });
          }
        },
      };
    },
  }),
  describe: () => 'the database answers',
};

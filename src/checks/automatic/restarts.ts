import { z } from 'zod';

import { failed, inconclusive, passed } from '../answer';
import type { CheckPlugin } from '../check';

/**
 * How often the runtime started the application anew by itself. The first answer is what the watch begins with; from then on
 * more is a failure, however well the application answers in between.
 */
export const plugin: CheckPlugin<undefined> = {
  kind: 'restarts',
  schema: z.undefined(),
  defaults: { attempts: 1, everyMs: 2000, timeoutMs: 15_000, successes: 1 },
  create: () => ({
    asks: 'host',
    probe: ({ runtime, restarts: before }) => {
      const asked = 'how often the application was started anew by itself';
      const expected = before === undefined ? 'a number' : `${String(before)} times, as when the watch began`;
      if (runtime === undefined) return { commands: [], read: () => inconclusive(asked, 'it could not be asked', expected, 'no `runtime` is configured') };
      const probe = runtime.status();
      return {
        commands: probe.commands,
        read: (results) => {
          const { state, detail, restarts } = probe.read(results);
          const got = `${state}${detail === '' ? '' : `: ${detail}`}`;
          if (restarts === undefined) return inconclusive(asked, got, expected, `the runtime ${runtime.kind} does not count that`);
          const counted = `${got}, ${String(restarts)} times`;
          return before !== undefined && restarts > before ? failed(asked, counted, expected, { figures: { restarts } }) : passed(asked, counted, expected, { figures: { restarts } });
        },
      };
    },
  }),
  describe: () => 'no restart by itself',
};

import { z } from 'zod';

import { clean, failed, inconclusive, passed } from '../answer';
import type { CheckPlugin } from '../check';

const wanted = z.literal('release');

const schema = z.union([wanted, z.strictObject({ state: wanted.prefault('release').describe('The processes that serve were started from the release in question.').meta({ examples: ['release'] }) })]).transform(() => ({ state: 'release' as const }));

type Settings = z.output<typeof schema>;

/** What the processes hold, whatever the application calls itself: a reload that changes nothing is found here. */
export const plugin: CheckPlugin<Settings> = {
  kind: 'serves',
  schema: schema.describe('What serves was started from the release in question, by the processes themselves.').meta({ examples: ['release'] }),
  defaults: { attempts: 1, everyMs: 2000, timeoutMs: 15_000, successes: 1 },
  needs: ['runtime'],
  create: () => ({
    asks: 'host',
    probe: ({ runtime, release, instance }) => {
      const asked = instance === undefined ? 'what the processes of the application hold' : `what the processes of instance ${instance} hold`;
      const expected = release === '' ? 'a release' : `every process was started from ${release}`;
      if (runtime === undefined) return { commands: [], read: () => inconclusive(asked, 'it could not be asked', expected, 'no `runtime` is configured') };
      if (release === '') return { commands: [], read: () => inconclusive(asked, 'nothing has been released yet', expected, 'there is no release to compare with') };
      const probe = runtime.serves(release, instance);
      return {
        commands: probe.commands,
        read: (results) => {
          const found = probe.read(results);
          const tell = (some: typeof found): string => clean(some.map((one) => `${one.instance}: ${one.found}`).join('; '), 400);
          const wrong = found.filter(({ serves }) => serves === 'no');
          if (wrong.length > 0) return failed(asked, tell(wrong), expected);
          const hidden = found.filter(({ serves }) => serves === 'unknown');
          if (hidden.length > 0 || found.length === 0) return inconclusive(asked, found.length === 0 ? 'no instance' : tell(hidden), expected, 'the host does not show it');
          return passed(asked, tell(found), expected);
        },
      };
    },
  }),
  asksApplication: () => true,
  describe: () => 'the processes that serve were started from the release',
};

import { z } from 'zod';

import { failed, inconclusive, passed } from '../answer';
import type { CheckPlugin } from '../check';

const state = z.enum(['active', 'running', 'stopped']);

const schema = z
  .union([
    state,
    z.strictObject({
      state: state.prefault('active').describe('active (the same as running), or stopped.'),
      restarts: z.int().min(0).optional().describe('How often it may have been started anew by itself.').meta({ examples: [3] }),
    }),
  ])
  .transform((given): { state: 'running' | 'stopped'; restarts?: number | undefined } => {
    const { state: wanted, restarts } = typeof given === 'string' ? { state: given, restarts: undefined } : given;
    return { state: wanted === 'stopped' ? 'stopped' : 'running', restarts };
  });

type Settings = z.output<typeof schema>;

const describeWanted = ({ state: wanted, restarts }: Settings): string => `${wanted}${restarts === undefined ? '' : `, started anew at most ${String(restarts)} times`}`;

/** What the runtime says of the application's process, unit or container. */
export const plugin: CheckPlugin<Settings> = {
  kind: 'service',
  schema: schema.describe('The runtime says that the application runs, or that it is stopped.').meta({ examples: ['active'] }),
  defaults: { attempts: 1, everyMs: 2000, timeoutMs: 15_000, successes: 1 },
  create: (settings) => ({
    asks: 'host',
    probe: ({ runtime, instance }) => {
      const asked = runtime === undefined ? 'the state of the service' : `the state of the ${runtime.kind} service`;
      const expected = describeWanted(settings);
      if (runtime === undefined) return { commands: [], read: () => inconclusive(asked, 'it could not be asked', expected, 'no `runtime` is configured') };
      const probe = runtime.status(instance);
      return {
        commands: probe.commands,
        read: (results) => {
          const { state: found, detail, restarts } = probe.read(results);
          const got = `${found}${detail === '' ? '' : `: ${detail}`}`;
          const more = restarts === undefined ? {} : { figures: { restarts } };
          if (found !== settings.state) return failed(asked, got, expected, more);
          if (settings.restarts === undefined) return passed(asked, got, expected, more);
          if (restarts === undefined) return inconclusive(asked, got, expected, `the runtime ${runtime.kind} does not count how often it was started anew`);
          const counted = `${got}, started anew ${String(restarts)} times`;
          return restarts <= settings.restarts ? passed(asked, counted, expected, more) : failed(asked, counted, expected, more);
        },
      };
    },
  }),
  asksApplication: () => true,
  describe: (settings) => `the service is ${describeWanted(settings)}`,
};

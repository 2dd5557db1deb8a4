import { z } from 'zod';

import { failed, inconclusive, passed, seconds } from '../answer';
import type { CheckPlugin } from '../check';

const port = z.int().min(1).max(65535);

const schema = z
  .union([port, z.strictObject({ port: port.describe('The port, as seen from the host.').meta({ examples: [8000] }) })])
  .transform((given) => (typeof given === 'number' ? { port: given } : given));

type Settings = z.output<typeof schema>;

/** Whether something accepts a connection on a port of the host. */
export const plugin: CheckPlugin<Settings> = {
  kind: 'tcp',
  schema: schema.describe('Something listens at a port of the host.').meta({ examples: [8000] }),
  defaults: { attempts: 5, everyMs: 2000, timeoutMs: 5000, successes: 1 },
  create: (settings) => ({
    asks: 'runner',
    ask: async (context, ports, timeoutMs) => {
      const asked = `a connection to port ${String(settings.port)}`;
      const expected = 'it is accepted';
      const answer = await ports.tcp(context.host, settings.port, timeoutMs);
      if (answer.kind === 'unasked') return inconclusive(asked, 'it could not be asked', expected, answer.cause);
      if (answer.kind === 'unreachable') return failed(asked, `no connection: ${answer.cause}`, expected);
      return passed(asked, `accepted in ${seconds(answer.ms)}`, expected, { latencyMs: answer.ms });
    },
  }),
  describe: (settings) => `port ${String(settings.port)} accepts connections`,
};

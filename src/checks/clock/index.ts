import { z } from 'zod';

import { reading } from '../../model/command';
import { duration } from '../../model/units';
import { clean, failed, inconclusive, passed, seconds, whyUnanswered } from '../answer';
import type { CheckPlugin } from '../check';

const schema = z.strictObject({ skew: duration.prefault('5s').describe('How far the clock of the host may be from that of the runner.').meta({ examples: ['2s'] }) });

type Settings = z.output<typeof schema>;

/** Pure. Milliseconds that a clock is surely wrong, when its time was read at some moment between the two. Negative: behind. */
export function surelyOff(hostMs: number, sentMs: number, gotMs: number): number {
  if (hostMs > gotMs) return hostMs - gotMs;
  // The host tells whole seconds, cut off: it may be up to one further.
  return hostMs + 999 < sentMs ? hostMs + 999 - sentMs : 0;
}

/** The clock of the host against that of the runner. */
export const plugin: CheckPlugin<Settings> = {
  kind: 'clock',
  schema: schema.describe('The clock of the host goes as that of the runner does: ages of leases and backups are told by it.').meta({ examples: [{ skew: '2s' }] }),
  defaults: { attempts: 1, everyMs: 2000, timeoutMs: 15_000, successes: 1 },
  create: ({ skew }) => ({
    asks: 'host',
    probe: (_context, ports) => {
      const asked = 'the clock of the host';
      const expected = `within ${seconds(skew)} of the runner's`;
      const sent = ports.now().getTime();
      return {
        commands: [reading('read the clock', 'lg_check_clock', [], { library: true, bounded: true })],
        read: ([result]) => {
          const why = whyUnanswered(result);
          const told = (result?.stdout ?? '').trim();
          if (why !== undefined || !/^[0-9]{9,11}$/.test(told)) return inconclusive(asked, 'it could not be read', expected, why ?? `"${clean(told, 60)}" is no time`);
          const off = surelyOff(Number(told) * 1000, sent, ports.now().getTime());
          const got = off === 0 ? 'in step' : `${seconds(Math.abs(off))} ${off > 0 ? 'ahead' : 'behind'}`;
          return Math.abs(off) <= skew ? passed(asked, got, expected) : failed(asked, got, expected);
        },
      };
    },
  }),
  describe: ({ skew }) => `the clock of the host is within ${seconds(skew)}`,
};

import { z } from 'zod';

import { reading } from '../../model/command';
import { complain } from '../../model/units';
import { bytes, failed, inconclusive, passed, whyUnanswered } from '../answer';
import type { CheckPlugin } from '../check';
import { amountOf, figuresAfter, showSpace, space } from '../measure';

const schema = z
  .strictObject({
    'free-for': z.literal('second-instance').optional().describe('second-instance: as much as one instance of the application holds now, and a fifth more.'),
    free: space.optional().describe('What must be available: 200MB, or 20% of all.').meta({ examples: ['200MB'] }),
  })
  .refine((given) => given.free !== undefined || given['free-for'] !== undefined, { error: complain('neither `free` nor `free-for` is given', 'write free: 200MB, or free-for: second-instance') });

type Settings = z.output<typeof schema>;

/** The second instance needs what the first holds now; it may grow while both run. */
const HEADROOM = 1.2;

const describeWanted = (settings: Settings): string =>
  [...(settings.free === undefined ? [] : [`${showSpace(settings.free)} available`]), ...(settings['free-for'] === undefined ? [] : ['room for a second instance'])].join(' and ');

/** Memory that is available on the host: for a while two instances run side by side. */
export const plugin: CheckPlugin<Settings> = {
  kind: 'memory',
  schema: schema.describe('There is memory on the host for what comes.').meta({ examples: [{ 'free-for': 'second-instance' }] }),
  defaults: { attempts: 1, everyMs: 2000, timeoutMs: 15_000, successes: 1, onFail: 'hold' },
  create: (settings) => ({
    asks: 'host',
    probe: ({ runtime }) => {
      const asked = 'the memory of the host';
      const expected = describeWanted(settings);
      const second = settings['free-for'] !== undefined;
      const weighing = second ? runtime?.memory?.() : undefined;
      if (second && weighing === undefined) {
        const why = runtime === undefined ? 'no `runtime` is configured' : `the runtime ${runtime.kind} does not tell what the application holds; write free: <size> instead`;
        return { commands: [], read: () => inconclusive(asked, 'it was not asked', expected, why) };
      }
      return {
        commands: [reading('measure the memory', 'lg_check_memory', [], { library: true, bounded: true }), ...(weighing?.commands ?? [])],
        read: (results) => {
          const why = whyUnanswered(results[0]);
          const [all = 0, available = 0] = (figuresAfter(results[0]?.stdout ?? '', 'memory', 2) ?? []).map((kilobytes) => kilobytes * 1024);
          if (why !== undefined || all === 0) return inconclusive(asked, 'it could not be measured', expected, why ?? 'the host does not tell');
          const got = `${bytes(available)} of ${bytes(all)} available`;
          const figures = { available };
          if (settings.free !== undefined && available < amountOf(settings.free, all)) return failed(asked, got, expected, { figures });
          if (weighing === undefined) return passed(asked, got, expected, { figures });
          const { bytes: held, instances } = weighing.read(results.slice(1));
          if (instances === 0 || held === 0) return inconclusive(asked, got, expected, 'no instance runs whose memory could be measured', { figures });
          const needed = (held / instances) * HEADROOM;
          const beside = `${got}, an instance holds ${bytes(held / instances)}`;
          return available < needed ? failed(asked, beside, `${expected} (${bytes(needed)})`, { figures }) : passed(asked, beside, expected, { figures });
        },
      };
    },
  }),
  asksApplication: (settings) => settings['free-for'] !== undefined,
  describe: describeWanted,
};

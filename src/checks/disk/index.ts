import { z } from 'zod';

import type { CheckResult } from '../../model/check';
import { reading } from '../../model/command';
import type { CommandResult } from '../../model/command';
import { below } from '../../model/layout';
import { complain } from '../../model/units';
import { bytes, failed, inconclusive, passed, percent, whyUnanswered } from '../answer';
import type { CheckPlugin } from '../check';
import { amountOf, number, showNumber, showSpace, space } from '../measure';
import { readMount } from '../mount';

const schema = z
  .strictObject({
    path: z.string().min(1).prefault('.').describe('A path on the file system in question; absolute, or below the release path, which is the default.').meta({ examples: ['/var/backups'] }),
    free: space.optional().describe('What must be free: 2GB, or 20% of the file system.').meta({ examples: ['2GB'] }),
    inodes: number.optional().describe('How many inodes must be free: a number, or 10% of all.').meta({ examples: ['10%'] }),
  })
  .refine(({ free, inodes: nodes }) => free !== undefined || nodes !== undefined, { error: complain('neither `free` nor `inodes` is given', 'write what must be free, such as free: 2GB') });

type Settings = z.output<typeof schema>;

const describeWanted = ({ free, inodes: nodes }: Settings): string =>
  [...(free === undefined ? [] : [`${showSpace(free)} free`]), ...(nodes === undefined ? [] : [`${showNumber(nodes)} inodes free`])].join(' and ');

function judgeMount(asked: string, settings: Settings, result: CommandResult | undefined): CheckResult {
  const expected = describeWanted(settings);
  const why = whyUnanswered(result);
  if (why !== undefined) return inconclusive(asked, 'it could not be measured', expected, why);
  const mount = readMount(result?.stdout ?? '');
  const parts = [
    { what: '', wanted: settings.free, found: mount.space, unit: bytes },
    { what: ' inodes', wanted: settings.inodes, found: mount.inodes, unit: String },
  ].filter(({ wanted }) => wanted !== undefined);
  const got = parts.map(({ found, unit, what }) => (found === undefined || found.all === 0 ? `free${what} unknown` : `${unit(found.free)}${what} free (${percent(found.free / found.all)})`)).join(', ');
  const where = `${got} at ${mount.path}`;
  if (parts.some(({ found, wanted }) => found !== undefined && found.all > 0 && wanted !== undefined && found.free < amountOf(wanted, found.all))) return failed(asked, where, expected);
  if (parts.some(({ found }) => found === undefined || found.all === 0)) return inconclusive(asked, where, expected, 'the file system does not tell');
  return passed(asked, where, expected);
}

/** Free space on the file system that holds a path, or would hold it. */
export const plugin: CheckPlugin<Settings> = {
  kind: 'disk',
  schema: schema.describe('There is room on a file system of the host.').meta({ examples: [{ path: '/var/backups', free: '2GB' }] }),
  defaults: { attempts: 1, everyMs: 2000, timeoutMs: 15_000, successes: 1 },
  create: (settings) => ({
    asks: 'host',
    probe: ({ site }) => {
      const path = settings.path === '.' ? site.layout.root : below(site.layout, settings.path);
      return {
        commands: [reading('measure the free space', 'lg_check_disk', [path], { library: true, bounded: true })],
        read: ([result]) => judgeMount(`the free space at ${path}`, settings, result),
      };
    },
  }),
  describe: (settings) => `${describeWanted(settings)} at ${settings.path === '.' ? 'the release path' : settings.path}`,
};

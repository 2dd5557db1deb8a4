import { z } from 'zod';

import type { CheckResult } from '../../model/check';
import { reading } from '../../model/command';
import type { CommandResult } from '../../model/command';
import { below } from '../../model/layout';
import { complain, percentage, size } from '../../model/units';
import { bytes, failed, inconclusive, passed, percent, whyUnanswered } from '../answer';
import type { CheckPlugin } from '../check';

type Amount = { readonly share: number } | { readonly count: number };

const isShare = (written: string): boolean => written.trim().endsWith('%');

/** `2GB` or `20%`. */
const space = z.string({ error: complain('this is no amount of space', 'write a size such as 2GB or a share such as 20%') }).transform((written, context): Amount => {
  const parsed = (isShare(written) ? percentage : size).safeParse(written);
  if (parsed.success) return isShare(written) ? { share: parsed.data } : { count: parsed.data };
  context.addIssue({ code: 'custom', message: parsed.error.issues[0]?.message ?? '' });
  return z.NEVER;
});

const inodes = z.union([z.int().min(0).transform((count): Amount => ({ count })), percentage.transform((share): Amount => ({ share }))]);

const schema = z
  .strictObject({
    path: z.string().min(1).prefault('.').describe('A path on the file system in question; absolute, or below the release path, which is the default.'),
    free: space.optional().describe('What must be free: 2GB, or 20% of the file system.'),
    inodes: inodes.optional().describe('How many inodes must be free: a number, or 10% of all.'),
  })
  .refine(({ free, inodes: nodes }) => free !== undefined || nodes !== undefined, { error: complain('neither `free` nor `inodes` is given', 'write what must be free, such as free: 2GB') });

type Settings = z.output<typeof schema>;

interface Mount {
  readonly path: string;
  readonly space?: { readonly all: number; readonly free: number };
  readonly inodes?: { readonly all: number; readonly free: number };
}

/** Pure. What `lg_check_disk` printed, in bytes; a figure that is not a number is left out. */
export function readMount(stdout: string): Mount {
  const lines = stdout.split('\n').map((line) => line.split('\t'));
  const figures = (kind: string, unit: number): { all: number; free: number } | undefined => {
    const found = lines.find(([name]) => name === kind);
    const [all, free] = [found?.[1], found?.[3]];
    return all !== undefined && free !== undefined && /^[0-9]+$/.test(all) && /^[0-9]+$/.test(free) ? { all: Number(all) * unit, free: Number(free) * unit } : undefined;
  };
  const [blocks, nodes] = [figures('blocks', 1024), figures('inodes', 1)];
  return { path: lines.find(([name]) => name === 'path')?.[1] ?? '', ...(blocks === undefined ? {} : { space: blocks }), ...(nodes === undefined ? {} : { inodes: nodes }) };
}

const show = (amount: Amount, unit: (count: number) => string): string => ('share' in amount ? percent(amount.share) : unit(amount.count));

const describeWanted = ({ free, inodes: nodes }: Settings): string =>
  [...(free === undefined ? [] : [`${show(free, bytes)} free`]), ...(nodes === undefined ? [] : [`${show(nodes, String)} inodes free`])].join(' and ');

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
  if (parts.some(({ found, wanted }) => found !== undefined && found.all > 0 && wanted !== undefined && found.free < ('share' in wanted ? wanted.share * found.all : wanted.count))) return failed(asked, where, expected);
  if (parts.some(({ found }) => found === undefined || found.all === 0)) return inconclusive(asked, where, expected, 'the file system does not tell');
  return passed(asked, where, expected);
}

/** Free space on the file system that holds a path, or would hold it. */
export const plugin: CheckPlugin<Settings> = {
  kind: 'disk',
  schema,
  defaults: { attempts: 1, everyMs: 2000, timeoutMs: 15_000, successes: 1 },
  create: (settings) => ({
    asks: 'host',
    probe: ({ site }) => {
      const path = settings.path === '.' ? site.layout.root : below(site.layout, settings.path);
      return {
        commands: [reading('measure the free space', 'lg_check_disk', [path], { library: true })],
        read: ([result]) => judgeMount(`the free space at ${path}`, settings, result),
      };
    },
  }),
  describe: (settings) => `${describeWanted(settings)} at ${settings.path === '.' ? 'the release path' : settings.path}`,
};

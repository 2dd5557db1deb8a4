import { z } from 'zod';

import type { CheckResult } from '../../model/check';
import { reading } from '../../model/command';
import type { CommandResult } from '../../model/command';
import { below } from '../../model/layout';
import { complain, duration } from '../../model/units';
import { clean, failed, inconclusive, passed, seconds, whyUnanswered } from '../answer';
import type { CheckContext, CheckPlugin } from '../check';

const expressions = z.array(z.string().min(1).regex(/^[^\n\r]*$/, { error: complain('an expression is one line', 'write several entries instead') })).min(1);

const schema = z.strictObject({
  files: z.array(z.string().min(1)).min(1).optional().describe('Log files on the host, with wildcards; absolute, or below the release path. Default: what the runtime writes.'),
  last: z.union([z.literal('deploy'), duration]).prefault('deploy').describe('How far back to look: since the deploy began, or a duration.'),
  none: expressions.describe('Extended regular expressions that no line may match.'),
  ignore: expressions.optional().describe('Lines that match one of these are left out.'),
});

type Settings = z.output<typeof schema>;

interface Scan {
  readonly scanned: number;
  readonly unreadable: readonly string[];
  readonly hits: readonly { readonly dated: boolean; readonly where: string; readonly text: string }[];
  readonly more: number;
}

/** Pure. What `lg_check_logs` printed; undefined when it did not get to its end. */
export function readScan(stdout: string): Scan | undefined {
  const lines = stdout.split('\n').map((line) => line.split('\t'));
  const end = lines.find(([kind]) => kind === 'scanned');
  if (end === undefined) return undefined;
  return {
    scanned: Number(end[1]),
    unreadable: lines.flatMap(([kind, file = '']) => (kind === 'unreadable' ? [file] : [])),
    hits: lines.flatMap(([kind, dated, file = '', line = '', text = '']) => (kind === 'hit' ? [{ dated: dated === 'dated', where: `${file}:${line}`, text }] : [])),
    more: lines.reduce((sum, [kind, count]) => (kind === 'more' ? sum + Number(count) : sum), 0),
  };
}

/** `at:<seconds>` or `ago:<seconds>`; undefined when it is not known when the deploy began. */
function since(settings: Settings, context: CheckContext): string | undefined {
  if (settings.last !== 'deploy') return `ago:${String(Math.ceil(settings.last / 1000))}`;
  const began = context.deployedAt === undefined ? Number.NaN : Date.parse(context.deployedAt);
  return Number.isNaN(began) ? undefined : `at:${String(Math.floor(began / 1000))}`;
}

const describePeriod = ({ last }: Settings): string => (last === 'deploy' ? 'since the deploy began' : `of the last ${last >= 3_600_000 ? `${String(last / 3_600_000)} h` : last >= 60_000 ? `${String(last / 60_000)} min` : seconds(last)}`);

function judgeScan(asked: string, expected: string, result: CommandResult | undefined, settings: Settings): CheckResult {
  const why = whyUnanswered(result);
  if (why !== undefined) return inconclusive(asked, 'the logs could not be read', expected, why);
  const scan = readScan(result?.stdout ?? '');
  if (scan === undefined) return inconclusive(asked, 'the logs could not be read', expected, 'the scan did not get to its end');
  const dated = scan.hits.filter((hit) => hit.dated);
  const show = (hits: Scan['hits']): string => {
    const all = scan.more + hits.length;
    const shown = hits.slice(0, 3).map(({ where, text }) => `${where} ${clean(text, 100)}`);
    return `${all > shown.length ? `${String(all)} lines, such as ` : ''}${shown.join('; ')}`;
  };
  // A hit is a hit, whatever else could not be read.
  if (dated.length > 0) return failed(asked, show(dated), expected);
  if (scan.unreadable.length > 0) return inconclusive(asked, 'not all of it could be read', expected, scan.unreadable.join(', '));
  if (scan.scanned === 0) return inconclusive(asked, 'no file', expected, `nothing matches ${(settings.files ?? ['the log of the runtime']).join(', ')}`);
  if (scan.hits.length > 0) return inconclusive(asked, show(scan.hits), expected, 'the lines carry no date, so it cannot be told whether they are new');
  return passed(asked, `none in ${String(scan.scanned)} file${scan.scanned === 1 ? '' : 's'}`, expected);
}

/** No line of the logs matches. */
export const plugin: CheckPlugin<Settings> = {
  kind: 'logs',
  schema,
  defaults: { attempts: 1, everyMs: 2000, timeoutMs: 30_000, successes: 1 },
  create: (settings) => ({
    asks: 'host',
    probe: (context) => {
      const expected = `no line with ${settings.none.join(' or ')}`;
      const files = settings.files?.map((file) => below(context.site.layout, file)) ?? context.runtime?.logFiles ?? [];
      const asked = `the lines ${describePeriod(settings)} of ${settings.files?.join(', ') ?? 'the log of the runtime'}`;
      const from = since(settings, context);
      if (from === undefined) return { commands: [], read: () => inconclusive(asked, 'it was not asked', expected, 'it is not known when the deploy began') };
      if (files.length === 0) {
        return { commands: [], read: () => inconclusive(asked, 'it was not asked', expected, 'the runtime keeps no log file of its own; add `files`') };
      }
      return {
        commands: [reading('look through the logs', 'lg_check_logs', [from, settings.none.join('\n'), (settings.ignore ?? []).join('\n'), ...files], { library: true })],
        read: ([result]) => judgeScan(asked, expected, result, settings),
      };
    },
  }),
  asksApplication: (settings) => settings.files === undefined || settings.last === 'deploy',
  describe: (settings) => `no ${settings.none.join(', ')} in the logs ${describePeriod(settings)}`,
};

import { z } from 'zod';

import type { CheckResult } from '../../model/check';
import { reading } from '../../model/command';
import type { CommandResult } from '../../model/command';
import { below } from '../../model/layout';
import { complain, duration, percentage } from '../../model/units';
import { failed, inconclusive, passed, percent, whyUnanswered } from '../answer';
import type { Answers, CheckContext, CheckPlugin } from '../check';
import { figuresAfter } from '../measure';
import { askMany } from '../requests/ask-many';
import { manyKeys } from '../requests/many-keys';

const schema = z
  .strictObject({
    under: percentage.describe('What share of the answers may be errors: those with a status of 500 or above, and those that do not come.').meta({ examples: ['1%'] }),
    files: z.array(z.string().min(1)).min(1).optional().describe('Access logs on the host in the common or combined form, with wildcards; absolute, or below the release path. Without them, requests of its own and those of the watch count.').meta({ examples: [['/var/log/nginx/access.log']] }),
    last: z.union([z.literal('deploy'), duration]).optional().describe('With `files`: how far back to look. Default: since the deploy began.').meta({ examples: ['10m'] }),
    'at-least': z.int().min(1).optional().describe('With `files`: fewer requests than these say nothing. Default: 1.').meta({ examples: [100] }),
    ...manyKeys,
  })
  .refine(({ files, last, 'at-least': least }) => files !== undefined || (last ?? least) === undefined, { path: ['last'], error: complain('`last` and `at-least` stand without `files`', 'add files: [/var/log/nginx/access.log], or leave them out') });

type Settings = z.output<typeof schema>;

const describeWanted = ({ under }: Settings): string => `fewer than ${percent(under)} errors`;

function judgeShare(asked: string, settings: Settings, { all, bad }: Answers): CheckResult {
  const share = bad / all;
  const got = `${String(bad)} of ${String(all)} answers are errors (${percent(share)})`;
  // Without any error the share is under every limit, 0% too.
  return (bad === 0 || share < settings.under ? passed : failed)(asked, got, describeWanted(settings), { figures: { requests: all, errors: bad } });
}

function readAccess(asked: string, settings: Settings, result: CommandResult | undefined): CheckResult {
  const expected = describeWanted(settings);
  const lines = (result?.stdout ?? '').split('\n');
  const scanned = figuresAfter(result?.stdout ?? '', 'scanned', 1)?.[0];
  const why = whyUnanswered(result);
  if (why !== undefined || scanned === undefined) return inconclusive(asked, 'the logs could not be read', expected, why ?? 'the look did not get to its end');
  const unreadable = lines.flatMap((line) => /^unreadable\t(.*)$/.exec(line)?.[1] ?? []);
  if (unreadable.length > 0) return inconclusive(asked, 'not all of it could be read', expected, unreadable.join(', '));
  if (scanned === 0) return inconclusive(asked, 'no file', expected, `nothing matches ${settings.files?.join(', ') ?? ''}`);
  const found = lines.flatMap((line) => (line.startsWith('requests\t') ? [figuresAfter(line, 'requests', 2) ?? []] : []));
  const [all, bad] = [0, 1].map((column) => found.reduce((sum, figures) => sum + (figures[column] ?? 0), 0));
  if (all === undefined || bad === undefined || all < (settings['at-least'] ?? 1)) return inconclusive(asked, `${String(all ?? 0)} requests`, expected, 'there were too few requests to say anything');
  return judgeShare(asked, settings, { all, bad });
}

function sinceOf(settings: Settings, context: CheckContext): string | undefined {
  if (settings.last !== undefined && settings.last !== 'deploy') return `ago:${String(Math.ceil(settings.last / 1000))}`;
  const began = Date.parse(context.deployedAt ?? '');
  return Number.isNaN(began) ? undefined : `at:${String(Math.floor(began / 1000))}`;
}

async function askItself(settings: Settings, context: CheckContext, ports: Parameters<typeof askMany>[2], timeoutMs: number): Promise<CheckResult> {
  const { shown, answers, why } = await askMany(settings, context, ports, timeoutMs);
  const earlier = context.answers ?? { all: 0, bad: 0 };
  const asked = `GET ${shown} ${String(settings.requests)} times${earlier.all === 0 ? '' : `, and ${String(earlier.all)} earlier requests of this watch`}`;
  if (answers.length < settings.requests) return inconclusive(asked, `only ${String(answers.length)} answers`, describeWanted(settings), why ?? '');
  const bad = answers.filter((answer) => answer.kind !== 'answered' || answer.status >= 500).length;
  return judgeShare(asked, settings, { all: answers.length + earlier.all, bad: bad + earlier.bad });
}

/** The share of answers that are errors. */
export const plugin: CheckPlugin<Settings> = {
  kind: 'errors',
  schema: schema.describe('The share of answers that are errors is small enough.').meta({ examples: [{ under: '1%', files: ['/var/log/nginx/access.log'] }] }),
  defaults: { attempts: 1, everyMs: 5000, timeoutMs: 60_000, successes: 1 },
  beyondReading: ({ files }) => files !== undefined,
  create: (settings) => {
    const { files } = settings;
    if (files === undefined) return { asks: 'runner', once: settings.url !== undefined || settings.from === 'public', ask: (context, ports, timeoutMs) => askItself(settings, context, ports, timeoutMs) };
    const asked = `the requests in ${files.join(', ')}`;
    return {
      asks: 'host',
      probe: (context) => {
        const from = sinceOf(settings, context);
        if (from === undefined) return { commands: [], read: () => inconclusive(asked, 'it was not asked', describeWanted(settings), 'it is not known when the deploy began') };
        return {
          commands: [reading('count the errors in access logs', 'lg_check_access', [from, ...files.map((file) => below(context.site.layout, file))], { library: true })],
          read: ([result]) => readAccess(asked, settings, result),
        };
      },
    };
  },
  asksApplication: (settings) => settings.url === undefined && (settings.files === undefined || settings.last === undefined || settings.last === 'deploy'),
  describe: describeWanted,
};

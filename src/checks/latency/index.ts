import { z } from 'zod';

import type { CheckResult } from '../../model/check';
import { complain, duration } from '../../model/units';
import { failed, inconclusive, passed, percent, seconds } from '../answer';
import type { Baseline, CheckPlugin } from '../check';
import { askMany } from '../requests/ask-many';
import type { Many } from '../requests/ask-many';
import { manyKeys } from '../requests/many-keys';

type Limit = { readonly ms: number } | { readonly above: number };

/** Milliseconds that are noise, whatever share of a small latency they are. */
const NOISE_MS = 5;
const RELATIVE = /^baseline\s*\+\s*([0-9]{1,4}(?:\.[0-9]{1,3})?)\s?%$/;

/** `300ms`, or `baseline+20%`. */
const limit = z.string({ error: complain('this is no limit of a latency', 'write 300ms, or baseline+20%') }).transform((written, context): Limit => {
  const share = RELATIVE.exec(written.trim())?.[1];
  if (share !== undefined) return { above: Number(share) / 100 };
  const parsed = duration.safeParse(written);
  if (parsed.success) return { ms: parsed.data };
  context.addIssue({ code: 'custom', message: complain(`"${written.slice(0, 60)}" is no limit of a latency`, 'write 300ms, or baseline+20% for a fifth more than before the deploy') });
  return z.NEVER;
});

const schema = z
  .strictObject({
    ...manyKeys,
    p50: limit.optional().describe('The longest that half of the answers may take: 100ms, or baseline+20% for a fifth more than preflight measured of the release before; less than 5 ms more is noise.').meta({ examples: ['100ms'] }),
    p95: limit.optional().describe('The same for all but the slowest twentieth of the answers.').meta({ examples: ['baseline+20%'] }),
  })
  .refine(({ p50, p95 }) => p50 !== undefined || p95 !== undefined, { error: complain('no limit is given', 'write p95: 300ms, or p95: baseline+20%') });

type Settings = z.output<typeof schema>;
const NAMES = ['p50', 'p95'] as const;

/** Pure. The smallest of the figures that at least this share of them does not exceed. */
export function quantile(figures: readonly number[], share: number): number {
  return figures.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(figures.length * share) - 1)] ?? Number.NaN;
}

const isRelative = (settings: Settings): boolean => NAMES.some((name) => settings[name] !== undefined && 'above' in settings[name]);

const keyOf = ({ url, path = '/', from, service, port, headers }: Settings): string => ['GET', url ?? path, from, service, port, ...Object.keys(headers).sort()].filter((part) => part !== undefined).join(' ');

const describeLimit = (one: Limit): string => ('ms' in one ? seconds(one.ms) : `${percent(one.above)} above the baseline`);
const describeLimits = (settings: Settings): string => NAMES.flatMap((name) => (settings[name] === undefined ? [] : [`${name} at most ${describeLimit(settings[name])}`])).join(' and ');

/** Pure. Limits in milliseconds; undefined for one that has nothing to compare with. */
function limitsOf(settings: Settings, before: Readonly<Record<string, number>> | undefined): { readonly name: (typeof NAMES)[number]; readonly ms: number | undefined; readonly was: number | undefined }[] {
  return NAMES.flatMap((name) => {
    const one = settings[name];
    if (one === undefined) return [];
    const was = before?.[name];
    return [{ name, was, ms: 'ms' in one ? one.ms : was === undefined ? undefined : Math.max(was * (1 + one.above), was + NOISE_MS) }];
  });
}

function judge(settings: Settings, { shown, answers, why }: Many, baseline: Baseline | undefined, measuring: boolean): CheckResult {
  const asked = `GET ${shown} ${String(settings.requests)} times`;
  const expected = describeLimits(settings);
  if (answers.length === 0) return inconclusive(asked, 'it could not be asked', expected, why ?? '');
  const ill = answers.filter((answer) => answer.kind !== 'answered' || answer.status >= 400);
  const [first] = ill;
  // How quickly an error comes says nothing.
  if (first !== undefined) return failed(asked, `${String(ill.length)} of ${String(answers.length)} answers are none: ${first.kind === 'answered' ? `status ${String(first.status)}` : first.cause}`, expected);
  if (answers.length < settings.requests && why !== 'the time was over') return inconclusive(asked, `only ${String(answers.length)} answers`, expected, why ?? '');
  const times = answers.map(({ ms }) => ms);
  const figures = { p50: quantile(times, 0.5), p95: quantile(times, 0.95), requests: times.length };
  const more = { latencyMs: figures.p95, figures };
  if (answers.length < settings.requests) return failed(asked, `only ${String(answers.length)} answers in the time there was, p50 ${seconds(figures.p50)}`, expected, { ...more, slow: true });
  const limits = limitsOf(settings, measuring ? undefined : baseline?.figures[keyOf(settings)]);
  const got = NAMES.map((name) => {
    const was = limits.find((one) => one.name === name)?.was;
    return `${name} ${seconds(figures[name])}${was === undefined ? '' : ` (${seconds(was)} before)`}`;
  }).join(', ');
  if (limits.some(({ name, ms }) => ms !== undefined && figures[name] > ms)) return failed(asked, got, expected, { ...more, slow: true });
  if (limits.every(({ ms }) => ms !== undefined) || measuring) return passed(asked, got, expected, more);
  if (baseline?.first === true) return passed(asked, `${got}; there was no release before to compare with`, expected, more);
  return inconclusive(asked, got, expected, 'preflight of this run measured nothing to compare with', more);
}

/** How quickly the application answers, beside limits and beside the release before. */
export const plugin: CheckPlugin<Settings> = {
  kind: 'latency',
  schema: schema.describe('The answers come quickly enough.').meta({ examples: [{ path: '/', p95: '300ms' }] }),
  defaults: { attempts: 2, everyMs: 5000, timeoutMs: 60_000, successes: 1, onFail: 'hold' },
  create: (settings) => ({
    asks: 'runner',
    once: settings.url !== undefined || settings.from === 'public',
    ask: async (context, ports, timeoutMs) => judge(settings, await askMany(settings, context, ports, timeoutMs), context.baseline, context.moment === 'preflight'),
  }),
  asksApplication: (settings) => settings.url === undefined,
  baseline: (settings) => (isRelative(settings) ? keyOf(settings) : undefined),
  describe: (settings) => `GET ${settings.url ?? settings.path ?? '/'}: ${describeLimits(settings)}`,
};

import type { CheckResult } from '../model/check';
import type { CommandResult } from '../model/command';

/** The longest `got` and `cause`. */
export const ANSWER_LIMIT = 400;

// Control characters, and those that make a terminal or a page show text in another order or not at all.
const UNSHOWN = /\p{Cc}|\p{Cf}|[\u2028\u2029]|\p{Cs}/gu;
const ESCAPES = /(?!\s)\p{Cc}(?:\[[0-?]*[ -/]*[@-~]|\][^\p{Cc}]*)/gu;

/** One line of what a machine said, bounded and harmless to show. */
export function clean(text: string, limit = ANSWER_LIMIT): string {
  const line = text.slice(0, 8 * limit).replace(ESCAPES, '').replace(/\s+/g, ' ').replace(UNSHOWN, '').trim();
  const shown = Array.from(line);
  return shown.length > limit ? `${shown.slice(0, limit - 1).join('')}…` : line;
}

type More = Partial<Pick<CheckResult, 'latencyMs' | 'cause' | 'slow' | 'figures' | 'next'>>;

function answer(status: CheckResult['status'], asked: string, got: string, expected: string, more: More): CheckResult {
  const cause = more.cause === undefined ? {} : { cause: clean(more.cause) };
  const next = more.next === undefined ? {} : { next: clean(more.next, 4 * ANSWER_LIMIT) };
  return { status, asked: clean(asked), got: clean(got), expected: clean(expected), ...more, ...cause, ...next };
}

export const passed = (asked: string, got: string, expected: string, more: More = {}): CheckResult => answer('passed', asked, got, expected, more);

export const failed = (asked: string, got: string, expected: string, more: More = {}): CheckResult => answer('failed', asked, got, expected, more);

/** We could not ask, or there was nothing to judge. */
export const inconclusive = (asked: string, got: string, expected: string, cause: string, more: More = {}): CheckResult => answer('inconclusive', asked, got, expected, { ...more, cause });

/** Why a command gave no answer; undefined when it ended with exit code 0. */
export function whyUnanswered(result: CommandResult | undefined): string | undefined {
  if (result === undefined) return 'the host gave no answer to this question';
  if (result.exitCode === 0) return undefined;
  const said = clean(result.stderr) || clean(result.stdout);
  const how = result.timedOut
    ? `no answer within ${seconds(result.durationMs)}`
    : result.signal !== null
      ? `the command was killed by ${result.signal}`
      : result.exitCode === null
        ? 'the command never reported its end'
        : `exit code ${String(result.exitCode)}`;
  return said === '' ? how : `${how}: ${said}`;
}

/** `5 s`, `1.5 s`, `80 ms` */
export function seconds(ms: number): string {
  return ms < 1000 ? `${String(Math.round(ms))} ms` : `${String(Math.round(ms / 100) / 10)} s`;
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

/** `2.1 GB`, in powers of a thousand, as sizes are written in the configuration. */
export function bytes(count: number): string {
  const power = Math.min(UNITS.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, count)) / 3)));
  const amount = count / 1000 ** power;
  return `${power === 0 ? String(Math.round(amount)) : amount.toFixed(1)} ${UNITS[power] ?? ''}`;
}

export function percent(share: number): string {
  return `${String(Math.round(share * 1000) / 10)} %`;
}

import type { CheckResult } from '../../model/check';
import type { HttpAnswer, Ports } from '../../shell/ports';
import { clean, failed, inconclusive, passed, seconds } from '../answer';
import type { CheckContext } from '../check';
import { fillHeaders, hide } from './headers';
import { describeAnswer, describeWanted, judgeAnswer } from './judge-answer';
import type { HttpSettings } from './settings';
import { targetsOf } from './targets';
import type { Target } from './targets';

interface Verdict {
  /** Who was asked. */
  readonly from?: string;
  readonly status: CheckResult['status'];
  readonly got: string;
  readonly cause?: string;
  readonly ms?: number;
  /** All was as wanted, but too late. */
  readonly slow?: boolean;
}

function judgeOne(settings: HttpSettings, answer: HttpAnswer, context: CheckContext): Verdict {
  if (answer.kind === 'unasked') return { status: 'inconclusive', got: 'it could not be asked', cause: answer.cause };
  if (answer.kind === 'unreachable') return { status: 'failed', got: `no answer: ${clean(answer.cause, 200)}` };
  const came = describeAnswer(answer);
  if (settings.version !== undefined && context.release === '' && context.version === '') {
    return { status: 'inconclusive', got: came, cause: 'it is not known which release should serve' };
  }
  const problems = judgeAnswer(settings, answer, context);
  const slow = problems.length > 0 && judgeAnswer({ ...settings, under: undefined }, answer, context).length === 0;
  return problems.length === 0
    ? { status: 'passed', got: `${came} in ${seconds(answer.ms)}`, ms: answer.ms }
    : { status: 'failed', got: withReasons(came, problems.filter((problem) => problem !== `status ${String(answer.status)}`)), ms: answer.ms, slow };
}

/** What is wrong that the status does not say, before the answer: a long body is cut at its end. */
function withReasons(came: string, reasons: readonly string[]): string {
  return reasons.length === 0 ? came : `${reasons.join(', ')} (${came})`;
}

/** One attempt: everybody who is to be asked is asked once, side by side. */
export async function askOnce(settings: HttpSettings, context: CheckContext, ports: Ports, timeoutMs: number): Promise<CheckResult> {
  const { targets, why } = targetsOf(settings, context);
  const asked = `${settings.method} ${targets.length === 0 ? (settings.path ?? '/') : targets.map(({ shown }) => shown).join(' and ')}`;
  const expected = describeWanted(settings, context);
  if (targets.length === 0) return inconclusive(asked, 'it could not be asked', expected, why);
  const filled = fillHeaders(settings.headers, ports);
  if ('missing' in filled) return inconclusive(asked, 'it was not asked', expected, `the variable ${filled.missing} is not set; hand it over with \`env:\``);
  const one = async ({ target, name }: Target): Promise<Verdict> => {
    const answer = await ports.http({
      target,
      method: settings.method,
      headers: filled.headers,
      timeoutMs,
      ...(settings.body === undefined ? {} : { body: settings.body }),
    });
    const verdict = judgeOne(settings, hide(answer, filled.secrets), context);
    return { ...verdict, from: name };
  };
  return combine(asked, expected, await Promise.all(targets.map(one)));
}

/** Each with who said it; what all said, once. */
function tellAll(verdicts: readonly Verdict[]): string {
  const [first] = verdicts;
  if (first === undefined || verdicts.length === 1) return first?.got ?? '';
  if (verdicts.every(({ got }) => got === first.got)) return `${verdicts.map(({ from }) => from).join(' and ')}: ${first.got}`;
  return verdicts.map(({ from, got }) => `${from}: ${clean(got, 190)}`).join('; ');
}

/** Failed if either failed, passed only if all passed. */
function combine(asked: string, expected: string, verdicts: readonly Verdict[]): CheckResult {
  const got = tellAll(verdicts);
  const times = verdicts.flatMap(({ ms }) => ms ?? []);
  const more = times.length === 0 ? {} : { latencyMs: Math.max(...times) };
  const bad = verdicts.filter(({ status }) => status === 'failed');
  if (bad.length > 0) return failed(asked, got, expected, { ...more, ...(bad.every(({ slow }) => slow === true) ? { slow: true } : {}) });
  const silent = verdicts.find(({ status }) => status === 'inconclusive');
  if (silent !== undefined) return inconclusive(asked, got, expected, silent.cause ?? '');
  return passed(asked, got, expected, more);
}

import type { CheckResult } from '../../model/check';
import { Secret } from '../../model/secret';
import type { HttpAnswer, Ports } from '../../shell/ports';
import { clean, failed, inconclusive, passed, seconds } from '../answer';
import type { CheckContext, CheckPlugin } from '../check';
import { describeAnswer, describeWanted, judgeAnswer } from './judge-answer';
import { schema } from './settings';
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
}

function judgeOne(settings: HttpSettings, answer: HttpAnswer, context: CheckContext): Verdict {
  if (answer.kind === 'unasked') return { status: 'inconclusive', got: 'it could not be asked', cause: answer.cause };
  if (answer.kind === 'unreachable') return { status: 'failed', got: `no answer: ${clean(answer.cause, 200)}` };
  const came = describeAnswer(answer);
  if (settings.version !== undefined && context.release === '' && context.version === '') {
    return { status: 'inconclusive', got: came, cause: 'it is not known which release should serve' };
  }
  const problems = judgeAnswer(settings, answer, context);
  return problems.length === 0
    ? { status: 'passed', got: `${came} in ${seconds(answer.ms)}`, ms: answer.ms }
    : { status: 'failed', got: withReasons(came, problems.filter((problem) => problem !== `status ${String(answer.status)}`)), ms: answer.ms };
}

/** What is wrong that the status does not say, before the answer: a long body is cut at its end. */
function withReasons(came: string, reasons: readonly string[]): string {
  return reasons.length === 0 ? came : `${reasons.join(', ')} (${came})`;
}

/** The headers with their secrets, and the secrets themselves; a name where a variable is missing. */
function fillHeaders(settings: HttpSettings, ports: Ports): { headers: Record<string, string | Secret>; secrets: Secret[] } | { missing: string } {
  const secrets: Secret[] = [];
  const headers: Record<string, string | Secret> = {};
  for (const [name, value] of Object.entries(settings.headers)) {
    if (typeof value === 'string') {
      headers[name] = value;
      continue;
    }
    const secret = ports.secret(value.secret);
    if (secret === undefined || secret.reveal() === '') return { missing: value.secret };
    secrets.push(secret);
    headers[name] = value.prefix === undefined ? secret : withPrefix(value.prefix, secret);
  }
  return { headers, secrets };
}

/** A secret of the same name, with a word before it. */
function withPrefix(prefix: string, secret: Secret): Secret {
  return new Secret(secret.name, `${prefix}${secret.reveal()}`);
}

/** An application may send back what it was sent. */
function hide(answer: HttpAnswer, secrets: readonly Secret[]): HttpAnswer {
  if (secrets.length === 0) return answer;
  const without = (text: string): string => secrets.reduce((rest, secret) => rest.replaceAll(secret.reveal(), String(secret)), text);
  if (answer.kind !== 'answered') return { ...answer, cause: without(answer.cause) };
  return { ...answer, body: without(answer.body), headers: Object.fromEntries(Object.entries(answer.headers).map(([name, value]) => [name, without(value)])) };
}

async function ask(settings: HttpSettings, context: CheckContext, ports: Ports, timeoutMs: number): Promise<CheckResult> {
  const { targets, why } = targetsOf(settings, context);
  const asked = `${settings.method} ${targets.length === 0 ? (settings.path ?? '/') : targets.map(({ shown }) => shown).join(' and ')}`;
  const expected = describeWanted(settings, context);
  if (targets.length === 0) return inconclusive(asked, 'it could not be asked', expected, why);
  const filled = fillHeaders(settings, ports);
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
  if (verdicts.some(({ status }) => status === 'failed')) return failed(asked, got, expected, more);
  const silent = verdicts.find(({ status }) => status === 'inconclusive');
  if (silent !== undefined) return inconclusive(asked, got, expected, silent.cause ?? '');
  return passed(asked, got, expected, more);
}

/** An answer of the application over HTTP. */
export const plugin: CheckPlugin<HttpSettings> = {
  kind: 'http',
  schema,
  defaults: { attempts: 5, everyMs: 2000, timeoutMs: 5000, successes: 1 },
  create: (settings) => ({ asks: 'runner', once: settings.url !== undefined || settings.from === 'public', ask: (context, ports, timeoutMs) => ask(settings, context, ports, timeoutMs) }),
  asksApplication: (settings) => settings.url === undefined,
  describe: (settings) => `${settings.method} ${settings.url ?? settings.path ?? '/'} answers ${describeWanted(settings, { release: 'this', version: '' })}`,
};

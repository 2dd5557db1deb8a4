import type { CheckSettings } from '../config/settings';
import { judge, NOT_BY_PLAN_USER } from '../model/check';
import type { CheckResult, GateVerdict, JudgedCheck, Moment } from '../model/check';
import { Failure } from '../model/failure';
import type { Ports } from '../shell/ports';
import { clean, seconds } from './answer';
import { askRound, findPlugin } from './ask-round';
import type { Answer, GateHost, Question } from './ask-round';
import type { CheckContext, CheckPlugin } from './check';
import { InVain } from './in-vain';
import { checks as registry } from './registry.generated';

export type { GateHost } from './ask-round';

/** A check of a gate. `hosts`: the aliases it is asked of, where that does not follow from roles. */
export type AskedCheck = CheckSettings & { readonly hosts?: readonly string[] };

export interface GateRequest {
  readonly moment: Moment;
  readonly checks: readonly AskedCheck[];
  readonly hosts: readonly GateHost[];
  readonly contextFor: (alias: string, instance: string | undefined) => CheckContext;
  readonly ports: Ports;
  /** Stops asking an application again once its runtime knows that it will not answer: for one that was started just before. */
  readonly untilInVain?: boolean;
  /** Every plugin there is, unless given. */
  readonly plugins?: Readonly<Record<string, CheckPlugin>>;
  /** What is still open by then is judged by its last answer. Default: what the checks' own attempts take. */
  readonly deadlineMs?: number;
}

/** A question and how it stands. */
interface Pending extends Question {
  attempts: number;
  inARow: number;
  result: CheckResult | undefined;
  /** When it was first and last asked, and when it is due again; milliseconds since the epoch. */
  began: number;
  ended: number;
  due: number;
  settled: boolean;
}

/** One question per check and host that it is meant for; one in all where the answer has nothing to do with a host. */
function questionsOf({ checks, hosts, contextFor, plugins = registry }: GateRequest): Question[] {
  return checks.flatMap((settings) => {
    const plugin = findPlugin(plugins, settings.kind);
    const check = plugin.create(settings.settings);
    const meant = hosts.filter(({ alias, roles }) => (settings.hosts?.includes(alias) ?? true) && (settings.roles.length === 0 || settings.roles.some((role) => roles.includes(role))));
    const asksApplication = plugin.asksApplication?.(settings.settings) === true;
    const serving = meant.filter(({ alias }) => !asksApplication || contextFor(alias, undefined).elsewhere !== true);
    const beyond = plugin.beyondReading?.(settings.settings) === true;
    // Where every host that it is meant for serves another release nobody answers, and that is no pass.
    const nowhere = serving.length === 0 ? { why: 'it was not asked: another release serves on every host that it is meant for', excused: false } : undefined;
    const here = nowhere === undefined ? serving : meant.slice(0, 1);
    const fit = settings.roles.length === 0 ? here.filter(({ alias }) => plugin.meantFor?.(settings.settings, contextFor(alias, undefined)) ?? true) : here;
    const asking = fit.length === 0 ? here : fit;
    const asked = check.asks === 'runner' && check.once === true ? asking.slice(0, 1) : asking;
    return asked.map((host): Question => {
      const context = contextFor(host.alias, host.instance);
      const early = context.moment === 'preflight' && context.release === '' && asksApplication;
      const unasked = early ? { why: 'it was not asked: nothing has been released yet', excused: true } : context.site.readsOnly === true && beyond ? { why: NOT_BY_PLAN_USER, excused: true } : nowhere;
      const name = host.instance === undefined ? settings.name : `${settings.name} (instance ${host.instance})`;
      return { settings, name, check, host, context, description: plugin.describe(settings.settings), unasked, asksApplication, aboutHost: !(check.asks === 'runner' && check.once === true) };
    });
  });
}

const WORDS = ['', 'once', 'twice', 'three times', 'four times', 'five times', 'six times', 'seven times', 'eight times', 'nine times', 'ten times'];

export const times = (count: number): string => WORDS[count] ?? `${String(count)} times`;

/** The result with how often it was asked: "GET /health five times in 25 s". */
function finish(pending: Pending): CheckResult {
  const { settings: { persistence }, attempts, inARow, result, description } = pending;
  if (result === undefined) {
    return { status: 'inconclusive', asked: description, got: 'it was not asked', expected: description, cause: 'the time of the gate was over before' };
  }
  const asked = attempts > 1 ? `${result.asked} ${times(attempts)} in ${seconds(Math.max(0, pending.ended - pending.began))}` : result.asked;
  if (result.status === 'passed' && inARow < persistence.successes) {
    const got = clean(`${result.got}, but only ${times(inARow)} in a row`);
    return { ...result, status: 'failed', asked, got, expected: clean(`${result.expected}, ${times(persistence.successes)} in a row`) };
  }
  return { ...result, asked };
}

function judged(pending: Pending): JudgedCheck {
  const { settings, name, host, aboutHost, unasked, check, context } = pending;
  // What a host keeps from a user who may only read is told to the deploy's.
  const kept = context.site.readsOnly === true && check.asks === 'host';
  // Before the first release there is no application to ask: that is told, and closes nothing.
  const onInconclusive = unasked?.excused === true || kept ? 'warn' : settings.onInconclusive;
  const result = finish(pending);
  const onFail = result.slow === true ? (settings.onSlow ?? settings.onFail) : settings.onFail;
  return { name, kind: settings.kind, host: aboutHost ? host.alias : undefined, onFail, onInconclusive, result };
}

export function interrupted(ports: Pick<Ports, 'signal'>): void {
  if (!ports.signal.aborted) return;
  throw new Failure({
    kind: 'interrupted',
    code: 'LG-INTERRUPTED',
    problem: 'the gate was interrupted before it had its answers',
    cause: 'this run was cancelled',
    next: 'nothing was decided by this gate; the next run, or the post step, brings the hosts to one known version',
  });
}

/** Takes an answer in: settled after enough passes in a row, or when the attempts are used up. Its interval begins with it, whatever others of its round take. */
function record(pending: Pending, { result, at }: Answer): void {
  const { persistence } = pending.settings;
  pending.attempts += 1;
  pending.result = result;
  pending.ended = at;
  pending.inARow = result.status === 'passed' ? pending.inARow + 1 : 0;
  pending.due = at + persistence.everyMs;
  // Another attempt would begin too late.
  const over = pending.due - pending.began >= (persistence.deadlineMs ?? Number.POSITIVE_INFINITY);
  pending.settled = over || pending.inARow >= persistence.successes || pending.attempts >= Math.max(persistence.attempts, persistence.successes);
}

/** Settles what is about an application of which its runtime knows that it will not answer. */
async function giveUp(question: Pending, inVain: InVain, now: number): Promise<void> {
  const { aboutHost, asksApplication, result } = question;
  if (!aboutHost || !asksApplication || result === undefined || result.status === 'passed') return;
  const why = await inVain.why(question, now);
  if (why === undefined) return;
  question.result = { ...result, status: 'failed', cause: clean([...(result.cause === undefined || result.cause === '' ? [] : [result.cause]), why].join('; ')) };
  question.settled = true;
}

/** Checks that are due so shortly after one another travel together. */
const TOGETHER_MS = 50;
const TELL_EVERY_MS = 3000;

/**
 * Asks every check of a gate on every host it is meant for. All that is due is asked side by side: the checks of one host
 * in one batch, those of the runner beside them. What did not pass is asked again after its interval. A connection that
 * breaks leaves its checks inconclusive; a bug is thrown on.
 */
export async function askGate(request: GateRequest): Promise<GateVerdict> {
  const { ports, moment } = request;
  const started = ports.now().getTime();
  const pending = questionsOf(request).map((question): Pending => ({ ...question, attempts: 0, inARow: 0, result: undefined, began: started, ended: started, due: started, settled: false }));
  for (const question of pending) {
    if (question.unasked === undefined) continue;
    question.result = { status: 'inconclusive', asked: clean(question.description), got: question.unasked.why, expected: clean(question.description), unasked: true };
    question.settled = true;
  }
  const inVain = request.untilInVain === true ? new InVain() : undefined;
  const end = started + (request.deadlineMs ?? Number.POSITIVE_INFINITY);
  let told = started;
  for (;;) {
    interrupted(ports);
    const open = pending.filter(({ settled }) => !settled);
    const now = ports.now().getTime();
    if (open.length === 0 || now >= end) break;
    const next = Math.min(...open.map(({ due }) => due));
    if (next > now) {
      await sleep(ports, Math.min(next, end) - now);
      continue;
    }
    const due = open.filter((question) => question.due <= now + TOGETHER_MS);
    for (const question of due) if (question.attempts === 0) question.began = now;
    const answers = await askRound(due, ports, end - now);
    interrupted(ports);
    const answered = ports.now().getTime();
    due.forEach((question, index) => {
      const answer = answers[index];
      if (answer !== undefined) record(question, answer);
    });
    const waiting = due.filter(({ settled }) => !settled);
    for (const question of waiting) if (inVain !== undefined) await giveUp(question, inVain, answered);
    if (waiting.length > 0 && answered - told >= TELL_EVERY_MS) {
      told = answered;
      for (const question of waiting) ports.progress(describeProgress(question));
    }
  }
  return judge(moment, pending.map(judged));
}

function describeProgress({ settings, name, host, aboutHost, attempts, result }: Pending): string {
  const { persistence: { attempts: most, successes } } = settings;
  return `${name}${aboutHost ? ` on ${host.alias}` : ''}: attempt ${String(attempts)} of ${String(Math.max(most, successes))}, got ${clean(result?.got ?? 'nothing', 120)}`;
}

/** A sleep that a cancellation ends is told by the signal, not by how the sleep came back. */
async function sleep(ports: Ports, ms: number): Promise<void> {
  try {
    await ports.sleep(ms);
  } catch (thrown) {
    interrupted(ports);
    throw thrown;
  }
}

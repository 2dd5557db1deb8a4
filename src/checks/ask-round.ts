import type { CheckSettings } from '../config/settings';
import type { CheckResult } from '../model/check';
import type { CommandResult, Probe } from '../model/command';
import { Failure } from '../model/failure';
import type { Ports } from '../shell/ports';
import type { Shell } from '../shell/shell';
import { clean, inconclusive } from './answer';
import type { Check, CheckContext, CheckPlugin } from './check';

export interface GateHost {
  readonly alias: string;
  readonly roles: readonly string[];
  readonly shell: Shell;
  /** The instance on it that is asked, where one is meant; a host may then be given several times. */
  readonly instance?: string | undefined;
}

/** `excused`: it is nobody's fault, and closes nothing; else it counts as any question without an answer. */
export interface Unasked {
  readonly why: string;
  readonly excused: boolean;
}

/** One check for one host. */
export interface Question {
  readonly settings: CheckSettings;
  readonly check: Check;
  readonly host: GateHost;
  readonly context: CheckContext;
  readonly description: string;
  /** As it is reported: its own, with the instance where one is meant. */
  readonly name: string;
  /** Why it cannot be asked at all; undefined where it can. */
  readonly unasked?: Unasked | undefined;
  /** False where the answer has nothing to do with the host. */
  readonly aboutHost: boolean;
  /** It is the application that is asked, not what lies around it. */
  readonly asksApplication: boolean;
}

export function findPlugin(plugins: Readonly<Record<string, CheckPlugin>>, kind: string): CheckPlugin {
  const plugin = Object.hasOwn(plugins, kind) ? plugins[kind] : undefined;
  if (plugin !== undefined) return plugin;
  throw new Failure({ kind: 'configuration', code: 'LG-CHECK-UNKNOWN', problem: `there is no check called "${kind}"`, next: `use one of ${Object.keys(plugins).sort().join(', ')}` });
}

/** A failure of the asking itself says nothing about the application. A bug, or a cancellation, is no answer at all. */
function withoutAnswer(question: Question, thrown: unknown): CheckResult {
  if (!(thrown instanceof Failure) || thrown.kind === 'bug' || thrown.kind === 'interrupted') throw thrown;
  const { problem, cause } = thrown.facts;
  return inconclusive(question.description, 'it could not be asked', question.description, cause === undefined ? problem : `${problem}: ${clean(cause, 250)}`);
}

/** A question that cannot even be put, such as SQL that is no query, has its answer already. */
function prepare(question: Question, ports: Ports): Probe<CheckResult> {
  const { check, context } = question;
  if (check.asks !== 'host') throw new Error('a question to the runner in the batch of a host');
  try {
    return check.probe(context, ports);
  } catch (thrown) {
    const result = withoutAnswer(question, thrown);
    return { commands: [], read: () => result };
  }
}

function read(question: Question, probe: Probe<CheckResult>, results: readonly CommandResult[]): CheckResult {
  try {
    return probe.read(results);
  } catch (thrown) {
    return withoutAnswer(question, thrown);
  }
}

/** All questions to one host, in one batch. */
async function askHost(questions: readonly Question[], ports: Ports, leftMs: number): Promise<CheckResult[]> {
  const asked = questions.map((question) => {
    const probe = prepare(question, ports);
    const deadlineMs = Math.max(1, Math.min(question.settings.persistence.timeoutMs, leftMs));
    return { question, probe, commands: probe.commands.map((command) => ({ ...command, deadlineMs })) };
  });
  const commands = asked.flatMap((one) => one.commands);
  let results: readonly CommandResult[];
  try {
    const shell = questions[0]?.host.shell;
    results = commands.length === 0 || shell === undefined ? [] : await shell.run(commands, { parallel: true });
  } catch (thrown) {
    // Those that needed no command have their answer all the same.
    return asked.map(({ question, probe }) => (probe.commands.length === 0 ? read(question, probe, []) : withoutAnswer(question, thrown)));
  }
  let from = 0;
  return asked.map(({ question, probe, commands: own }) => {
    const mine = results.slice(from, from + own.length);
    from += own.length;
    return read(question, probe, mine);
  });
}

async function askRunner(question: Question, ports: Ports, leftMs: number): Promise<CheckResult> {
  const { check, context, settings } = question;
  if (check.asks !== 'runner') throw new Error('a question to a host among those to the runner');
  try {
    return await check.ask(context, ports, Math.max(1, Math.min(settings.persistence.timeoutMs, leftMs)));
  } catch (thrown) {
    return withoutAnswer(question, thrown);
  }
}

export interface Answer {
  readonly result: CheckResult;
  /** When it came; milliseconds since the epoch. */
  readonly at: number;
}

/** One attempt of each question, side by side; answers in the same order. */
export async function askRound(questions: readonly Question[], ports: Ports, leftMs: number): Promise<readonly Answer[]> {
  const toHosts = questions.filter(({ check }) => check.asks === 'host');
  const aliases = [...new Set(toHosts.map(({ host }) => host.alias))];
  const answers = new Map<Question, Answer>();
  const take = (asked: readonly Question[], results: readonly CheckResult[]): void => {
    const at = ports.now().getTime();
    asked.forEach((question, index) => {
      const result = results[index];
      if (result !== undefined) answers.set(question, { result, at });
    });
  };
  // All are waited for before a bug among them is thrown on: nothing goes on asking behind a flow's back.
  const ends = await Promise.allSettled([
    ...aliases.map(async (alias) => {
      const asked = toHosts.filter(({ host }) => host.alias === alias);
      take(asked, await askHost(asked, ports, leftMs));
    }),
    ...questions
      .filter(({ check }) => check.asks === 'runner')
      .map(async (question) => {
        take([question], [await askRunner(question, ports, leftMs)]);
      }),
  ]);
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  return questions.map((question) => answers.get(question) ?? { result: inconclusive(question.description, 'no answer', question.description, 'the host gave no answer to this question'), at: ports.now().getTime() });
}

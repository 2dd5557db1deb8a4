import type { CommandResult } from './command';

/**
 * Whose move it is. `configuration`: the user's file or input. `connection`: we could not talk to the host.
 * `command`: the host did what we asked and it failed. `gate-closed`: everything worked and the answer was no.
 * `held`: everything worked, and a person has to decide or to approve before it goes on.
 * `lease-held`: somebody else is deploying. `state`: the record on the host forbids it. `interrupted`: cancelled or
 * fenced out. `bug`: ours.
 */
export type FailureKind =
  | 'configuration'
  | 'connection'
  | 'command'
  | 'gate-closed'
  | 'held'
  | 'lease-held'
  | 'state'
  | 'interrupted'
  | 'bug';

export interface FailureFacts {
  readonly kind: FailureKind;
  /** Stable, for documentation and scripts: `LG-SSH-HOST-KEY-UNKNOWN`. */
  readonly code: string;
  /** One sentence: what is wrong. */
  readonly problem: string;
  readonly host?: string | undefined;
  /** The command as a person reads it. */
  readonly command?: string | undefined;
  /** What was found: the reason as the machine gave it, bounded. */
  readonly cause?: string | undefined;
  /** Of a closed gate: the check that closed it, what it wanted, and what follows by itself. */
  readonly check?: string | undefined;
  readonly expected?: string | undefined;
  readonly so?: string | undefined;
  /** What the reader should do now. */
  readonly next: string;
}

/** An expected way of going wrong: printed in four lines, never as a stack trace. */
export class Failure extends Error {
  readonly facts: FailureFacts;

  constructor(facts: FailureFacts, options?: ErrorOptions) {
    super(facts.problem, options);
    this.name = 'Failure';
    this.facts = facts;
  }

  get kind(): FailureKind {
    return this.facts.kind;
  }

  get code(): string {
    return this.facts.code;
  }
}

/** Several problems that were found together and are reported together. */
export class Failures extends Failure {
  constructor(readonly all: readonly Failure[]) {
    const first = all[0];
    if (first === undefined) throw new Error('Failures needs at least one failure');
    super(all.length === 1 ? first.facts : { ...first.facts, problem: `${String(all.length)} problems: ${all.map((f) => f.facts.problem).join('; ')}` });
  }
}

/** The single failures in one. */
export function allFailures(failure: Failure): readonly Failure[] {
  return failure instanceof Failures ? failure.all : [failure];
}

/** Whether nothing but the word of a person is missing. */
export function waitsForPerson(failure: Failure): boolean {
  return allFailures(failure).every(({ kind }) => kind === 'held');
}

/** One line for a failure that may be several: their number, or the problem itself. */
export function headlineOf(failure: Failure): string {
  const all = allFailures(failure);
  return all.length === 1 ? failure.facts.problem : `${String(all.length)} problems`;
}

/** Anything thrown as a `Failure`: what is not one already is a bug of ours and keeps its stack. */
export function asFailure(thrown: unknown): Failure {
  if (thrown instanceof Failure) return thrown;
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  return new Failure(
    {
      kind: 'bug',
      code: 'LG-BUG',
      problem: `Lockgate itself failed: ${error.message}`,
      cause: error.stack,
      next: 'please report this with the lines above; nothing was assumed to have worked',
    },
    { cause: error },
  );
}

const HEAD = 400;
const TAIL = 3000;

/** What a program said, bounded: its first lines, which mostly say what is the matter, and its last, which mostly say why. Pure. */
export function excerpt(text: string): string {
  if (text.length <= HEAD + TAIL) return text;
  const [head, tail] = [text.slice(0, HEAD), text.slice(-TAIL)];
  const [end, start] = [head.lastIndexOf('\n'), tail.indexOf('\n')];
  return `${end > 0 ? head.slice(0, end) : head}\n…\n${start >= 0 && start < TAIL / 2 ? tail.slice(start + 1) : tail}`;
}

/** The failure of a command that ran: its host, its line, and the beginning and the end of what it said. */
export function commandFailure(result: CommandResult, facts: { code: string; problem: string; next: string }): Failure {
  const said = excerpt(result.stderr.trim() || result.stdout.trim());
  const how = result.timedOut
    ? `no end after ${String(Math.round(result.durationMs / 1000))} s; its process group was killed`
    : result.signal !== null
      ? `killed by ${result.signal}`
      : result.exitCode === null
        ? 'it never reported an exit code'
        : `exit code ${String(result.exitCode)}`;
  return new Failure({ kind: 'command', ...facts, host: result.host, command: result.command, cause: said === '' ? how : `${how}: ${said}` });
}

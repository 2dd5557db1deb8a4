import type { Secret } from './secret';

/**
 * Something to run on a host, as a value: nothing here is quoted and nothing runs. `renderCommand` in the shell is
 * the only place that turns it into text for `sh`.
 */
export interface Command {
  /** A few words for people: "restore the database". Appears in progress, errors and the dry run. */
  readonly title: string;
  /** A program found on the host's PATH, or the name of a function of the host library when `library` is set. */
  readonly program: string;
  readonly words: readonly string[];
  /** True when `program` is a function of `src/host`, which runs inside the batch's own shell. */
  readonly library?: boolean;
  /**
   * Promises of a function of the library that it prints less than is kept of a stream, and leaves no process behind: its streams need
   * no keepers, which are two thirds of the processes that a short question costs.
   */
  readonly bounded?: boolean;
  /** What the program reads; nothing at all when absent. Secrets travel this way and never in `words`. */
  readonly stdin?: string | Secret;
  /** Variables of this command alone. Secret values are fine: they travel in the script's stdin, not in an argument. */
  readonly env?: Readonly<Record<string, string | Secret>>;
  /** The folder to run in. */
  readonly cwd?: string;
  /** Milliseconds after which the process group is killed. */
  readonly deadlineMs: number;
  /** False promises that the host is the same afterwards; a dry run executes such commands and prints the others. */
  readonly mutates: boolean;
  /** True promises that running it twice leaves the same state as running it once. */
  readonly idempotent: boolean;
}

/** What became of a command. Success and failure have the same shape. */
export interface CommandResult {
  /** The host's alias, never its address. */
  readonly host: string;
  readonly title: string;
  /** As a person reads it: a function of ours by its title, long words by their beginning, secrets by name. */
  readonly command: string;
  /** Null when it died by a signal, timed out or never reported. */
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** Bounded on the host: the first and the last part where there was more (`truncated`). */
  readonly stdout: string;
  readonly stderr: string;
  readonly truncated: boolean;
  readonly durationMs: number;
  readonly timedOut: boolean;
}

/** True only for exit code 0: death by signal and a missing report are failures. */
export function succeeded(result: CommandResult): boolean {
  return result.exitCode === 0;
}

/**
 * A question to a host: read-only commands, and the pure reading of their results. `read` receives exactly one result
 * per command, in order, and throws a `Failure` where the answer cannot be read.
 */
export interface Probe<T> {
  readonly commands: readonly Command[];
  read(results: readonly CommandResult[]): T;
}

const READ_DEADLINE_MS = 30_000;

/** A read-only command. */
export function reading(title: string, program: string, words: readonly string[], more: Partial<Command> = {}): Command {
  return { title, program, words, deadlineMs: READ_DEADLINE_MS, mutates: false, idempotent: true, ...more };
}

/** A command that changes the host; not idempotent unless `more` says so. */
export function mutating(title: string, program: string, words: readonly string[], more: Partial<Command> = {}): Command {
  return { title, program, words, deadlineMs: READ_DEADLINE_MS, mutates: true, idempotent: false, ...more };
}

/** The program and words that run a line a user wrote, exactly as `sh` would. */
export function shellLine(line: string): Pick<Command, 'program' | 'words'> {
  return { program: 'sh', words: ['-c', line] };
}

/** Several questions as one, so that they travel together. */
export function joinProbes<T>(probes: readonly Probe<T>[]): Probe<T[]> {
  return {
    commands: probes.flatMap((probe) => probe.commands),
    read: (results) => {
      let from = 0;
      return probes.map((probe) => {
        const mine = results.slice(from, from + probe.commands.length);
        from += probe.commands.length;
        return probe.read(mine);
      });
    },
  };
}

/** The same question with its answer turned into something else. */
export function mapProbe<A, B>(probe: Probe<A>, turn: (answer: A) => B): Probe<B> {
  return { commands: probe.commands, read: (results) => turn(probe.read(results)) };
}

import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/** How long the runner waits between its signals; the defaults are GitHub's. */
export interface Grace {
  /** From SIGINT to SIGTERM. */
  readonly interruptMs: number;
  /** From SIGTERM to SIGKILL. */
  readonly terminateMs: number;
  /** From the death of a process to giving up on those that still hold its streams. */
  readonly orphanMs: number;
  /** From the cancellation to the end of everything. */
  readonly jobMs: number;
}

export const defaultGrace: Grace = { interruptMs: 7_500, terminateMs: 2_500, orphanMs: 5_000, jobMs: 300_000 };

export interface ProcessEnd {
  readonly exitCode: number;
  /** The signals sent, in order. */
  readonly signals: readonly NodeJS.Signals[];
}

/**
 * Runs a program the way the runner does: a cancellation interrupts the process alone, never its children, then terminates it,
 * then kills it. It leads a process group of its own, so that a Ctrl-C in a terminal reaches it through us only.
 */
export async function runProcess(command: {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly cancel: AbortSignal;
  readonly grace: Grace;
  onLine(line: string): void;
}): Promise<ProcessEnd> {
  const child = spawn(command.file, command.args, { cwd: command.cwd, env: { ...command.env }, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const streams = [child.stdout, child.stderr];
  const read = streams.map((stream) => readLines(stream, (line) => command.onLine(line)));
  const signals: NodeJS.Signals[] = [];
  const timers: NodeJS.Timeout[] = [];
  const exited = new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(signal === null ? (code ?? 1) : 128));
  });
  let gone = false;
  const send = (signal: NodeJS.Signals): void => {
    if (gone || child.pid === undefined) return;
    signals.push(signal);
    child.kill(signal);
  };
  const stop = (): void => {
    send('SIGINT');
    timers.push(setTimeout(() => send('SIGTERM'), command.grace.interruptMs));
    timers.push(setTimeout(() => send('SIGKILL'), command.grace.interruptMs + command.grace.terminateMs));
  };
  if (command.cancel.aborted) stop();
  else command.cancel.addEventListener('abort', stop, { once: true });
  try {
    const exitCode = await exited;
    gone = true;
    timers.push(setTimeout(() => streams.forEach((stream) => stream.destroy()), command.grace.orphanMs));
    await Promise.all(read);
    return { exitCode, signals };
  } finally {
    gone = true;
    command.cancel.removeEventListener('abort', stop);
    timers.forEach((timer) => clearTimeout(timer));
  }
}

function readLines(stream: Readable, onLine: (line: string) => void): Promise<void> {
  return new Promise((resolve) => {
    createInterface({ input: stream, crlfDelay: Infinity }).on('line', onLine);
    stream.once('close', () => setImmediate(resolve));
  });
}

/** Processes that outlived their step carry the job's mark in their environment. Linux only; elsewhere nothing is found. */
export function killOrphans(mark: string): number[] {
  const killed: number[] = [];
  for (const entry of listProcesses()) {
    try {
      if (!readFileSync(`/proc/${entry}/environ`, 'utf8').split('\0').includes(`RUNNER_TRACKING_ID=${mark}`)) continue;
      process.kill(entry, 'SIGKILL');
      killed.push(entry);
    } catch {
      // It ended by itself, or belongs to somebody else.
    }
  }
  return killed;
}

function listProcesses(): number[] {
  try {
    return readdirSync('/proc').map(Number).filter((pid) => pid > 0 && pid !== process.pid);
  } catch {
    return [];
  }
}

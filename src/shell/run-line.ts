import { spawn } from 'node:child_process';

import type { CommandResult } from '../model/command';
import { BoundedText } from './bounded-text';

export interface LineOptions {
  readonly deadlineMs: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** Variables of this process that the line is not given. */
  readonly withhold?: readonly string[];
  readonly signal: AbortSignal;
}

/**
 * Runs a line of the team's own on the runner, in a process group of its own, which is killed at the deadline and when the run
 * is cancelled. (`@actions/exec` runs the programs that we choose; it cannot kill what those started.)
 */
export async function runLine(line: string, { deadlineMs, env, cwd, signal, withhold = [] }: LineOptions): Promise<CommandResult> {
  const began = performance.now();
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !withhold.includes(name)));
  const child = spawn('sh', ['-c', line], { cwd, env: { ...inherited, ...env }, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const stdout = new BoundedText(32_768, 65_536);
  const stderr = new BoundedText(32_768, 65_536);
  child.stdout.on('data', (chunk: Buffer) => { stdout.add(chunk); });
  child.stderr.on('data', (chunk: Buffer) => { stderr.add(chunk); });
  const late = { yes: false };
  const kill = (name: NodeJS.Signals): void => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, name);
    } catch {
      // It has ended by itself.
    }
  };
  const deadline = setTimeout(() => {
    late.yes = true;
    kill('SIGTERM');
  }, deadlineMs);
  const force = setTimeout(() => { kill('SIGKILL'); }, deadlineMs + 5_000);
  let forceStop: NodeJS.Timeout | undefined;
  const stop = (): void => {
    kill('SIGTERM');
    forceStop = setTimeout(() => { kill('SIGKILL'); }, 2_000);
  };
  signal.addEventListener('abort', stop, { once: true });
  try {
    const { code, by } = await new Promise<{ code: number | null; by: NodeJS.Signals | null }>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (exit, how) => { resolve({ code: exit, by: how }); });
    });
    return {
      host: 'runner',
      title: line,
      command: line,
      exitCode: late.yes ? null : code,
      signal: late.yes ? null : by,
      stdout: stdout.toString(),
      stderr: stderr.toString(),
      truncated: stdout.truncated || stderr.truncated,
      durationMs: Math.round(performance.now() - began),
      timedOut: late.yes,
    };
  } finally {
    clearTimeout(deadline);
    clearTimeout(force);
    clearTimeout(forceStop);
    signal.removeEventListener('abort', stop);
  }
}

import { libraryFor } from '../host/library';
import type { Command } from '../model/command';
import { tellCommand } from './describe';
import { renderWith } from './render';
import type { Shell } from './shell';

export interface StreamEnd {
  /** As a person would type it. */
  readonly command: string;
  /** Null where it was ended: at its deadline, by a signal, or because we were told to stop. */
  readonly exitCode: number | null;
  readonly timedOut: boolean;
  readonly durationMs: number;
}

const GRACE_MS = 15_000;

/**
 * Runs one command with its output handed on line by line, both streams as one. Everything that it started ends at its deadline,
 * and when `signal` says so.
 */
export async function streamCommand(shell: Shell, command: Command, onLine: (line: string) => void, signal: AbortSignal): Promise<StreamEnd> {
  const seconds = String(Math.max(1, Math.round(command.deadlineMs / 1000)));
  const call = renderWith(`lg_batch_within ${seconds}`, command);
  const { exitCode, timedOut, durationMs } = await shell.script(`${libraryFor(call)}\n${call} 2>&1`, { deadlineMs: command.deadlineMs + GRACE_MS, onLine, signal });
  const late = timedOut || ([124, 137, 143].includes(exitCode ?? 0) && durationMs >= command.deadlineMs - 100);
  return { command: tellCommand(command), exitCode: late ? null : exitCode, timedOut: late, durationMs };
}

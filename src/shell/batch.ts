import { libraryFor } from '../host/library';
import type { Command, CommandResult } from '../model/command';
import { readFrames } from './frames';
import { tellCommand } from './describe';
import { renderWith } from './render';

export interface BatchRendering {
  /** Random; nothing that runs on the host may know it beforehand. */
  readonly nonce: string;
  readonly parallel?: boolean;
  readonly stopOnFailure?: boolean;
  /** Functions that the commands call; those of the host library that they name unless given. */
  readonly library?: string;
}

/** Lets the frames of these commands run; to be sent once, after the library. */
export function renderFrameSetup(nonce: string, commands: readonly Command[]): string {
  return `lg_batch_begin ${markerOf(nonce)}\n${commands.every(isPlain) ? '' : 'lg_batch_probe\n'}`;
}

/**
 * Runs one command as a frame: its streams bounded and marked on both streams of the script, its deadline kept. Its
 * exit code is left in `lg_status`. Needs `src/host/batch.sh` and `renderFrameSetup`.
 */
export function renderFrame(command: Command, index: number, nonce: string): string {
  const seconds = String(Math.max(1, Math.round(command.deadlineMs)) / 1000);
  const [frame, body] = isPlain(command)
    ? [`lg_batch_plain ${markerOf(nonce)} ${String(index)} ${seconds}`, renderWith('', command)]
    : [`lg_batch_frame ${markerOf(nonce)} ${String(index)}`, renderWith(`${command.library === true ? 'lg_batch_within' : 'lg_batch_external'} ${seconds}`, command)];
  return `lg_body() { ${body}; }\n${frame}\n`;
}

const isPlain = (command: Command): boolean => command.library === true && command.bounded === true;

/** To be said after the last of some frames: what watched over them goes. */
export const endOfFrames = (commands: readonly Command[]): string => (commands.some(isPlain) ? 'lg_batch_unwatch\n' : '');

export function renderBatch(commands: readonly Command[], { nonce, parallel, stopOnFailure, library }: BatchRendering): string {
  const frames = commands.map((command, index) => renderFrame(command, index, nonce));
  const end = endOfFrames(commands);
  const body = parallel === true && commands.length > 1 ? sideBySide(commands, frames) : frames.join(stopOnFailure === true ? '[ "$lg_status" -eq 0 ] || return 0\n' : '');
  // A function of its own, so that stopping early can return from it.
  const script = `${renderFrameSetup(nonce, commands)}lg_frames() {\n${body}}\nlg_frames\n${end}`;
  return `${library ?? libraryFor(script)}\n${script}`;
}

/** Short questions share this many lanes: more of them at once only wait for each other on a small host. */
const LANES = 4;

/**
 * Every frame prints into files of its own, shown in order at the end; one after another where nothing can be written. What may
 * take its time runs beside all others, what bounds itself in a lane.
 */
function sideBySide(commands: readonly Command[], frames: readonly string[]): string {
  const lanes: string[] = [];
  let short = 0;
  for (const [index, command] of commands.entries()) {
    const text = `{ ${frames[index] ?? ''}} >"$lg_folder/${number(index)}.out" 2>"$lg_folder/${number(index)}.err"\n`;
    const lane = isPlain(command) ? short++ % LANES : LANES + index;
    lanes[lane] = `${lanes[lane] ?? ''}${text}`;
  }
  return `lg_batch_folder
if [ -z "$lg_folder" ]; then
${frames.join('')}return 0
fi
trap 'rm -rf -- "$lg_folder"' EXIT
trap 'exit 129' HUP INT TERM
${lanes.map((lane) => `( ${lane}lg_batch_unwatch ) &\n`).join('')}wait
cat "$lg_folder"/*.out
cat "$lg_folder"/*.err >&2
`;
}

/** So that the names of files are in the order of the numbers. */
const number = (index: number): string => String(index).padStart(4, '0');

/** The word that starts every marker line of a batch. */
export function markerOf(nonce: string): string {
  if (!/^[A-Za-z0-9]+$/.test(nonce)) throw new Error('a nonce is letters and digits');
  return `lockgate-${nonce}`;
}

/** One result per command, in order. A command without a whole frame has no exit code, and so did not succeed. */
export function parseBatch(nonce: string, host: string, commands: readonly Command[], streams: { readonly stdout: string; readonly stderr: string }): CommandResult[] {
  const frames = readFrames(markerOf(nonce), streams);
  return commands.map((command, index) => {
    const frame = frames.get(index);
    const base = { host, title: command.title, command: tellCommand(command) };
    if (frame === undefined) return { ...base, exitCode: null, signal: null, stdout: '', stderr: '', truncated: false, durationMs: 0, timedOut: false };
    const { stdout, stderr, truncated, durationMs } = frame;
    const timedOut = frame.code !== null && [124, 137, 143].includes(frame.code) && durationMs >= command.deadlineMs - 100;
    const signal = timedOut || frame.code === null ? null : signalOf(frame.code);
    const exitCode = timedOut || signal !== null ? null : frame.code;
    return { ...base, exitCode, signal, stdout, stderr, truncated, durationMs, timedOut };
  });
}

const SIGNALS = ['HUP', 'INT', 'QUIT', 'ILL', 'TRAP', 'ABRT', 'BUS', 'FPE', 'KILL', 'USR1', 'SEGV', 'USR2', 'PIPE', 'ALRM', 'TERM'];

/** A shell tells a death by signal n as exit code 128 + n. */
function signalOf(code: number): string | null {
  const name = SIGNALS[code - 129];
  return name === undefined ? null : `SIG${name}`;
}

import { libraryFor } from '../host/library';
import type { Command, CommandResult } from '../model/command';
import { readFrames } from './frames';
import { describeCommand, renderWith } from './render';

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
  const body = parallel === true && commands.length > 1 ? sideBySide(commands.map((command, index) => `${frames[index] ?? ''}${endOfFrames([command])}`)) : frames.join(stopOnFailure === true ? '[ "$lg_status" -eq 0 ] || return 0\n' : '');
  // A function of its own, so that stopping early can return from it.
  const script = `${renderFrameSetup(nonce, commands)}lg_frames() {\n${body}}\nlg_frames\n${end}`;
  return `${library ?? libraryFor(script)}\n${script}`;
}

/** Every frame prints into files of its own, shown in order at the end; one after another where nothing can be written. */
function sideBySide(frames: readonly string[]): string {
  const started = frames.map((frame, index) => `( ${frame}) >"$lg_folder/${number(index)}.out" 2>"$lg_folder/${number(index)}.err" &\n`).join('');
  return `lg_batch_folder
if [ -z "$lg_folder" ]; then
${frames.join('')}return 0
fi
trap 'rm -rf -- "$lg_folder"' EXIT
trap 'exit 129' HUP INT TERM
${started}wait
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
    const base = { host, title: command.title, command: describeCommand(command) };
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

import { BoundedText, LineReader } from './bounded-text';
import type { OpenChannel } from './channel';
import type { ScriptOptions, ScriptResult } from './shell';

const KEEP_FIRST = 2_097_152;
const KEEP_LAST = 6_291_456;

/** A function is read to its end before any of it runs: a text that was cut on its way does nothing. */
export function wrapWhole(text: string): string {
  return `lg_whole() {\n${text}\n}\nlg_whole\n`;
}

/** One remote command, `sh -s`, with the text as its input. */
export async function runScript(open: OpenChannel, text: string, options: ScriptOptions): Promise<ScriptResult> {
  const began = performance.now();
  const channel = await open('exec sh -s');
  const stdout = new BoundedText(KEEP_FIRST, KEEP_LAST);
  const stderr = new BoundedText(KEEP_FIRST, KEEP_LAST);
  const lines = options.onLine === undefined ? undefined : new LineReader(options.onLine);
  channel.stdout.on('data', (chunk: Buffer) => {
    stdout.add(chunk);
    lines?.add(chunk);
  });
  channel.stderr.on('data', (chunk: Buffer) => {
    stderr.add(chunk);
  });
  // The other side may end before it has read everything; how it ended says more than the broken pipe.
  channel.stdin.on('error', () => undefined);
  channel.stdin.end(wrapWhole(text));
  const stop = (): void => {
    channel.close();
  };
  options.signal?.addEventListener('abort', stop, { once: true });
  if (options.signal?.aborted === true) stop();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => {
      resolve('late');
    }, options.deadlineMs);
  });
  try {
    const end = await Promise.race([channel.ended, late]);
    lines?.end();
    if (end === 'late') channel.close();
    return {
      exitCode: end === 'late' ? null : end.exitCode,
      signal: end === 'late' ? null : end.signal,
      stdout: stdout.toString(),
      stderr: stderr.toString(),
      durationMs: Math.round(performance.now() - began),
      timedOut: end === 'late',
    };
  } finally {
    clearTimeout(timer);
    options.signal?.removeEventListener('abort', stop);
  }
}

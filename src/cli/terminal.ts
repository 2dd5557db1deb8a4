import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import type { WriteStream } from 'node:tty';

import type { Masks } from '../entry/masks';
import { cleanLines } from '../report/text';
import { LiveLine } from './live-line';

/** The only thing that prints and asks. Control characters are gone and secrets hidden. */
export interface Terminal {
  /** For people: on stdout, or on stderr where stdout is for `--json`. */
  print(...texts: readonly string[]): void;
  /** News of what goes on: on stderr, as the last line of a terminal. */
  progress(line: string): void;
  /** The one document of `--json`. */
  document(text: string): void;
  /** Whether somebody says yes; undefined where nobody is there to be asked. */
  confirm(question: string): Promise<boolean | undefined>;
  /** What somebody types; undefined where nobody is there to be asked. */
  ask(question: string): Promise<string | undefined>;
  /** Whether a machine reads stdout. */
  readonly json: boolean;
  /** Nothing moves any more. */
  close(): void;
}

export interface TerminalOptions {
  readonly masks: Masks;
  readonly signal: AbortSignal;
  readonly json: boolean;
  readonly variables: Readonly<Record<string, string | undefined>>;
}

const TICK_MS = 250;
const COLOURS: Readonly<Record<string, number>> = { '✓': 32, '✗': 31, '–': 33 };

/** The mark at the beginning of a line in its colour. */
export function paint(line: string): string {
  const colour = COLOURS[line.charAt(0)];
  return colour === undefined || line.charAt(1) !== ' ' ? line : `\u001B[${String(colour)}m${line.charAt(0)}\u001B[0m${line.slice(1)}`;
}

export function wantsColour(stream: { readonly isTTY?: boolean }, variables: TerminalOptions['variables']): boolean {
  return stream.isTTY && (variables['NO_COLOR'] ?? '') === '' && variables['TERM'] !== 'dumb' ? true : false;
}

export function openTerminal({ masks, signal, json, variables }: TerminalOptions): Terminal {
  const { stdin, stdout, stderr } = process;
  // A reader that has seen enough, or a terminal that was closed, ends nothing that goes on on a host.
  for (const stream of [stdout, stderr]) stream.on('error', () => undefined);
  // Once more when invisible characters are gone: they may have stood in the middle of a secret.
  const linesOf = (texts: readonly string[]): string[] => texts.flatMap((text) => cleanLines(masks.redact(text))).map((line) => masks.redact(line));
  const people: WriteStream = json ? stderr : stdout;
  const moves = stderr.isTTY && variables['TERM'] !== 'dumb' && (variables['CI'] ?? '') === '';
  const live = moves ? new LiveLine({ write: (text) => stderr.write(text), columns: () => stderr.columns, now: () => performance.now() }) : undefined;
  const ticking = live === undefined ? undefined : setInterval(() => { live.tick(); }, TICK_MS);
  ticking?.unref();
  const coloured = (stream: WriteStream, line: string): string => (wantsColour(stream, variables) ? paint(line) : line);
  const ask = async (question: string): Promise<string | undefined> => {
    if (!stdin.isTTY) return undefined;
    live?.settle();
    const lines = createInterface({ input: stdin, output: stderr });
    // Whoever reads a line from a terminal is told of Ctrl-C instead of the process.
    lines.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
    try {
      return await Promise.race([lines.question(linesOf([`${question} `]).join(' ') + ' ', { signal }), once(lines, 'close').then(() => '')]);
    } finally {
      lines.close();
    }
  };
  return {
    json,
    print: (...texts) => {
      live?.settle();
      for (const line of linesOf(texts)) people.write(`${coloured(people, line)}\n`);
    },
    progress: (line) => {
      for (const clean of linesOf([line])) {
        if (live === undefined) stderr.write(`${coloured(stderr, clean)}\n`);
        else live.news(clean);
      }
    },
    document: (text) => stdout.write(`${text}\n`),
    confirm: async (question) => {
      const said = await ask(`${question} [y/N]`);
      return said === undefined ? undefined : /^y(es)?$/i.test(said.trim());
    },
    ask,
    close: () => {
      clearInterval(ticking);
      live?.settle();
    },
  };
}

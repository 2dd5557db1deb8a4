import { randomBytes } from 'node:crypto';

import { cleanLine, cleanLines, shorten } from '../report/text';
import { renderWorkflowCommand } from './commands';

const LINE_LIMIT = 8000;
/** GitHub shows no more annotations of a kind per step. */
const ANNOTATIONS = 10;

/**
 * Whether the runner might take a line for a command: `::name::` at its beginning, `##[name]` anywhere. Anything but letters
 * and digits may stand before the colons, since what counts as a blank is the runner's affair.
 */
function couldBeCommand(line: string): boolean {
  return /^[^\p{L}\p{N}]*::|##\[/u.test(line);
}

export interface Place {
  readonly file: string;
  readonly line: number;
  readonly col: number;
}

/**
 * The only thing that prints. Control characters are gone, secrets are hidden, and lines that the runner would obey stand
 * between `::stop-commands::` and a token that nobody can know beforehand.
 */
export class Log {
  #annotations = { error: 0, warning: 0 };

  constructor(
    private readonly redact: (text: string) => string,
    private readonly write: (text: string) => void = (text) => process.stdout.write(text),
  ) {}

  print(...texts: readonly string[]): void {
    const lines = texts.flatMap((text) => cleanLines(this.redact(text))).map((line) => shorten(this.redact(line), LINE_LIMIT));
    const text = lines.map((line) => `${line}\n`).join('');
    if (!lines.some(couldBeCommand)) {
      this.write(text);
      return;
    }
    const token = randomBytes(16).toString('hex');
    this.write(`::stop-commands::${token}\n${text}::${token}::\n`);
  }

  warn(message: string): void {
    this.#annotations.warning += 1;
    const text = this.oneLine(message);
    if (this.#annotations.warning <= ANNOTATIONS) this.write(renderWorkflowCommand('warning', text));
    else this.print(`warning: ${text}`);
  }

  /** An annotation. The line that fails the step counts as one as well, so that there is room for nine. */
  error(message: string, title: string, place?: Place): void {
    this.#annotations.error += 1;
    if (this.#annotations.error < ANNOTATIONS) this.write(renderWorkflowCommand('error', this.oneLine(message), { title: this.oneLine(title), ...(place === undefined ? {} : { file: place.file, line: place.line, col: place.col }) }));
  }

  /** Any text as one line that may be shown. */
  oneLine(text: string): string {
    return shorten(this.redact(cleanLine(this.redact(text))), 1000);
  }
}

const SPIN = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

/** The same news with other numbers: `backup 412 MB of ~940 MB`. */
function shapeOf(line: string): string {
  return line.replace(/\d+([.,]\d+)?/g, '#');
}

export interface LiveLineOptions {
  readonly write: (text: string) => void;
  readonly columns: () => number;
  readonly now: () => number;
}

/**
 * The last line of a terminal: what goes on now, and for how long. News that differs in its numbers alone takes the place of the
 * news before; other news pushes it up, where it stays.
 */
export class LiveLine {
  #line = '';
  #shown = false;
  #since = 0;
  #turn = 0;

  constructor(private readonly options: LiveLineOptions) {}

  news(line: string): void {
    if (this.#line !== '' && shapeOf(line) !== shapeOf(this.#line)) this.settle();
    if (this.#line === '') this.#since = this.options.now();
    this.#line = line;
    this.#draw();
  }

  /** Called now and then, so that a reader sees that it lives. */
  tick(): void {
    this.#turn += 1;
    if (this.#line !== '') this.#draw();
  }

  /** Leaves the line as it is: something else is printed below it. */
  settle(): void {
    if (this.#line === '') return;
    this.#clear();
    this.options.write(`${this.#line}\n`);
    this.#line = '';
  }

  #clear(): void {
    if (this.#shown) this.options.write('\r\u001B[2K');
    this.#shown = false;
  }

  #draw(): void {
    const seconds = Math.floor((this.options.now() - this.#since) / 1000);
    const room = Math.max(10, this.options.columns() - 12);
    const text = this.#line.length > room ? `${this.#line.slice(0, room - 1)}…` : this.#line;
    this.#clear();
    this.options.write(`${SPIN[this.#turn % SPIN.length] ?? ''} ${text}${seconds < 1 ? '' : ` ${String(seconds)} s`}`);
    this.#shown = true;
  }
}

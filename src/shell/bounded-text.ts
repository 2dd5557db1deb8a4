import { StringDecoder } from 'node:string_decoder';

/** Keeps the first and the last part of a stream, so that no output is too long for the memory. */
export class BoundedText {
  #head: Buffer[] = [];
  #headBytes = 0;
  #tail: Buffer[] = [];
  #tailBytes = 0;
  #dropped = false;

  constructor(
    readonly keepFirst: number,
    readonly keepLast: number,
  ) {}

  add(chunk: Buffer): void {
    const room = this.keepFirst - this.#headBytes;
    const first = chunk.subarray(0, Math.max(0, room));
    if (first.length > 0) {
      this.#head.push(first);
      this.#headBytes += first.length;
    }
    const rest = chunk.subarray(first.length);
    if (rest.length === 0) return;
    this.#tail.push(rest);
    this.#tailBytes += rest.length;
    for (let oldest = this.#tail[0]; oldest !== undefined && this.#tailBytes - oldest.length >= this.keepLast; oldest = this.#tail[0]) {
      this.#tail.shift();
      this.#tailBytes -= oldest.length;
      this.#dropped = true;
    }
  }

  /** Whether something in the middle is missing. */
  get truncated(): boolean {
    return this.#dropped;
  }

  toString(): string {
    return Buffer.concat([...this.#head, ...this.#tail]).toString('utf8');
  }
}

/** Cuts a stream into lines as they arrive; what is longer than `longest` is handed on in pieces. */
export class LineReader {
  readonly #decoder = new StringDecoder('utf8');
  #rest = '';

  constructor(
    readonly onLine: (line: string) => void,
    readonly longest = 65_536,
  ) {}

  add(chunk: Buffer): void {
    const lines = (this.#rest + this.#decoder.write(chunk)).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.onLine(line);
    if (this.#rest.length > this.longest) this.end();
  }

  end(): void {
    const last = this.#rest;
    this.#rest = '';
    if (last !== '') this.onLine(last);
  }
}

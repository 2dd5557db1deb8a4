import { connect, type Socket } from 'node:net';

export interface LoadOptions {
  /** Default: this machine. */
  readonly address?: string;
  readonly port: number;
  /** Requests a second, whatever the answers: nobody waits for an answer before the next one asks. */
  readonly rate: number;
  /** Shares of the requests: on connections that are kept alive, POSTs that write, GETs that take `slowMs`. */
  readonly kept: number;
  readonly posts: number;
  readonly slow: number;
  readonly slowMs: number;
  /** What is asked for, where the application is not the rig's own. */
  readonly paths?: { readonly get: string; readonly post: string; readonly slow: string };
  readonly body?: (index: number) => string;
}

export interface Answer {
  readonly kind: 'get' | 'post' | 'slow';
  readonly kept: boolean;
  /** Milliseconds since the load began. */
  readonly at: number;
  readonly ms: number;
  /** 0: the connection ended or could not be opened. */
  readonly status: number;
  /** Seconds after which it says that one may come again; empty where it does not. */
  readonly retryAfter: string;
  readonly body: string;
}

/** One request on one connection, written at once; nothing is tried again. */
function exchange(socket: Socket, text: string): Promise<{ status: number; retryAfter: string; body: string; reusable: boolean }> {
  return new Promise((settle) => {
    let got = '';
    const done = (whole: boolean): void => {
      socket.off('data', read).off('close', lost).off('error', lost).off('end', lost);
      const status = whole ? Number(/^HTTP\/1\.[01] (\d{3})/.exec(got)?.[1] ?? 0) : 0;
      settle({ status, retryAfter: /\r\nretry-after: (\d+)\r\n/i.exec(got.slice(0, got.indexOf('\r\n\r\n') + 2))?.[1] ?? '', body: got.slice(got.indexOf('\r\n\r\n') + 4), reusable: whole && !/\r\nconnection: close/i.test(got) });
    };
    const lost = (): void => { done(false); };
    const read = (piece: Buffer): void => {
      got += piece.toString('latin1');
      const head = got.indexOf('\r\n\r\n');
      const length = Number(/\r\ncontent-length: (\d+)/i.exec(got)?.[1] ?? Number.NaN);
      if (head >= 0 && got.length >= head + 4 + length) done(true);
    };
    socket.on('data', read).once('close', lost).once('error', lost).once('end', lost);
    socket.write(text);
  });
}

/** Visitors who do not wait for one another, and who never try again. */
export class OpenLoop {
  readonly answers: Answer[] = [];
  readonly #idle: Socket[] = [];
  readonly #open = new Set<Promise<void>>();
  #timer: NodeJS.Timeout | undefined;
  #sent = 0;
  #began = 0;

  constructor(private readonly options: LoadOptions) {}

  start(): void {
    this.#began = performance.now();
    this.#timer = setInterval(() => {
      const due = ((performance.now() - this.#began) / 1000) * this.options.rate;
      while (this.#sent < due) this.#send(this.#sent++);
    }, 5);
  }

  /** Stops asking, waits for every answer that is still to come. */
  async stop(): Promise<readonly Answer[]> {
    clearInterval(this.#timer);
    await Promise.all(this.#open);
    for (const socket of this.#idle.splice(0)) socket.destroy();
    return this.answers;
  }

  #send(index: number): void {
    const one = this.#ask(index).finally(() => this.#open.delete(one));
    this.#open.add(one);
  }

  async #ask(index: number): Promise<void> {
    const { posts, slow, kept: share, slowMs, port, body: order = (at): string => `order ${String(at)}` } = this.options;
    const paths = this.options.paths ?? { get: '/', post: '/write', slow: `/slow?ms=${String(slowMs)}` };
    // Spread evenly and not in step with one another.
    const spread = (factor: number): number => (index * factor) % 1;
    const chance = spread(0.618_033_98);
    const kind = chance < posts ? 'post' : chance < posts + slow ? 'slow' : 'get';
    const kept = spread(0.414_213_56) < share;
    const began = performance.now();
    const socket = (kept ? this.#idle.pop() : undefined) ?? this.#connect(port);
    const path = paths[kind];
    const body = kind === 'post' ? order(index) : '';
    const { status, retryAfter, body: got, reusable } = await exchange(
      socket,
      `${kind === 'post' ? 'POST' : 'GET'} ${path} HTTP/1.1\r\nHost: shop\r\nContent-Type: application/json\r\nConnection: ${kept ? 'keep-alive' : 'close'}\r\nContent-Length: ${String(body.length)}\r\n\r\n${body}`,
    );
    this.answers.push({ kind, kept, at: began - this.#began, ms: performance.now() - began, status, retryAfter, body: got });
    if (kept && reusable && !socket.destroyed && socket.readable) this.#idle.push(socket);
    else socket.destroy();
  }

  /** A connection that its server ends while it is idle is used no more, as any client does. */
  #connect(port: number): Socket {
    const socket = connect({ port, host: this.options.address ?? '127.0.0.1', noDelay: true }).on('error', () => undefined);
    const gone = (): void => {
      const at = this.#idle.indexOf(socket);
      if (at >= 0) this.#idle.splice(at, 1);
    };
    return socket.on('end', gone).on('close', gone);
  }
}

/** Answers that are none, or not the one asked for. */
export function failedAnswers(answers: readonly Answer[]): Answer[] {
  return answers.filter(({ status }) => status < 200 || status > 299);
}

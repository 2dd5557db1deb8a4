import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

export interface TcpProxyOptions {
  readonly to: { readonly port: number; readonly host?: string };
  /** Milliseconds that every piece waits, each way. */
  readonly delayMs?: number;
  /** Asked of every piece before it goes on; true cuts the connection instead. */
  readonly cutWhen?: (piece: { readonly way: 'up' | 'down'; readonly total: number; readonly bytes: Buffer }) => boolean;
}

/** Stands between a client and a server: delays, cuts, counts. */
export class TcpProxy {
  readonly counts = { connections: 0, up: 0, down: 0, cuts: 0 };
  /** A connection that comes while this is true is reset at once. */
  refusing = false;
  /** What comes while this is true is swallowed: a network that is gone without a word. */
  silent = false;
  readonly #sockets = new Set<Socket>();
  readonly #server: Server;
  #cutAt = Infinity;

  private constructor(private readonly options: TcpProxyOptions) {
    this.#server = createServer((client) => {
      this.join(client);
    });
  }

  static async start(options: TcpProxyOptions): Promise<TcpProxy> {
    const proxy = new TcpProxy(options);
    await new Promise<void>((resolve) => {
      proxy.#server.listen(0, '127.0.0.1', resolve);
    });
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Resets everything that is open. */
  cut(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy();
    this.counts.cuts += 1;
  }

  /** Cuts once this many bytes more, both ways together, have gone through. */
  cutAfter(bytes: number): void {
    this.#cutAt = this.counts.up + this.counts.down + bytes;
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => {
      this.#server.close(() => {
        resolve();
      });
    });
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  private join(client: Socket): void {
    this.counts.connections += 1;
    if (this.refusing) {
      client.resetAndDestroy();
      return;
    }
    const { to } = this.options;
    const server = connect({ port: to.port, host: to.host ?? '127.0.0.1', noDelay: true });
    client.setNoDelay(true);
    this.pass(client, server, 'up');
    this.pass(server, client, 'down');
  }

  private pass(from: Socket, into: Socket, way: 'up' | 'down'): void {
    const { delayMs = 0, cutWhen } = this.options;
    this.#sockets.add(from);
    const later = (act: () => void): void => {
      if (delayMs === 0) act();
      else setTimeout(act, delayMs);
    };
    from.on('data', (bytes) => {
      if (this.silent) return;
      this.counts[way] += bytes.length;
      const over = this.counts.up + this.counts.down >= this.#cutAt;
      if (over || cutWhen?.({ way, total: this.counts[way], bytes }) === true) {
        this.#cutAt = Infinity;
        this.cut();
        return;
      }
      // What waits here does not wait in the sender: enough for tests, which send a few megabytes.
      later(() => {
        if (into.writable && !into.write(bytes)) {
          from.pause();
          into.once('drain', () => from.resume());
        }
      });
    });
    from.on('end', () => {
      later(() => into.end());
    });
    from.on('close', () => {
      this.#sockets.delete(from);
      later(() => {
        if (!into.destroyed) into.destroySoon();
      });
    });
    from.on('error', () => undefined);
  }
}

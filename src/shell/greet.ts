import { connect as connectTcp, type Socket } from 'node:net';

/** What we call ourselves in the identification of RFC 4253, section 4.2. */
export const IDENT = 'Lockgate';

const LINE = `SSH-2.0-${IDENT}\r\n`;

/** The library that speaks SSH writes the same line as its first: it has been said already. */
function sayNoMore(socket: Socket): void {
  const write = socket.write.bind(socket);
  socket.write = (chunk: Uint8Array | string): boolean => {
    socket.write = write;
    if (Buffer.from(chunk).toString('latin1') !== LINE) throw new Error('the SSH library does not begin with the identification that was sent');
    return true;
  };
}

/**
 * Opens a connection to an SSH server and sends our identification, which is all that the protocol lets a client say before
 * it has heard anything. The library that speaks the rest can be loaded while that travels.
 */
export function greet(address: string, port: number, timeoutMs: number, signal?: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connectTcp({ host: address, port, noDelay: true, keepAlive: true, ...(signal && { signal }) });
    const timer = setTimeout(() => {
      socket.destroy(new Error(`no answer within ${String(timeoutMs / 1000)} s`));
    }, timeoutMs);
    // Stays: whoever takes the socket over looks whether it is still open, and until then nobody else listens.
    socket.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    socket.once('connect', () => {
      clearTimeout(timer);
      socket.write(LINE);
      sayNoMore(socket);
      resolve(socket);
    });
  });
}

/** Of the event loop: a connection to a host nearby stands by then, and our greeting is on its way. */
const FIRST_TURNS = 6;

/** Lets what was begun take its first steps before what follows keeps the process busy. */
export async function letItTravel(): Promise<void> {
  for (let turn = 0; turn < FIRST_TURNS; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** Connections that were begun before anything was loaded that could use them, each to be taken once. */
export class Greetings {
  readonly #begun = new Map<string, Promise<Socket>>();

  constructor(private readonly timeoutMs: number, private readonly signal?: AbortSignal) {}

  begin(address: string, port: number): void {
    const key = `${address} ${String(port)}`;
    if (this.#begun.has(key)) return;
    const greeting = greet(address, port, this.timeoutMs, this.signal);
    // Told to whoever takes it.
    greeting.catch(() => undefined);
    this.#begun.set(key, greeting);
  }

  /** Undefined where none was begun, or another has taken it. */
  take(address: string, port: number): Promise<Socket> | undefined {
    const key = `${address} ${String(port)}`;
    const greeting = this.#begun.get(key);
    this.#begun.delete(key);
    return greeting;
  }

  /** Ends those that nobody took: a guess that proved wrong. */
  close(): void {
    for (const greeting of this.#begun.values()) {
      greeting.then(
        (socket) => {
          socket.destroy();
        },
        () => undefined,
      );
    }
    this.#begun.clear();
  }
}

import { type ChildProcess, spawn } from 'node:child_process';
import { type AddressInfo, connect as connectTcp } from 'node:net';
import { Duplex } from 'node:stream';

import ssh2, { type Connection, type ParsedKey, type ServerChannel, type Session } from 'ssh2';

const { Server, utils } = ssh2;

export interface SshServerOptions {
  /** Public keys that may log in, each a line as in authorized_keys. */
  readonly authorized: readonly string[];
  /** Whoever logs in has this name; any name when absent. */
  readonly user?: string;
  /** Environment and folder of what is run. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** What the login shell runs before the command: a noisy profile. */
  readonly prelude?: string;
  /** What a command's `sh -c` is run by, asked for each: `nsenter` and its words for a host that is a namespace. */
  readonly within?: () => readonly string[];
  readonly port?: number;
  /** The host key; a new one when absent. */
  readonly hostKey?: KeyPair;
  /** `connect`: accepts and says nothing. `login`: exchanges keys and never answers the login. */
  readonly hang?: 'connect' | 'login';
  readonly forwarding?: boolean;
  /** Where a forwarded address leads; by default this machine, whatever the address. */
  readonly route?: (address: string, port: number) => { readonly address: string; readonly port: number } | undefined;
}

export interface KeyPair {
  readonly private: string;
  readonly public: string;
}

/** A new ed25519 key in OpenSSH's format. */
export function mintKey(options: { readonly passphrase?: string; readonly comment?: string } = {}): KeyPair {
  const { passphrase, comment = 'test' } = options;
  for (;;) {
    const pair = utils.generateKeyPairSync('ed25519', { comment, ...(passphrase === undefined ? {} : { passphrase, cipher: 'aes256-ctr', rounds: 16 }) });
    // Once in a while the library writes one that it cannot read.
    if (!(utils.parseKey(pair.private, passphrase) instanceof Error)) return pair;
  }
}

/**
 * An SSH server in this process whose "host" is this machine: commands run by `sh -c`, each in a session of its own, and like
 * OpenSSH it lets them live when the connection goes.
 */
export class SshServer {
  readonly counts = { connections: 0, logins: 0, execs: 0, forwards: 0 };
  /** Every command line that was asked for. */
  readonly commands: string[] = [];
  readonly hostKey: KeyPair;
  readonly #server: InstanceType<typeof Server>;
  readonly #connections = new Set<Connection>();
  readonly #children = new Set<ChildProcess>();
  readonly #authorized: readonly ParsedKey[];

  private constructor(private readonly options: SshServerOptions) {
    this.hostKey = options.hostKey ?? mintKey();
    this.#authorized = options.authorized.map((line) => {
      const key = utils.parseKey(line);
      if (key instanceof Error) throw key;
      return Array.isArray(key) ? firstOf(key) : key;
    });
    this.#server = new Server({ hostKeys: [this.hostKey.private] }, (connection) => {
      this.greet(connection);
    });
  }

  static async start(options: SshServerOptions): Promise<SshServer> {
    const server = new SshServer(options);
    await new Promise<void>((resolve, reject) => {
      server.#server.once('error', reject);
      server.#server.listen(options.port ?? 0, '127.0.0.1', resolve);
    });
    return server;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** The line that pins this server, at this port or at that of something in front of it. */
  knownHosts(port = this.port, address = '127.0.0.1'): string {
    return `[${address}]:${String(port)} ${this.hostKey.public.split(' ').slice(0, 2).join(' ')}\n`;
  }

  /** Cuts every connection without a goodbye; what runs goes on. */
  dropConnections(): void {
    for (const connection of this.#connections) {
      const socket: unknown = Reflect.get(connection, '_sock');
      if (socket instanceof Duplex) socket.destroy();
    }
  }

  /** Ends connections, and what still runs of the commands that were started here. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => {
      this.#server.close(() => {
        resolve();
      });
    });
    this.dropConnections();
    for (const { pid } of this.#children) {
      try {
        if (pid !== undefined) process.kill(-pid, 'SIGKILL');
      } catch {
        // It has ended by itself.
      }
    }
    await closed;
  }

  private greet(connection: Connection): void {
    this.counts.connections += 1;
    this.#connections.add(connection);
    // As sshd: small answers do not wait for one another.
    (connection as Connection & { setNoDelay(on: boolean): void }).setNoDelay(true);
    connection.on('close', () => this.#connections.delete(connection));
    connection.on('error', () => undefined);
    if (this.options.hang === 'connect') {
      const socket: unknown = Reflect.get(connection, '_sock');
      if (typeof socket === 'object' && socket !== null && 'write' in socket) socket.write = () => true;
    }
    connection.on('authentication', (context) => {
      if (this.options.hang === 'login') return;
      if (context.method !== 'publickey' || (this.options.user !== undefined && context.username !== this.options.user)) {
        context.reject(['publickey']);
        return;
      }
      const { key, blob, signature, hashAlgo } = context;
      const known = this.#authorized.find((one) => one.type === key.algo && one.getPublicSSH().equals(key.data));
      if (known === undefined) context.reject(['publickey']);
      else if (signature === undefined || blob === undefined) context.accept();
      else if (Object.is(known.verify(blob, signature, hashAlgo), true)) context.accept();
      else context.reject(['publickey']);
    });
    connection.on('ready', () => {
      this.counts.logins += 1;
      connection.on('session', (accept) => {
        this.serveSession(accept());
      });
      // Without a listener the library refuses, as a server does that forbids forwarding.
      if (this.options.forwarding === false) return;
      connection.on('tcpip', (accept, reject, { destIP, destPort }) => {
        this.serveForward(accept, reject, destIP, destPort);
      });
    });
  }

  private serveForward(accept: () => ServerChannel, reject: () => void, address: string, port: number): void {
    const { route = () => ({ address: '127.0.0.1', port }) } = this.options;
    const to = route(address, port);
    if (to === undefined) {
      reject();
      return;
    }
    this.counts.forwards += 1;
    const socket = connectTcp(to.port, to.address);
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.removeAllListeners('error');
      const channel = accept();
      socket.on('error', () => channel.end());
      channel.on('error', () => socket.destroy());
      channel.on('close', () => socket.destroy());
      socket.pipe(channel).pipe(socket);
    });
  }

  private serveSession(session: Session): void {
    let child: ChildProcess | undefined;
    session.on('signal', (accept, _reject, { name }) => {
      // The library gives no answer to take when the client wants none.
      (accept as (() => void) | undefined)?.();
      try {
        if (child?.pid !== undefined && child.exitCode === null) process.kill(-child.pid, `SIG${name}` as NodeJS.Signals);
      } catch {
        // It has ended by itself.
      }
    });
    session.on('exec', (accept, _reject, { command }) => {
      this.counts.execs += 1;
      this.commands.push(command);
      child = this.run(command, accept());
    });
  }

  private run(command: string, channel: ServerChannel): ChildProcess {
    const { env = process.env, cwd, prelude, within } = this.options;
    const line = ['sh', '-c', prelude === undefined ? command : `${prelude}\n${command}`];
    const [program = 'sh', ...words]: readonly string[] = [...(within?.() ?? []), ...line];
    const child = spawn(program, words, { detached: true, env, cwd, stdio: 'pipe' });
    this.#children.add(child);
    child.stdin.on('error', () => undefined);
    channel.on('error', () => undefined);
    channel.pipe(child.stdin);
    child.stdout.pipe(channel, { end: false });
    child.stderr.pipe(channel.stderr, { end: false });
    child.on('error', (error) => {
      channel.stderr.write(`${error.message}\n`);
      channel.exit(127);
      channel.close();
    });
    child.on('close', (code, signal) => {
      this.#children.delete(child);
      channel.stderr.end(() => {
        if (signal === null) channel.exit(code ?? 255);
        else channel.exit(signal.replace(/^SIG/, ''), false, '');
        channel.end();
      });
    });
    channel.on('close', () => {
      // Nobody reads any more: as with sshd, who writes on gets a broken pipe.
      child.stdout.destroy();
      child.stderr.destroy();
      child.stdin.destroy();
    });
    return child;
  }
}

function firstOf(keys: readonly ParsedKey[]): ParsedKey {
  const [first] = keys;
  if (first === undefined) throw new Error('a line without a key');
  return first;
}

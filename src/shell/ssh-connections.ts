import { SshConnection } from './ssh-connection';
import type { SshOptions, SshTarget } from './ssh-target';

function isSame(one: SshTarget | undefined, other: SshTarget | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  const keys = ['alias', 'address', 'port', 'user', 'key', 'passphrase', 'agent', 'knownHosts', 'knownHostsSource'] as const;
  return keys.every((key) => one[key] === other[key]) && isSame(one.via, other.via);
}

/** The connections to several hosts, one each; hosts behind the same bastion share the one to it. */
export class SshConnections {
  readonly #connections = new Map<string, SshConnection>();
  readonly #mistaken: Promise<void>[] = [];

  constructor(private readonly options: SshOptions = {}) {}

  /** The connection to a host. One that was opened ahead to somewhere else is ended. */
  to(target: SshTarget): SshConnection {
    const known = this.#connections.get(target.alias);
    if (known !== undefined && isSame(known.target, target)) return known;
    if (known !== undefined) this.#mistaken.push(known.close());
    const via = target.via === undefined ? undefined : this.to(target.via);
    const connection = new SshConnection(target, this.options, via);
    this.#connections.set(target.alias, connection);
    return connection;
  }

  /** Begins to connect. What goes wrong is told to whoever sends the first command. */
  openAhead(target: SshTarget): void {
    this.to(target).openAhead();
  }

  async close(): Promise<void> {
    this.options.greetings?.close();
    // Those behind a bastion first: their goodbye goes through it.
    const all = [...this.#connections.values()];
    await Promise.all([...this.#mistaken, ...all.filter((connection) => connection.target.via !== undefined).map((connection) => connection.close())]);
    await Promise.all(all.map((connection) => connection.close()));
    this.#connections.clear();
  }
}

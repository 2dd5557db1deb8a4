import type { Secret } from '../model/secret';
import type { Greetings } from './greet';

export const CONNECT_TIMEOUT_MS = 15_000;

/** Where a host is and how it is entered. */
export interface SshTarget {
  readonly alias: string;
  readonly address: string;
  readonly port: number;
  readonly user: string;
  /** A private key; absent: the agent. */
  readonly key?: Secret;
  readonly passphrase?: Secret;
  /** Socket of an agent, as in SSH_AUTH_SOCK. */
  readonly agent?: string;
  /** Text in the format of OpenSSH's known_hosts. */
  readonly knownHosts: string;
  /** Where that text came from, for messages: ".github/known_hosts". */
  readonly knownHostsSource: string;
  /** The bastion. */
  readonly via?: SshTarget;
}

export interface SshOptions {
  /** For reaching the host, the handshake and the login, each attempt. Default 15 s. */
  readonly connectTimeoutMs?: number;
  /** Attempts to reach a host. Default 3. */
  readonly attempts?: number;
  /** Between two signs of life on a silent connection; three without an answer end it. Default 15 s. */
  readonly keepAliveMs?: number;
  readonly signal?: AbortSignal;
  /** Connections that were begun already; the first attempt to reach a host takes its own. */
  readonly greetings?: Greetings;
  /** Once there were so many remote commands, the next one is started when it is needed and not ahead. Without it there is no such limit. */
  readonly commandsAhead?: number;
  /** Called when the first script of a connection is on its way: until its answer comes there is time for other things. */
  readonly onFirstScript?: () => void;
}

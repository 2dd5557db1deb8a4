import type { Duplex } from 'node:stream';

import { type Config, NodeSSH } from 'node-ssh';
import type { AnyAuthMethod, Client, ParsedKey, ServerHostKeyAlgorithm } from 'ssh2';

import { Failure } from '../model/failure';
import { greet, IDENT } from './greet';
import { fingerprintOf, pinsFor } from './known-hosts';
import { connectFailure, type ConnectStage, hostKeyFailure, settingsFailure, sshFailure } from './ssh-failures';
import { readPrivateKey } from './ssh-keys';
import { CONNECT_TIMEOUT_MS, type SshOptions, type SshTarget } from './ssh-target';

/** A connection that failed in a way that may well not repeat itself. */
export class Fleeting extends Error {
  constructor(readonly failure: Failure) {
    super(failure.message);
  }
}

const ALGORITHMS: Readonly<Record<string, readonly ServerHostKeyAlgorithm[]>> = {
  'ssh-ed25519': ['ssh-ed25519'],
  'ecdsa-sha2-nistp256': ['ecdsa-sha2-nistp256'],
  'ecdsa-sha2-nistp384': ['ecdsa-sha2-nistp384'],
  'ecdsa-sha2-nistp521': ['ecdsa-sha2-nistp521'],
  'ssh-rsa': ['rsa-sha2-512', 'rsa-sha2-256'],
};
const SAFE = Object.values(ALGORITHMS).flat();

/** Offers the one key, or the agent's, at once: asking first which methods there are costs a round trip. */
function authentication(target: SshTarget): { readonly method: AnyAuthMethod; readonly offered: string } {
  const { user: username, key, agent } = target;
  if (key !== undefined) {
    const read = readPrivateKey(target);
    if (read instanceof Failure) throw read;
    return { method: { type: 'publickey', username, key: read }, offered: describeKey(key.name, read) };
  }
  if (agent !== undefined && agent !== '') return { method: { type: 'agent', username, agent }, offered: 'it was offered every key of the SSH agent (ssh-add -l lists them)' };
  throw settingsFailure(target, {
    code: 'LG-SSH-NO-KEY',
    problem: 'there is neither a key nor an SSH agent to log in with',
    next: 'name the variable that holds the private key (ssh: { key: DEPLOY_KEY }) and pass it to the step, or start an agent',
  });
}

function describeKey(name: string, key: ParsedKey): string {
  return `it was offered ${key.type} ${fingerprintOf(key.getPublicSSH())}, the key in ${name}`;
}

/** One attempt. `through` opens the stream by way of a bastion. Rejects with a `Failure`, or with `Fleeting` where another attempt makes sense. */
export async function connectOnce(target: SshTarget, options: SshOptions, through?: () => Promise<Duplex>): Promise<Client> {
  const timeoutMs = options.connectTimeoutMs ?? CONNECT_TIMEOUT_MS;
  const { method, offered } = authentication(target);
  const pins = pinsFor(target.knownHosts, target.address, target.port);
  if (pins.authorityOnly) {
    throw settingsFailure(target, { code: 'LG-SSH-HOST-CERTIFICATE', problem: `${target.knownHostsSource} names only a certificate authority for this host`, next: "pin the host's own key beside it" });
  }
  const wanted = pins.types.flatMap((type) => ALGORITHMS[type] ?? []);
  const stage = { connected: false, handshake: false, offered };
  let refused: Failure | undefined;
  const reach = (): Promise<Duplex> => options.greetings?.take(target.address, target.port) ?? greet(target.address, target.port, timeoutMs, options.signal);
  const sock = through === undefined ? await reach().catch((error: unknown) => toss(target, error, stage)) : await through();
  stage.connected = true;
  if (sock.destroyed) toss(target, sock.errored ?? new Error('Connection lost before handshake'), stage);
  let agentProblem: Error | undefined;
  const config: Config = {
    sock,
    ident: IDENT,
    username: target.user,
    readyTimeout: timeoutMs,
    keepaliveInterval: options.keepAliveMs ?? 15_000,
    keepaliveCountMax: 3,
    algorithms: { serverHostKey: wanted.length === 0 ? SAFE : wanted },
    hostVerifier: (key: Buffer) => {
      const verdict = pins.verdict(key);
      if (verdict !== 'pinned') refused = hostKeyFailure(target, verdict, key);
      return verdict === 'pinned';
    },
    authHandler: [method],
  };
  const ssh = new NodeSSH();
  const connecting = ssh.connect(config);
  const client = ssh.connection;
  const abort = (): void => void sock.destroy();
  options.signal?.addEventListener('abort', abort, { once: true });
  client?.on('handshake', () => {
    stage.handshake = true;
  });
  // Errors of an established connection come with its close; without a listener they would end the process.
  client?.on('error', (error) => {
    if ('level' in error && error.level === 'agent') agentProblem = error;
  });
  try {
    await connecting;
  } catch (error) {
    sock.destroy();
    if (refused !== undefined) throw refused;
    if (agentProblem !== undefined) {
      throw sshFailure(target, { code: 'LG-SSH-AGENT', problem: 'the SSH agent does not answer', cause: agentProblem.message, next: 'check SSH_AUTH_SOCK, or name a key' }, error);
    }
    return toss(target, error, stage);
  } finally {
    options.signal?.removeEventListener('abort', abort);
  }
  if (client === null) throw new Error('a connection that is ready has a client');
  return client;
}

function toss(target: SshTarget, error: unknown, stage: ConnectStage): never {
  const { failure, retry } = connectFailure(target, error, stage);
  throw retry ? new Fleeting(failure) : failure;
}

import { Failure } from '../model/failure';
import { fingerprintOf, keyTypeOf, knownHostLine } from './known-hosts';
import type { SshTarget } from './ssh-target';
import { codeOf, messageOf } from './thrown';

type Facts = { code: string; problem: string; next: string; cause?: string | undefined };

export function sshFailure(target: SshTarget, facts: Facts, thrown?: unknown): Failure {
  return new Failure({ kind: 'connection', host: target.alias, ...facts }, thrown === undefined ? undefined : { cause: thrown });
}

/** A mistake of the settings rather than of the network. */
export function settingsFailure(target: SshTarget, facts: Facts): Failure {
  return new Failure({ kind: 'configuration', host: target.alias, ...facts });
}

/** Why a host key was refused, with the line that would pin it. */
export function hostKeyFailure(target: SshTarget, verdict: 'unknown' | 'changed' | 'revoked', key: Buffer): Failure {
  const line = knownHostLine(target.address, target.port, key);
  const offered = `it offers ${keyTypeOf(key)} ${fingerprintOf(key)}`;
  const source = target.knownHostsSource;
  if (verdict === 'revoked') {
    return sshFailure(target, {
      code: 'LG-SSH-HOST-KEY-REVOKED',
      problem: `the host shows a key that ${source} marks as revoked`,
      cause: offered,
      next: 'do not connect: find out why a revoked key is still in use, and give the host a new one',
    });
  }
  if (verdict === 'changed') {
    return sshFailure(target, {
      code: 'LG-SSH-HOST-KEY-CHANGED',
      problem: `the host key is not the one that is pinned in ${source}`,
      cause: offered,
      next: `somebody may be in between. Only if the key was changed on purpose, replace the host's lines in ${source} with: ${line}`,
    });
  }
  return sshFailure(target, {
    code: 'LG-SSH-HOST-KEY-UNKNOWN',
    problem: `no host key is pinned for this host in ${source}`,
    cause: offered,
    next: `compare the fingerprint with the one on the server (ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub), then add this line to ${source}: ${line}`,
  });
}

export interface ConnectStage {
  /** A TCP connection (or the bastion's stream) stands. */
  readonly connected: boolean;
  /** Keys were exchanged and the host key was accepted. */
  readonly handshake: boolean;
  /** What was shown to log in with, for people. */
  readonly offered?: string;
}

/** What went wrong on the way to a ready connection; `retry` says whether the same may well work a moment later. */
export function connectFailure(target: SshTarget, thrown: unknown, stage: ConnectStage): { failure: Failure; retry: boolean } {
  // Of a host only its alias is ever told.
  const message = messageOf(thrown).replaceAll(target.address, target.alias);
  const code = codeOf(thrown);
  const fail = (facts: Facts): Failure => sshFailure(target, { cause: message, ...facts }, thrown);
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return { retry: code === 'EAI_AGAIN', failure: fail({ code: 'LG-SSH-NAME', problem: "the host's name has no address", next: `check the address of ${target.alias} in the configuration` }) };
  }
  if (code === 'ECONNREFUSED') {
    return { retry: true, failure: fail({ code: 'LG-SSH-REFUSED', problem: `nothing listens on port ${String(target.port)}`, next: 'check the port and that sshd runs' }) };
  }
  if (/no matching host key format/.test(message)) {
    return {
      retry: false,
      failure: fail({
        code: 'LG-SSH-HOST-KEY-TYPE',
        problem: `the host has no key of a type that is pinned in ${target.knownHostsSource}`,
        next: 'list its keys with ssh-keyscan from a place you trust, compare, and pin one of them',
      }),
    };
  }
  if (/no matching/.test(message)) {
    return { retry: false, failure: fail({ code: 'LG-SSH-ALGORITHM', problem: 'the host offers no algorithm that is considered safe', next: "update the host's sshd" }) };
  }
  if (/All configured authentication methods failed/.test(message)) {
    return { retry: false, failure: fail({ code: 'LG-SSH-AUTH', problem: `the host does not let ${target.user} in with this key`, cause: stage.offered, next: `add the public key to ~${target.user}/.ssh/authorized_keys on the host; see that this file, its folder and the home belong to ${target.user} and that nobody else may write them (chmod 600, 700, 755), since sshd passes over a key elsewhere without a word; or correct user and key` }) };
  }
  if (!stage.connected) {
    return { retry: true, failure: fail({ code: 'LG-SSH-UNREACHABLE', problem: 'the host cannot be reached', next: 'check the address, the firewall and that the host is up' }) };
  }
  if (/Timed out/.test(message)) {
    const problem = stage.handshake ? 'the login did not come to an end' : 'something accepts the connection and then says nothing';
    return { retry: !stage.handshake, failure: fail({ code: 'LG-SSH-SILENT', problem, next: 'look at sshd on the host (load, memory, MaxStartups); the port may belong to something else' }) };
  }
  if (/Invalid identification|Protocol|Expected/i.test(message)) {
    return { retry: false, failure: fail({ code: 'LG-SSH-NOT-SSH', problem: 'what answers there does not speak SSH', next: 'check address and port' }) };
  }
  const when = stage.handshake ? 'during the login' : 'before the login';
  // A host that lets nobody in says so, and counts attempts; what only broke off is tried again.
  return { retry: !stage.handshake || code === 'ECONNRESET' || code === 'EPIPE', failure: fail({ code: 'LG-SSH-LOST', problem: `the connection broke ${when}`, next: "look at sshd's log on the host; try again" }) };
}

/** A connection that stood and is gone. Nothing says whether what was sent still runs. */
export function brokenFailure(target: SshTarget, cause: string): Failure {
  return sshFailure(target, {
    code: 'LG-SSH-BROKEN',
    problem: 'the connection broke before the answer was complete',
    cause,
    next: 'try again; what was running on the host is found there by the next run',
  });
}

export const isBroken = (thrown: unknown): boolean => thrown instanceof Failure && thrown.code === 'LG-SSH-BROKEN';

export function forwardFailure(target: SshTarget, port: number, thrown: unknown): Failure {
  const reason = typeof thrown === 'object' && thrown !== null && 'reason' in thrown ? thrown.reason : undefined;
  const cause = messageOf(thrown);
  if (reason === 2) {
    return sshFailure(target, { code: 'LG-SSH-FORWARD-UNREACHABLE', problem: `nothing answers on port ${String(port)} of the host`, cause, next: 'check that the application listens there' }, thrown);
  }
  return sshFailure(
    target,
    { code: 'LG-SSH-FORWARD-REFUSED', problem: `the host does not forward connections to port ${String(port)}`, cause, next: 'allow it in sshd_config (AllowTcpForwarding, PermitOpen) or ask the port by a command on the host' },
    thrown,
  );
}

import { createHash, createHmac } from 'node:crypto';

/** A line of an OpenSSH known_hosts file. */
interface KnownHost {
  readonly marker: string;
  readonly hosts: string;
  readonly type: string;
  readonly key: string;
}

export interface HostKeyPins {
  /** Types of the keys that are pinned, for the negotiation. */
  readonly types: readonly string[];
  /** The lines lead to certificate authorities alone, which are not supported. */
  readonly authorityOnly: boolean;
  verdict(key: Buffer): 'pinned' | 'unknown' | 'changed' | 'revoked';
}

function parseKnownHosts(text: string): KnownHost[] {
  return text.split('\n').flatMap((line) => {
    const words = line.trim().split(/\s+/);
    const first = words[0] ?? '';
    if (first === '' || first.startsWith('#')) return [];
    const marker = first.startsWith('@') ? first : '';
    const [hosts, type, key] = marker === '' ? words : words.slice(1);
    return hosts === undefined || type === undefined || key === undefined ? [] : [{ marker, hosts, type, key }];
  });
}

function matchesHashed(pattern: string, host: string): boolean {
  const [, , salt = '', hash = ''] = pattern.split('|');
  return createHmac('sha1', Buffer.from(salt, 'base64')).update(host).digest('base64') === hash;
}

function matchesPattern(pattern: string, host: string): boolean {
  const expression = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*').replaceAll('?', '.');
  return new RegExp(`^${expression}$`, 'i').test(host);
}

function namesHost(hosts: string, host: string): boolean {
  if (hosts.startsWith('|1|')) return matchesHashed(hosts, host);
  const patterns = hosts.split(',');
  if (patterns.some((pattern) => pattern.startsWith('!') && matchesPattern(pattern.slice(1), host))) return false;
  return patterns.some((pattern) => !pattern.startsWith('!') && matchesPattern(pattern, host));
}

/** The name under which a host's key is filed. */
export function knownHostName(address: string, port: number): string {
  return port === 22 ? address.toLowerCase() : `[${address.toLowerCase()}]:${String(port)}`;
}

/** What a known_hosts text says of one host; like OpenSSH, a key of the bare address counts where the port has none. */
export function pinsFor(text: string, address: string, port: number): HostKeyPins {
  const lines = parseKnownHosts(text);
  const naming = (name: string): KnownHost[] => lines.filter((line) => namesHost(line.hosts, name));
  const exact = naming(knownHostName(address, port));
  const mine = exact.some((line) => line.marker === '') ? exact : [...exact, ...naming(address.toLowerCase())];
  const keys = mine.filter((line) => line.marker === '');
  const revoked = mine.filter((line) => line.marker === '@revoked');
  return {
    types: [...new Set(keys.map((line) => line.type))],
    authorityOnly: keys.length === 0 && mine.some((line) => line.marker === '@cert-authority'),
    verdict: (key) => {
      const offered = key.toString('base64');
      if (revoked.some((line) => line.key === offered)) return 'revoked';
      if (keys.some((line) => line.key === offered)) return 'pinned';
      return keys.length === 0 ? 'unknown' : 'changed';
    },
  };
}

/** The type that a public key's own bytes name. */
export function keyTypeOf(key: Buffer): string {
  return key.subarray(4, 4 + key.readUInt32BE(0)).toString('latin1');
}

/** As `ssh-keygen -l` shows it. */
export function fingerprintOf(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}

/** The line that pins a key. */
export function knownHostLine(address: string, port: number, key: Buffer): string {
  return `${knownHostName(address, port)} ${keyTypeOf(key)} ${key.toString('base64')}`;
}

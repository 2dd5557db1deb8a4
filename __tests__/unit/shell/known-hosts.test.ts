import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { fingerprintOf, keyTypeOf, knownHostLine, pinsFor } from '../../../src/shell/known-hosts';

/** Keys and hashed names as OpenSSH itself makes them. */
const folder = mkdtempSync(join(tmpdir(), 'lockgate-known-hosts-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function makeKey(type: string): { line: string; blob: Buffer; fingerprint: string } {
  const file = join(folder, `${type}-${String(Math.random()).slice(2)}`);
  execFileSync('ssh-keygen', ['-q', '-t', type, '-N', '', '-C', 'comment here', '-f', file]);
  const line = readFileSync(`${file}.pub`, 'utf8').trim();
  return { line, blob: Buffer.from(line.split(' ')[1] ?? '', 'base64'), fingerprint: execFileSync('ssh-keygen', ['-lf', `${file}.pub`], { encoding: 'utf8' }).split(' ')[1] ?? '' };
}

const [one, two, ecdsa, rsa] = [makeKey('ed25519'), makeKey('ed25519'), makeKey('ecdsa'), makeKey('rsa')] as const;

function hashed(text: string): string {
  const file = join(folder, 'to-hash');
  writeFileSync(file, text);
  execFileSync('ssh-keygen', ['-q', '-H', '-f', file], { stdio: 'ignore' });
  return readFileSync(file, 'utf8');
}

describe('known_hosts', () => {
  test.each([
    ['a plain line', `web.example.org ${one.line}`, 'web.example.org', 22, 'pinned'],
    ['another key of the same type', `web.example.org ${two.line}`, 'web.example.org', 22, 'changed'],
    ['another host', `db.example.org ${one.line}`, 'web.example.org', 22, 'unknown'],
    ['no line at all', '', 'web.example.org', 22, 'unknown'],
    ['capital letters', `Web.Example.org ${one.line}`, 'wEB.example.org', 22, 'pinned'],
    ['names and addresses', `web.example.org,192.0.2.7,2001:db8::7 ${one.line}`, '2001:db8::7', 22, 'pinned'],
    ['a port', `[web.example.org]:2222 ${one.line}`, 'web.example.org', 2222, 'pinned'],
    ['a port that is not asked for', `[web.example.org]:2222 ${one.line}`, 'web.example.org', 22, 'unknown'],
    ['a bare name for another port, as OpenSSH reads it', `web.example.org ${one.line}`, 'web.example.org', 2222, 'pinned'],
    ['a key of the port goes before that of the bare name', `web.example.org ${one.line}\n[web.example.org]:2222 ${two.line}`, 'web.example.org', 2222, 'changed'],
    ['a wildcard', `*.example.org ${one.line}`, 'web.example.org', 22, 'pinned'],
    ['a wildcard with an exception', `*.example.org,!web.example.org ${one.line}`, 'web.example.org', 22, 'unknown'],
    ['a dot is a dot', `webxexample.org ${one.line}`, 'web.example.org', 22, 'unknown'],
    ['a hashed name', hashed(`web.example.org ${one.line}\n`), 'web.example.org', 22, 'pinned'],
    ['a hashed name of another host', hashed(`db.example.org ${one.line}\n`), 'web.example.org', 22, 'unknown'],
    ['a hashed name with a port', hashed(`[web.example.org]:2222 ${one.line}\n`), 'web.example.org', 2222, 'pinned'],
    ['comments, blanks, tabs and the line ends of another system', `# comment\r\n\r\n  web.example.org\t${one.line}\r\n`, 'web.example.org', 22, 'pinned'],
    ['several keys', `web.example.org ${two.line}\nweb.example.org ${one.line}`, 'web.example.org', 22, 'pinned'],
    ['a revoked key', `web.example.org ${one.line}\n@revoked * ${one.line}`, 'web.example.org', 22, 'revoked'],
    ['a line of an authority alone', `@cert-authority *.example.org ${one.line}`, 'web.example.org', 22, 'unknown'],
    ['a line that is cut short', 'web.example.org ssh-ed25519', 'web.example.org', 22, 'unknown'],
  ] as const)('%s', (_name, text, address, port, verdict) => {
    expect(pinsFor(text, address, port).verdict(one.blob)).toBe(verdict);
  });

  test('tells which types are pinned, and that there is nothing but an authority', () => {
    const pins = pinsFor(`web ${ecdsa.line}\nweb ${rsa.line}\nweb ${rsa.line}`, 'web', 22);
    expect(pins.types).toEqual(['ecdsa-sha2-nistp256', 'ssh-rsa']);
    expect(pins.authorityOnly).toBe(false);
    expect(pinsFor(`@cert-authority web ${one.line}`, 'web', 22).authorityOnly).toBe(true);
  });

  test.each([one, ecdsa, rsa])('shows a key as OpenSSH does, and a line that pins it ($line)', ({ blob, fingerprint, line }) => {
    expect(fingerprintOf(blob)).toBe(fingerprint);
    expect(keyTypeOf(blob)).toBe(line.split(' ')[0]);
    const pin = knownHostLine('web', 2222, blob);
    expect(pinsFor(pin, 'web', 2222).verdict(blob)).toBe('pinned');
    const file = join(folder, 'asked');
    writeFileSync(file, `${pin}\n`);
    expect(execFileSync('ssh-keygen', ['-F', '[web]:2222', '-f', file], { encoding: 'utf8' })).toContain(line.split(' ')[1]);
  });
});

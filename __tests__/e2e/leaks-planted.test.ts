import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import { renderSummary } from '../../src/report/summary';
import { quote } from '../../src/shell/render';
import { type Finding, ProcessSampler, searchLeaks, textsOf } from '../../tools/leak-searcher';
import { mintKey } from '../../tools/ssh-server/ssh-server';
import fc from '../support/properties';

const token = { name: 'API_TOKEN', value: `tok_${'Zq7'.repeat(4)}+/Wx"9'$é%😀` };
const hook = { name: 'WEBHOOK', value: 'https://hooks.example.org/services/T0AB12/x?token=s3cr3t-Kq8vR2mN&wait=1' };
const key = { name: 'DEPLOY_KEY', value: mintKey().private };
const secrets = [token, hook, key];
const names = (findings: readonly Finding[]): string[] => [...new Set(findings.map(({ secret }) => secret))].sort();
const inText = (text: string): string[] => names(searchLeaks({ secrets, texts: [{ where: 'log', text }] }));
const line = (index: number): string => key.value.split('\n')[index] ?? '';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lockgate-planted-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});
const inFolder = (): string[] => names(searchLeaks({ secrets, folders: [folder] }));

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const forms: readonly (readonly [string, (value: string) => string])[] = [
  ['as it is', (value) => value],
  ['as base64', base64],
  ['as base64 behind one character', (value) => base64(`u${value}`)],
  ['as base64 behind two characters', (value) => base64(`u:${value}`)],
  ['as base64 before something else', (value) => base64(`{"a":"${value}","b":1}`)],
  ['as base64 for addresses', (value) => Buffer.from(value).toString('base64url')],
  ['as base64 in lines of 76', (value) => base64(value).replace(/.{76}/g, '$&\r\n')],
  ['as hexadecimal', (value) => Buffer.from(value).toString('hex')],
  ['as hexadecimal in capitals', (value) => Buffer.from(value).toString('hex').toUpperCase()],
  ['as hexadecimal in pairs', (value) => Buffer.from(value).toString('hex').replace(/../g, '$& ')],
  ['encoded for an address', encodeURIComponent],
  ['encoded as an address', encodeURI],
  ['encoded as a form', (value) => new URLSearchParams({ value }).toString()],
  ['every byte encoded', (value) => [...Buffer.from(value)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')],
  ['encoded twice', (value) => encodeURIComponent(encodeURIComponent(value))],
  ['in JSON', (value) => JSON.stringify({ value })],
  ['in JSON in JSON', (value) => JSON.stringify({ log: JSON.stringify({ value }) })],
  ['in JSON of ASCII alone', (value) => JSON.stringify(value).replace(/[\u007f-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)],
  ['quoted for a shell', quote],
  ['quoted for a shell twice', (value) => quote(`echo ${quote(value)}`)],
  ['every character behind a backslash', (value) => value.replace(/[^A-Za-z0-9\n]/gu, '\\$&')],
  ['in SQL', (value) => `INSERT INTO x VALUES ('${value.replaceAll("'", "''")}')`],
  ['in HTML', (value) => value.replace(/[&<>"']/g, (char) => `&#${String(char.charCodeAt(0))};`)],
  ['in colours', (value) => value.replace(/.{5}/gu, '$&\u001b[31m')],
  ['with invisible characters in it', (value) => value.replace(/.{5}/gu, '$&\u200b')],
  ['with carriage returns', (value) => value.replaceAll('\n', '\r\n')],
];

describe('the search of texts', () => {
  it.each(forms)('finds each secret %s', (_, write) => {
    for (const secret of secrets) expect([secret.name, inText(`2026-11-21 something ${write(secret.value)} else`)]).toEqual([secret.name, [secret.name]]);
  });

  it.each(forms.slice(0, 8))('finds a single line of a key %s', (_, write) => {
    expect(inText(`debug: ${write(line(2))}`)).toEqual(['DEPLOY_KEY']);
  });

  it('finds what is left of a secret that was cut', () => {
    const long = { name: 'LONG', value: 'Ab3dEf6hIj9lMn2pQr5tUv8xYz1B4D7F' };
    const found = (text: string): number => searchLeaks({ secrets: [long], texts: [{ where: 'log', text }] }).length;
    expect(found('…Qr5tUv8xYz1B4D7F"')).toBe(1);
    expect(found('Ab3dEf6hIj9lMn2p … 400 characters left out')).toBe(1);
    expect(found('Ab3dEf6')).toBe(0);
  });

  it('finds a secret in a job summary, whatever Markdown made of it', () => {
    const report = { action: 'backup', status: 'passed', headline: hook.value, app: 'a', environment: 'e', version: '', release: '', startedAt: '', durationMs: 1, timeline: [], gates: [], facts: [], commands: [], failures: [], notes: [token.value] } as const;
    const summary = renderSummary(report);
    expect(summary).not.toContain(hook.value);
    expect(inText(summary)).toEqual(['API_TOKEN', 'WEBHOOK']);
  });

  it('says where and how, never what', () => {
    const [finding] = searchLeaks({ secrets, texts: [{ where: 'log of backup', text: `Authorization: Bearer ${JSON.stringify(token.value)}` }] });
    expect(finding).toMatchObject({ secret: 'API_TOKEN', where: 'log of backup' });
    expect(JSON.stringify(finding)).not.toContain('Zq7Zq7');
  });

  it('finds nothing where there is nothing', () => {
    expect(inText(`${JSON.stringify({ token: '***' })} https://hooks.example.org/services/ -----BEGIN OPENSSH PRIVATE KEY----- ${mintKey().public}`)).toEqual([]);
  });

  it('refuses a secret that would be found everywhere', () => {
    expect(() => searchLeaks({ secrets: [{ name: 'PIN', value: '1234' }], texts: [] })).toThrow('PIN is too short');
  });

  it('leaves out what belongs where it is, and nothing else', () => {
    const texts = [{ where: 'shared/.env', text: token.value }, { where: 'log', text: token.value }];
    expect(searchLeaks({ secrets, texts, belongs: ({ where }) => where === 'shared/.env' }).map(({ where }) => where)).toEqual(['log']);
  });

  it('finds any secret in base64 at any place', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 8, unit: 'grapheme-ascii' }).filter((text) => !text.includes('\0') && text.trim().length >= 8), fc.string(), fc.string(), (value, before, after) => {
        const text = base64(`${before}${value.trim()}${after}`);
        expect(searchLeaks({ secrets: [{ name: 'S', value }], texts: [{ where: 'x', text }] })).not.toEqual([]);
      }),
    );
  });

  it('finds any secret that was quoted for a shell inside JSON', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 8, unit: 'binary' }).filter((text) => !text.includes('\0') && text.trim().replaceAll(/[\s'"\\\p{C}]/gu, '').length >= 8), (value) => {
        expect(searchLeaks({ secrets: [{ name: 'S', value }], texts: [{ where: 'x', text: JSON.stringify(`echo ${quote(value)}`) }] })).not.toEqual([]);
      }),
    );
  });
});

function python(script: string, ...words: string[]): void {
  execFileSync('python3', ['-c', script, ...words]);
}

describe('the search of files', () => {
  it.each<[string, (value: string) => void]>([
    ['a file deep below', (value) => { mkdirSync(join(folder, 'a/.b'), { recursive: true }); writeFileSync(join(folder, 'a/.b/c'), `x\0${value}`, { mode: 0o600 }); }],
    ["a file's name", (value) => { writeFileSync(join(folder, encodeURIComponent(value).slice(0, 200)), ''); }],
    ["a folder's name", (value) => { mkdirSync(join(folder, encodeURIComponent(value).slice(0, 200))); }],
    ['the target of a link', (value) => { symlinkSync(`/nowhere/${value}`, join(folder, 'link')); }],
    ['a file packed by gzip', (value) => { writeFileSync(join(folder, 'log.gz'), gzipSync(`x ${value}`)); }],
    ['a packed file that was cut short', (value) => { writeFileSync(join(folder, 'log.gz'), gzipSync(`${value}${'x y z '.repeat(50_000)}`).subarray(0, -40)); }],
    ['a file packed by zstd', (value) => { writeFileSync(join(folder, 'dump.part'), execFileSync('zstd', ['-cq'], { input: `x ${value}` })); }],
    ['a packed file in a packed file', (value) => { writeFileSync(join(folder, 'x'), gzipSync(execFileSync('zstd', ['-cq'], { input: value }))); }],
  ])('finds a secret in %s', (_, plant) => {
    for (const secret of [token, hook]) {
      plant(secret.value);
      expect(inFolder()).toEqual([secret.name]);
      rmSync(folder, { recursive: true });
      mkdirSync(folder);
    }
  });

  it.each([
    ['a row', 'import sqlite3,sys; b=sqlite3.connect(sys.argv[1]); b.execute("create table t(a)"); b.execute("insert into t values (?)",(sys.argv[2],)); b.commit()'],
    ['a row that takes several pages', 'import sqlite3,sys; b=sqlite3.connect(sys.argv[1]); b.execute("pragma page_size=512"); b.execute("create table t(a)"); [b.execute("insert into t values (?)",("x"*n+sys.argv[2],)) for n in range(300,340)]; b.commit()'],
    ['a blob', 'import sqlite3,sys; b=sqlite3.connect(sys.argv[1]); b.execute("create table t(a)"); b.execute("insert into t values (?)",(sys.argv[2].encode(),)); b.commit()'],
    ['a row that was deleted', 'import sqlite3,sys; b=sqlite3.connect(sys.argv[1]); b.execute("pragma secure_delete=off"); b.execute("create table t(a)"); b.execute("insert into t values (?)",(sys.argv[2],)); b.commit(); b.execute("delete from t"); b.commit()'],
    ['the write-ahead log', 'import sqlite3,sys,os; b=sqlite3.connect(sys.argv[1]); b.execute("pragma journal_mode=wal"); b.execute("create table t(a)"); b.commit(); b.execute("insert into t values (?)",(sys.argv[2],)); b.commit(); os._exit(0)'],
  ])('finds a secret in a database, in %s, packed or not', (_, script) => {
    const file = join(folder, 'store.db');
    python(script, file, token.value);
    expect(inFolder()).toEqual(['API_TOKEN']);
    execFileSync('zstd', ['-q', '--rm', file]);
    if (!script.includes('wal')) expect(inFolder()).toEqual(['API_TOKEN']);
  });

  it('calls nothing clean that it could not look into', () => {
    writeFileSync(join(folder, 'broken.gz'), Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0xff, 0xff, 0xff]));
    expect(inFolder).toThrow('broken.gz');
    expect(() => searchLeaks({ secrets, folders: [join(folder, 'never was')] })).toThrow('ENOENT');
  });
});

/** Longer than the 50 ms that it needs, since other tests may have the processor; the shell stays what it is meanwhile. */
const LIVES = 'sleep 1; :';

describe('the watch over processes', () => {
  it.each<[string, string[], Record<string, string>, 'arguments' | 'environment']>([
    ['an argument', ['-c', LIVES, `--token=${token.value}`], {}, 'arguments'],
    ['a quoted word of a command line', ['-c', `${LIVES} ${quote(token.value)}`], {}, 'arguments'],
    ['a variable', ['-c', LIVES], { TOKEN: token.value }, 'environment'],
    ['the arguments of a child', ['-c', 'sh -c "$1" x "$2"; :', 'x', LIVES, base64(`deploy:${token.value}`)], {}, 'arguments'],
  ])('finds a secret in %s of a process that does not live long', async (_, words, env, kind) => {
    const sampler = await ProcessSampler.start();
    await once(spawn('sh', words, { env: { PATH: process.env['PATH'], ...env }, stdio: 'ignore' }), 'exit');
    const { samples, rounds } = await sampler.stop();
    const findings = searchLeaks({ secrets, texts: textsOf(samples) });
    expect(names(findings)).toEqual(['API_TOKEN']);
    expect(findings.some(({ where }) => where.startsWith(kind))).toBe(true);
    expect(rounds).toBeGreaterThan(1);
  });

  it('sees who a process is and whose child', async () => {
    const sampler = await ProcessSampler.start();
    const child = spawn('sh', ['-c', LIVES, token.value], { stdio: 'ignore' });
    await once(child, 'exit');
    const { samples } = await sampler.stop();
    expect(samples).toContainEqual(expect.objectContaining({ pid: child.pid, parent: process.pid, kind: 'arguments' }));
  });
});

import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { findNode } from '../../tools/workflow-runner/node-binary';
import { EXAMPLE } from '../../tools/test-server/flask-systemd';
import { REPOSITORY } from '../support/job';

const made: string[] = [];
afterAll(() => made.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

const files = ['.github/lockgate.yml', '.github/workflows/deploy.yml', '.github/workflows/deploy-staging.yml', '.github/workflows/deploy-production.yml', '.github/workflows/rollback.yml'];

/** A repository with these files, and nothing else in it. */
function repository(content: Readonly<Record<string, string>>): string {
  const folder = join(mkdtempSync(join(tmpdir(), 'lockgate-init-')), 'shop');
  made.push(dirname(folder));
  for (const [path, text] of Object.entries(content)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  execFileSync('git', ['init', '--quiet', '--initial-branch=main', folder]);
  return folder;
}

const shop = { 'requirements.txt': 'flask==3.1.0\npsycopg==3.2.1\n', 'migrations/001_shop.sql': 'CREATE TABLE shop (id int);\n', 'shop/health.py': "@pages.get('/health')\n" };

interface Typed {
  readonly code: number | null;
  readonly log: string;
  readonly document: { readonly data: { readonly files?: readonly { readonly path: string; readonly state: string }[] }; readonly problems: readonly { readonly problem: string }[] };
}

function type(cwd: string, words: readonly string[], env: Readonly<Record<string, string>> = {}): Typed {
  const { status, stdout, stderr } = spawnSync(findNode(undefined, false).path, [join(REPOSITORY, 'dist/cli.js'), ...words, '--json'], { cwd, encoding: 'utf8', env: { PATH: process.env['PATH'] ?? '', HOME: cwd, ...env } });
  return { code: status, log: stdout + stderr, document: (stdout === '' ? {} : JSON.parse(stdout)) as Typed['document'] };
}

const read = (folder: string): Record<string, string> => Object.fromEntries(files.filter((path) => existsSync(join(folder, path))).map((path) => [path, readFileSync(join(folder, path), 'utf8')]));

describe('lockgate init', () => {
  test('writes what is valid at once, from wherever in the repository, and writes nothing the second time', () => {
    const folder = repository(shop);
    const first = type(join(folder, 'migrations'), ['init']);
    expect(first).toMatchObject({ code: 0 });
    expect(first.document.data.files).toEqual(files.map((path) => ({ path, state: 'written' })));
    expect(type(folder, ['validate'])).toMatchObject({ code: 0, document: { data: { environments: [{ name: 'staging' }, { name: 'production' }] } } });
    const before = read(folder);
    expect(type(folder, ['init'])).toMatchObject({ code: 0, document: { data: { files: files.map((path) => ({ path, state: 'as it was' })) } } });
    expect(read(folder)).toEqual(before);
  });

  test('makes the workflows of the example from its configuration, as they lie there', () => {
    const folder = repository({ '.github/lockgate.yml': readFileSync(join(EXAMPLE, '.github/lockgate.yml'), 'utf8') });
    expect(type(folder, ['init'])).toMatchObject({ code: 0 });
    for (const path of files) expect(readFileSync(join(folder, path), 'utf8')).toBe(readFileSync(join(EXAMPLE, path), 'utf8'));
  });

  test('names every file that is in the way and writes none; --force writes over workflows, never over a configuration', () => {
    const folder = repository({ ...shop, '.github/workflows/deploy.yml': 'name: mine\n', '.github/workflows/rollback.yml': 'name: mine too\n' });
    const refused = type(folder, ['init']);
    expect(refused.code).toBe(2);
    expect(refused.document.problems[0]?.problem).toContain('.github/workflows/deploy.yml, .github/workflows/rollback.yml');
    expect(Object.keys(read(folder))).toEqual(['.github/workflows/deploy.yml', '.github/workflows/rollback.yml']);
    expect(type(folder, ['init', '--force'])).toMatchObject({ code: 0 });
    const configuration = `${readFileSync(join(folder, '.github/lockgate.yml'), 'utf8')}# mine\n`;
    writeFileSync(join(folder, '.github/lockgate.yml'), configuration);
    expect(type(folder, ['init', '--force'])).toMatchObject({ code: 0 });
    expect(readFileSync(join(folder, '.github/lockgate.yml'), 'utf8')).toBe(configuration);
    expect(type(folder, ['validate'])).toMatchObject({ code: 0 });
  });

  test.each([
    [['--environments', 'staging,staging'], /no names of environments/],
    [['--environments', 'a b'], /no names of environments/],
    [['--app', 'My Shop'], /my-shop/],
    [['--host', 'web.example.org'], /no user and address/],
    [['--host', '-oProxyCommand=x@y'], /no user and address|has no value/],
    [['--host', 'deploy@127.0.0.1:1'], /LG-SSH-KNOWN-HOSTS|LG-SECRET-MISSING/],
  ])('%j is refused, and nothing is written', (words, message) => {
    const folder = repository(shop);
    const { code, log } = type(folder, ['init', ...words]);
    expect(code).toBe(2);
    expect(log).toMatch(message);
    expect(read(folder)).toEqual({});
  });

  test('killed at any moment it leaves each file as it was or whole, and the next one finishes', () => {
    const whole = repository(shop);
    type(whole, ['init']);
    const wanted = read(whole);
    const old = { ...shop, '.github/workflows/deploy.yml': 'name: old\n' };
    const ends: (number | null)[] = [];
    // Five calls a file: this step meets each kind of them, in one file or another.
    for (let at = 1; ends.at(-1) !== 0; at += 4) {
      const folder = repository(old);
      const { code } = type(folder, ['init', '--force'], { NODE_OPTIONS: `--require ${join(__dirname, '../support/kill-at-write.cjs')}`, KILL_AT_WRITE: String(at) });
      ends.push(code);
      for (const [path, text] of Object.entries(read(folder))) expect([wanted[path], (old as Record<string, string>)[path]]).toContain(text);
      expect(type(folder, ['init', '--force'])).toMatchObject({ code: 0 });
      expect(read(folder)).toEqual(wanted);
      expect(readdirSync(join(folder, '.github/workflows'))).toHaveLength(4);
    }
    expect(ends.length).toBeGreaterThan(5);
    expect(ends.slice(0, -1)).toEqual(ends.slice(0, -1).map(() => null));
  });
});

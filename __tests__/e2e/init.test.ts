import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';

import { findNode } from '../../tools/workflow-runner/node-binary';
import { EXAMPLE } from '../../tools/test-server/flask-systemd';
import { REPOSITORY } from '../support/job';
import { startOpenSsh } from '../support/openssh';

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

async function type(cwd: string, words: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Typed> {
  const child = spawn(findNode(undefined, false).path, [join(REPOSITORY, 'dist/cli.js'), ...words, '--json'], { cwd, env: { PATH: process.env['PATH'] ?? '', HOME: cwd, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const said = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) child[name].setEncoding('utf8').on('data', (text: string) => (said[name] += text));
  const code = await new Promise<number | null>((settle) => child.once('close', settle));
  return { code, log: said.stdout + said.stderr, document: (said.stdout === '' ? {} : JSON.parse(said.stdout)) as Typed['document'] };
}

const read = (folder: string): Record<string, string> => Object.fromEntries(files.filter((path) => existsSync(join(folder, path))).map((path) => [path, readFileSync(join(folder, path), 'utf8')]));

describe('lockgate init', () => {
  test('writes what is valid at once, from wherever in the repository, and writes nothing the second time', async () => {
    const folder = repository(shop);
    const first = await type(join(folder, 'migrations'), ['init']);
    expect(first).toMatchObject({ code: 0 });
    expect(first.document.data.files).toEqual(files.map((path) => ({ path, state: 'written' })));
    expect(await type(folder, ['validate'])).toMatchObject({ code: 0, document: { data: { environments: [{ name: 'staging' }, { name: 'production' }] } } });
    const before = read(folder);
    expect(await type(folder, ['init'])).toMatchObject({ code: 0, document: { data: { files: files.map((path) => ({ path, state: 'as it was' })) } } });
    expect(read(folder)).toEqual(before);
  });

  test('makes the workflows of the example from its configuration, as they lie there', async () => {
    const folder = repository({ '.github/lockgate.yml': readFileSync(join(EXAMPLE, '.github/lockgate.yml'), 'utf8') });
    expect(await type(folder, ['init'])).toMatchObject({ code: 0 });
    for (const path of files) expect(readFileSync(join(folder, path), 'utf8')).toBe(readFileSync(join(EXAMPLE, path), 'utf8'));
  });

  test('names every file that is in the way and writes none; --force writes over workflows, never over a configuration', async () => {
    const folder = repository({ ...shop, '.github/workflows/deploy.yml': 'name: mine\n', '.github/workflows/rollback.yml': 'name: mine too\n' });
    const refused = await type(folder, ['init']);
    expect(refused.code).toBe(2);
    expect(refused.document.problems[0]?.problem).toContain('.github/workflows/deploy.yml, .github/workflows/rollback.yml');
    expect(Object.keys(read(folder))).toEqual(['.github/workflows/deploy.yml', '.github/workflows/rollback.yml']);
    expect(await type(folder, ['init', '--force'])).toMatchObject({ code: 0 });
    const configuration = `${readFileSync(join(folder, '.github/lockgate.yml'), 'utf8')}# mine\n`;
    writeFileSync(join(folder, '.github/lockgate.yml'), configuration);
    expect(await type(folder, ['init', '--force'])).toMatchObject({ code: 0 });
    expect(readFileSync(join(folder, '.github/lockgate.yml'), 'utf8')).toBe(configuration);
    expect(await type(folder, ['validate'])).toMatchObject({ code: 0 });
  });

  test.each([
    [['--environments', 'staging,staging'], /no names of environments/],
    [['--environments', 'a b'], /no names of environments/],
    [['--app', 'My Shop'], /my-shop/],
    [['--host', 'web.example.org'], /no user and address/],
    [['--host', '-oProxyCommand=x@y'], /no user and address|has no value/],
    [['--host', 'deploy@127.0.0.1:1'], /LG-SSH-KNOWN-HOSTS|LG-SECRET-MISSING/],
  ])('%j is refused, and nothing is written', async (words, message) => {
    const folder = repository(shop);
    const { code, log } = await type(folder, ['init', ...words]);
    expect(code).toBe(2);
    expect(log).toMatch(message);
    expect(read(folder)).toEqual({});
  });

  test('looks at the units of a server that is named, and says where it cannot', async () => {
    // As systemd answers for a server with this unit, written by hand: this machine may have no systemd.
    const bin = mkdtempSync(join(tmpdir(), 'lockgate-units-'));
    made.push(bin);
    const sshd = await startOpenSsh({ config: [`SetEnv PATH=${bin}:/usr/bin:/bin`] });
    try {
      const target = sshd.target();
      const env = { DEPLOY_KEY: target.key?.reveal() ?? '', LOCKGATE_KNOWN_HOSTS: target.knownHosts };
      const answer = (script: string): void => {
        writeFileSync(join(bin, 'systemctl'), `#!/bin/sh\n${script}\n`);
        chmodSync(join(bin, 'systemctl'), 0o755);
      };
      answer(`case $1 in
list-units) printf '%s\\n' 'cron.service loaded active running Regular background program processing daemon' 'directory.service loaded active running The company directory' ;;
show) printf '%s\\n' 'ExecStart={ path=/usr/sbin/cron ; argv[]=/usr/sbin/cron -f ; ignore_errors=no ; }' 'WorkingDirectory=' Id=cron.service FragmentPath=/lib/systemd/system/cron.service '' \\
  'ExecStart={ path=/srv/directory/current/.venv/bin/gunicorn ; argv[]=/srv/directory/current/.venv/bin/gunicorn --bind 127.0.0.1:8017 directory.wsgi:app ; ignore_errors=no ; }' WorkingDirectory=/srv/directory/current Id=directory.service FragmentPath=/etc/systemd/system/directory.service ;;
esac`);
      const folder = repository(shop);
      const words = ['init', '--host', `${userInfo().username}@127.0.0.1:${String(sshd.port)}`];
      expect(await type(folder, words, env)).toMatchObject({ code: 0 });
      const text = read(folder)['.github/lockgate.yml'] ?? '';
      for (const line of ['runtime: { kind: systemd, unit: directory, port: 8017 }', '  path: /srv/directory', '  production: { hosts: { web: "127.0.0.1" }, approval: required }', `port: ${String(sshd.port)}, key: DEPLOY_KEY`]) expect(text).toContain(line);
      expect(await type(folder, ['validate'])).toMatchObject({ code: 0 });
      answer('echo "System has not been booted with systemd" >&2; exit 1');
      const other = repository(shop);
      const refused = await type(other, words, env);
      expect(refused).toMatchObject({ code: 1 });
      expect(refused.log).toMatch(/LG-INIT-UNITS/);
      expect(read(other)).toEqual({});
    } finally {
      await sshd.close();
    }
  });

  test('killed at any moment it leaves each file as it was or whole, and the next one finishes', async () => {
    const whole = repository(shop);
    await type(whole, ['init']);
    const wanted = read(whole);
    const old = { ...shop, '.github/workflows/deploy.yml': 'name: old\n' };
    const ends: (number | null)[] = [];
    // Five calls a file: this step meets each kind of them, in one file or another.
    for (let at = 1; ends.at(-1) !== 0; at += 4) {
      const folder = repository(old);
      const { code } = await type(folder, ['init', '--force'], { NODE_OPTIONS: `--require ${join(__dirname, '../support/kill-at-write.cjs')}`, KILL_AT_WRITE: String(at) });
      ends.push(code);
      for (const [path, text] of Object.entries(read(folder))) expect([wanted[path], (old as Record<string, string>)[path]]).toContain(text);
      expect(await type(folder, ['init', '--force'])).toMatchObject({ code: 0 });
      expect(read(folder)).toEqual(wanted);
      expect(readdirSync(join(folder, '.github/workflows'))).toHaveLength(4);
    }
    expect(ends.length).toBeGreaterThan(5);
    expect(ends.slice(0, -1)).toEqual(ends.slice(0, -1).map(() => null));
  });
});

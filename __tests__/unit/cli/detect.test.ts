import type { Checkout } from '../../../src/cli/init/checkout';
import { detect, nameOf } from '../../../src/cli/init/detect';
import { chooseUnit, readNames, readUnits } from '../../../src/cli/init/unit';
import type { CommandResult } from '../../../src/model/command';

/** A repository of these files. */
function checkout(files: Readonly<Record<string, string>>, name = 'shop'): Checkout {
  const below = (path: string): string[] => Object.keys(files).filter((file) => path === '.' || file.startsWith(`${path}/`)).map((file) => (path === '.' ? file : file.slice(path.length + 1)));
  return {
    name,
    has: (path) => path in files || below(path).length > 0,
    read: (path) => files[path] ?? '',
    list: (path) => [...new Set(below(path).map((file) => file.split('/')[0] ?? ''))].sort(),
  };
}

const seen = (files: Readonly<Record<string, string>>): string => detect(checkout(files)).seen.map(([what, so]) => `${what}: ${so}`).join('\n');

describe('what a repository gives away', () => {
  test.each([
    ['pinned', 'flask==3.0.1\ngunicorn[gevent]==22.0  # web\n\n# more\npsycopg==3.2', { python: true, pinned: true, database: 'postgres' }],
    ['not pinned', 'flask>=3\npsycopg==3.2', { python: true, pinned: false, database: 'postgres' }],
    ['nothing in it', '', { python: true, pinned: false, database: undefined }],
  ])('requirements.txt, %s', (_, text, found) => {
    expect(detect(checkout({ 'requirements.txt': text }))).toMatchObject(found);
  });

  test('plain SQL, and where the application says how it is', () => {
    const files = { 'requirements.txt': 'psycopg==3.2\n', 'migrations/1.sql': '', 'migrations/1.down.sql': '', 'shop/health.py': '@bp.get("/api/health/")\n' };
    expect(detect(checkout(files))).toMatchObject({ migrations: { kind: 'sql', files: 'migrations/*.sql' }, health: '/api/health/' });
    expect(detect(checkout({ 'migrations/1.sql': '' }))).toMatchObject({ database: undefined, migrations: undefined });
  });

  test.each([
    ['shop/store.py', 'import os\nimport sqlite3\n', 'sqlite'],
    ['app.py', 'import os, sqlite3 as db', 'sqlite'],
    ['src/shop/store.py', 'def open():\n    from sqlite3 import connect\n', 'sqlite'],
    ['src/store.mjs', "import { DatabaseSync } from 'node:sqlite';", 'sqlite'],
    ['store.cjs', "const { DatabaseSync } = require('node:sqlite')", 'sqlite'],
    ['app.py', '# import sqlite3\nimport sqlite3_tools\nsay("import sqlite3")', undefined],
    ['store.js', "// import x from 'node:sqlite'\nimport sqlite3", undefined],
    ['tests/test_store.py', 'import sqlite3', undefined],
    ['shop/test_store.py', 'import sqlite3', undefined],
    ['.venv/lib.py', 'import sqlite3', undefined],
  ])('SQLite of the language itself: %s says %j', (file, text, database) => {
    const files = { 'requirements.txt': 'flask==3.0.1\n', 'migrations/1.sql': '', [file]: text };
    expect(detect(checkout(files))).toMatchObject({ database, migrations: database === undefined ? undefined : { kind: 'sql', files: 'migrations/*.sql' } });
    if (database !== undefined) expect(seen(files)).toContain(`sqlite: ${file} imports it; `);
  });

  test('a library that speaks to PostgreSQL says more than an import of SQLite', () => {
    expect(detect(checkout({ 'requirements.txt': 'psycopg==3.2\n', 'app.py': 'import sqlite3\n' })).database).toBe('postgres');
  });

  test('no more files are read than are needed to tell', () => {
    const many = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`shop/m${String(index).padStart(4, '0')}.py`, '']));
    const all = checkout({ ...many, 'shop/z.py': 'import sqlite3' });
    const read: string[] = [];
    expect(detect({ ...all, read: (path) => (read.push(path), all.read(path)) }).database).toBeUndefined();
    expect(read.length).toBeLessThan(250);
  });

  test('Django runs its migrations as commands; its database is in its settings', () => {
    expect(detect(checkout({ 'manage.py': '', 'shop/settings.py': "ENGINE = 'django.db.backends.sqlite3'" }))).toMatchObject({ database: 'sqlite', migrations: { kind: 'django' } });
    expect(detect(checkout({ 'manage.py': '', 'shop/settings/base.py': "'ENGINE': 'django.db.backends.postgresql'" }))).toMatchObject({ database: 'postgres', migrations: { kind: 'django' } });
  });

  test('what this version has no kind for is named, and not configured', () => {
    const files = { 'alembic.ini': 'sqlalchemy.url = postgresql://x', 'prisma/schema.prisma': '', 'docker-compose.prod.yml': '', 'package.json': '{}' };
    expect(detect(checkout(files))).toMatchObject({ database: 'postgres', migrations: undefined, node: [] });
    expect(seen(files)).toMatch(/alembic\.ini: .*not supported[^]*prisma\/: .*not supported[^]*docker-compose\.prod\.yml: .*not supported/);
  });

  test('Node: what the lock file says is built', () => {
    expect(detect(checkout({ 'package-lock.json': '{}', 'package.json': '{"scripts":{"build":"tsc"},"dependencies":{"pg":"8"}}' }))).toMatchObject({ node: ['npm ci --no-audit --no-fund', 'npm run build', 'npm prune --omit=dev --no-audit --no-fund'], database: 'postgres' });
    expect(detect(checkout({ 'package-lock.json': '{}', 'package.json': 'no JSON' })).node).toHaveLength(2);
  });

  test.each([['My Shop', 'my-shop'], ['42', 'app'], ['_shop_2', 'shop-2'], ['--', 'app'], ['ächz', 'chz']])('the folder %j is the application %j', (folder, app) => {
    expect(nameOf(folder)).toBe(app);
  });
});

describe('what runs on a host', () => {
  const answer = (stdout: string): CommandResult => ({ host: 'web', title: '', command: '', exitCode: 0, signal: null, stdout, stderr: '', truncated: false, durationMs: 1, timedOut: false });
  const show = (id: string, more: string, path = '/etc/systemd/system'): string => `Id=${id}.service\nFragmentPath=${path}/${id}.service\n${more}\n`;

  test('units are known by their names, and asked about only where a name is plain', () => {
    expect(readNames(answer('shop.service loaded active running The shop\nshop@1.service loaded active running x\ndev-\\x2d.service x\n--help.service\n'))).toEqual(['shop.service', 'shop@1.service']);
  });

  test('those that an administrator wrote, with folder and port', () => {
    const units = readUnits(answer([
      show('shop', 'WorkingDirectory=/srv/shop/current\nExecStart={ path=/x ; argv[]=/x/gunicorn --bind 127.0.0.1:8123 shop:app ; }'),
      show('worker', 'WorkingDirectory=\nExecStart={ path=/y ; argv[]=/y/work --port 9000 ; start_time=[Fri 2026-11-27 09:00:00 UTC] ; }'),
      show('ssh', 'WorkingDirectory=\nExecStart={ path=/z ; }', '/lib/systemd/system'),
    ].join('\n')));
    expect(units).toEqual([{ name: 'shop', folder: '/srv/shop/current', port: 8123 }, { name: 'worker', folder: '', port: 9000 }]);
    expect(chooseUnit(units, 'worker')?.name).toBe('worker');
    expect(chooseUnit(units, 'other')).toBeUndefined();
    expect(chooseUnit(units.slice(0, 1), 'other')?.name).toBe('shop');
    expect(chooseUnit([{ name: 'web', folder: '/srv/shop', port: undefined }, ...units.slice(1)], 'shop')?.name).toBe('web');
  });

  test('one whose units cannot be listed is told', () => {
    expect(() => readNames({ ...answer(''), exitCode: 1 })).toThrow('the units of the host cannot be listed');
  });
});

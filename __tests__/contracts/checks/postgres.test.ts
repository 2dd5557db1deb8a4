import { execFileSync, spawn } from 'node:child_process';
import { chownSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { CheckContext, CheckPlugin } from '../../../src/checks/check';
import { checks } from '../../../src/checks/registry.generated';
import type { Database } from '../../../src/databases/database';
import { readCsv } from '../../../src/databases/csv';
import { reading } from '../../../src/model/command';
import type { Probe } from '../../../src/model/command';
import { Failure } from '../../../src/model/failure';
import { CheckRig } from './rig';

// A real server in a folder of its own, and as much of a database over its psql as these checks ask.
const rig = new CheckRig();
const folder = mkdtempSync(join(tmpdir(), 'lockgate-pg-'));
const versions = readdirSync('/usr/lib/postgresql').sort((a, b) => Number(a) - Number(b));
const program = (name: string): string => `/usr/lib/postgresql/${versions.at(-1) ?? ''}/bin/${name}`;
const asPostgres = (...words: string[]): string => execFileSync('setpriv', ['--reuid=postgres', '--regid=postgres', '--clear-groups', '--', ...words], { encoding: 'utf8', cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
const PSQL = ['-X', '-q', '-v', 'ON_ERROR_STOP=1', '-h', folder, '-U', 'postgres', '-d', 'postgres'];
const sql = (text: string): void => void execFileSync(program('psql'), [...PSQL, '-c', text]);

beforeAll(() => {
  const { uid, gid } = { uid: Number(execFileSync('id', ['-u', 'postgres'])), gid: Number(execFileSync('id', ['-g', 'postgres'])) };
  chownSync(folder, uid, gid);
  asPostgres(program('initdb'), '-D', join(folder, 'data'), '-A', 'trust', '-E', 'UTF8', '--no-sync');
  asPostgres(program('pg_ctl'), '-D', join(folder, 'data'), '-w', '-l', join(folder, 'log'), '-o', `-k ${folder} -c listen_addresses='' -c max_prepared_transactions=2 -c fsync=off`, 'start');
  sql('CREATE TABLE users AS SELECT n AS id, repeat(md5(n::text), 8) AS name FROM generate_series(1, 20000) n');
  sql('CREATE INDEX users_id ON users (id); ANALYZE users');
});
afterAll(async () => {
  asPostgres(program('pg_ctl'), '-D', join(folder, 'data'), '-m', 'immediate', 'stop');
  rmSync(folder, { recursive: true, force: true });
  await rig.remove();
});

function asking<T>(text: string, read: (rows: readonly (readonly (string | null)[])[]) => T): Probe<T> {
  return {
    commands: [reading('ask the database', program('psql'), [...PSQL, '--csv', '-t', '-c', text])],
    read: ([result]) => {
      if (result?.exitCode === 0) return read(readCsv(result.stdout));
      throw new Failure({ kind: 'command', code: 'LG-DATABASE-FAILED', problem: 'the database could not be asked', cause: result?.stderr, next: 'start it' });
    },
  };
}

const database = {
  engine: 'postgres',
  query: (text: string) => asking(text, (rows) => ({ columns: [], rows, ms: 1 })),
  connections: () => asking("SELECT (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()), current_setting('max_connections')", ([row]) => ({ used: Number(row?.[0]), max: Number(row?.[1]) })),
  transactions: (olderThanMs: number) =>
    asking(
      `SELECT usename, extract(epoch FROM now() - xact_start) * 1000, state FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid() AND xact_start < now() - interval '${String(olderThanMs)} ms' UNION ALL SELECT owner || ' (prepared)', extract(epoch FROM now() - prepared) * 1000, gid FROM pg_prepared_xacts WHERE prepared < now() - interval '${String(olderThanMs)} ms'`,
      (rows) => rows.map(([who, ageMs, what]) => ({ who: who ?? '', ageMs: Number(ageMs), what: what ?? '' })),
    ),
  explain: (text: string) => asking(`EXPLAIN ${text}`, (rows) => ({ usesIndex: rows.some(([line]) => /Index (Only )?Scan|Bitmap Index Scan/.test(line ?? '')), text: rows.map(([line]) => line).join('; ') })),
} as unknown as Database;

const asked = (kind: string, written: unknown, more: Partial<CheckContext> = {}): Promise<string> => rig.ask(checks[kind] as CheckPlugin, written, rig.context({ database, ...more })).then(({ status, got, cause }) => `${status}: ${got}${cause === undefined ? '' : ` (${cause})`}`);

/** A session that has begun a transaction and stays; resolves when the server knows. */
async function idle(): Promise<{ end(): Promise<void> }> {
  const client = spawn(program('psql'), [...PSQL, '-A', '-t'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = new Promise<void>((resolve) => client.once('close', () => { resolve(); }));
  const begun = new Promise<void>((resolve) => client.stdout.once('data', () => { resolve(); }));
  client.stdin.write('BEGIN;\nSELECT 1;\n');
  await begun;
  return {
    end: () => {
      client.stdin.end('ROLLBACK;\n\\q\n');
      return ended;
    },
  };
}

test('transactions, open and prepared', async () => {
  expect(await asked('transactions', { 'older-than': '0s' })).toBe('passed: none');
  const session = await idle();
  expect(await asked('transactions', { 'older-than': '0s' })).toMatch(/^failed: postgres for .*: idle in transaction$/);
  expect(await asked('transactions', { 'older-than': '1h' })).toBe('passed: none');
  await session.end();
  sql("BEGIN; INSERT INTO users VALUES (0, 'x'); PREPARE TRANSACTION 'forgotten'");
  expect(await asked('transactions', { 'older-than': '0s' })).toMatch(/^failed: postgres \(prepared\) for .*: forgotten$/);
  sql("ROLLBACK PREPARED 'forgotten'");
});

test('connections, as a number and as a share of what it takes', async () => {
  const session = await idle();
  expect(await asked('resources', { connections: 1 })).toBe('passed: connections 1 of 100');
  expect(await asked('resources', { connections: 0 })).toBe('failed: connections 1 of 100');
  expect(await asked('resources', { connections: '0.5%' })).toBe('failed: connections 1 of 100');
  await session.end();
});

test('whether a query uses an index', async () => {
  expect(await asked('sql', { query: 'SELECT * FROM users WHERE id = 7', plan: 'index' })).toMatch(/^passed: 1 rows in .*Index Scan using users_id/);
  const slow = await rig.ask(checks['sql'] as CheckPlugin, { query: "SELECT * FROM users WHERE name LIKE '%zz%'", plan: 'index' }, rig.context({ database }));
  expect(slow).toMatchObject({ status: 'failed', slow: true, got: expect.stringContaining('no index is used: Seq Scan on users') as string });
});

test('a database that does not tell is no pass', async () => {
  const silent = { engine: 'other', query: database.query.bind(database) } as unknown as Database;
  expect(await asked('transactions', { 'older-than': '5m' }, { database: silent })).toContain('inconclusive: it could not be asked (a database of the kind other does not tell');
  expect(await asked('resources', { connections: 5 }, { database: silent })).toMatch(/^inconclusive: connections unknown/);
  expect(await asked('sql', { query: 'SELECT 1', plan: 'index' }, { database: silent })).toMatch(/^inconclusive: 1 rows/);
});

import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { failed, inconclusive, passed } from '../../../src/checks/answer';
import type { CheckContext, CheckPlugin } from '../../../src/checks/check';
import { checks } from '../../../src/checks/registry.generated';
import { plugin as sqlite } from '../../../src/databases/sqlite/index';
import type { Database } from '../../../src/databases/database';
import { reading } from '../../../src/model/command';
import type { Probe } from '../../../src/model/command';
import { Failure } from '../../../src/model/failure';
import { plugin as command } from '../../../src/runtimes/command/index';
import { ask } from '../../../src/shell/shell';
import { PROMISES } from './promises';
import type { Promised, Subject } from './promises';
import { CheckRig, TestPorts } from './rig';

const rig = new CheckRig();
const workspace = join(rig.root, 'workspace');
const SECRET = 'n0b0dy-may-see-this';
let subjects: Record<string, Subject> = {};

/** A database that also tells what a server would: a program of the host says it. */
function withServer(database: Database): Database {
  const telling = <T>(line: string, read: (told: string) => T): Probe<T> => ({
    commands: [reading('ask the server', 'echo', [line])],
    read: ([result]) => {
      if (result?.stdout !== `${line}\n`) throw new Failure({ kind: 'command', code: 'LG-DATABASE-ANSWER', problem: 'the answer is not whole', next: 'run again' });
      return read(line);
    },
  });
  return Object.assign(Object.create(database) as Database, {
    connections: () => telling('3 of 100', () => ({ used: 3, max: 100 })),
    transactions: () => telling('none', () => []),
    slowQueries: () => telling('none', () => ({ running: [], counted: [] })),
  });
}

/** What each kind is asked here. A kind that is missing fails the first test. */
async function prepare(): Promise<Record<string, Subject>> {
  const git = (...words: string[]): void => void execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', '-c', 'commit.gpgsign=false', ...words], { cwd: workspace, stdio: 'ignore' });
  git('init', '-q');
  writeFileSync(join(workspace, 'requirements.txt'), 'flask==3.1.0\n');
  git('add', '.');
  git('commit', '-q', '-m', 'one');
  git('status');
  const database = join(rig.root, 'shared/store.db');
  execFileSync('sqlite3', [database, 'CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT); INSERT INTO users (name) VALUES (\'a\'), (\'b\'); CREATE TABLE schema_version (version INTEGER); INSERT INTO schema_version VALUES (1), (2);']);
  writeFileSync(join(rig.root, 'log/app.log'), `${new Date().toISOString()} INFO well\n`);
  writeFileSync(join(rig.root, 'shared/.env'), `KEY=${SECRET}\n`);
  const port = await rig.serve((request, response) => response.end(JSON.stringify({ status: 'ok', version: 'v2', token: request.headers['x-token'] })));
  const base = rig.context({ port });
  const runtime = command.open(command.schema.parse({ start: 'x' }), base.site);
  const data = sqlite.open(sqlite.schema.parse({ file: 'shared/store.db' }), base.site);
  const before = await ask(rig.shell, data.census());
  const { bytes } = await ask(rig.shell, data.inspect());
  writeFileSync(join(rig.root, 'shared/b1.gz'), 'backup');
  const backups = [{ v: 1, id: 'b1', at: new Date().toISOString(), engine: 'sqlite', engineVersion: '3', change: '', file: join(rig.root, 'shared/b1.gz'), bytes: 6, databaseBytes: bytes, sha256: '', schema: '', tables: {}, verified: 'restored', copies: [], durationMs: 1 } as const];
  const well: CheckContext = { ...base, runtime, database: withServer(data), before, beforeBytes: bytes, backups };
  // This very process, on record as started from the release that is asked about.
  mkdirSync(join(rig.root, '.lockgate/run'), { recursive: true });
  const started = readFileSync('/proc/self/stat', 'utf8').replace(/^.*\) /s, '').split(' ')[19] ?? '';
  const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  writeFileSync(join(rig.root, '.lockgate/run/serving'), `${String(process.pid)} ${started} ${boot} ${base.release}\n`);
  const serving: CheckContext = { ...base, runtime: command.open(command.schema.parse({ start: 'x' }), { ...base.site, app: 'serving' }) };
  const nothing = rig.context();
  const elsewhere: CheckContext = { ...nothing, site: { ...nothing.site, workspace: join(rig.root, 'none') } };
  const one = (kind: string, written: unknown, more: Partial<Subject> = {}): Subject => ({ plugin: checks[kind] as CheckPlugin, written, well, nothing, ...more });
  return {
    'backup-age': one('backup-age', { 'younger-than': '1h', verify: 'restored' }),
    clock: one('clock', {}, { nothing: undefined }),
    command: one('command', { run: 'echo ok', expect: { stdout: 'ok' } }, { writtenNothing: { run: 'there-is-no-such-program' } }),
    disk: one('disk', { free: '1kB' }, { writtenNothing: { free: '1kB' }, nothing: undefined }),
    'env-file': one('env-file', { keys: { KEY: { 'min-length': 3 } } }, { writtenNothing: { keys: { KEY: { equals: 'url' } } }, secrets: { KEY: SECRET } }),
    errors: one('errors', { under: '1%', requests: 3, headers: { 'x-token': { secret: 'TOKEN' } } }, { secrets: { TOKEN: SECRET }, requests: 3 }),
    'foreign-keys': one('foreign-keys', 'no-orphans', { asksDatabase: true }),
    http: one('http', { json: { status: 'ok' }, version: true, headers: { 'x-token': { secret: 'TOKEN' } } }, { secrets: { TOKEN: SECRET } }),
    incident: one('incident', { url: `http://127.0.0.1:${String(port)}/incidents`, json: { status: 'ok' }, headers: { 'x-token': { secret: 'TOKEN' } } }, { secrets: { TOKEN: SECRET } }),
    latency: one('latency', { p50: '10s', p95: '10s', requests: 3, headers: { 'x-token': { secret: 'TOKEN' } } }, { secrets: { TOKEN: SECRET }, requests: 3 }),
    logs: one('logs', { files: ['log/*.log'], last: '1h', none: ['ERROR'] }, { writtenNothing: { files: ['log/none'], last: '1h', none: ['ERROR'] } }),
    memory: one('memory', { free: '1kB' }, { writtenNothing: { 'free-for': 'second-instance' } }),
    processes: one('processes', { none: 'there is no such [p]rocess' }, { writtenNothing: { none: '(' } }),
    ref: one('ref', { clean: true }, { nothing: elsewhere }),
    requirements: one('requirements', {}, { nothing: undefined }),
    resources: one('resources', { cpu: '100%', memory: '100%', load: 10_000, connections: '80%' }, { asksDatabase: true }),
    rows: one('rows', { shrink: 0 }, { asksDatabase: true }),
    'schema-version': one('schema-version', { equals: [2, 1] }, { asksDatabase: true }),
    serves: one('serves', 'release', { well: serving }),
    service: one('service', 'stopped'),
    size: one('size', { drift: '10%' }, { asksDatabase: true }),
    'slow-queries': one('slow-queries', { over: '1s' }, { asksDatabase: true }),
    sql: one('sql', { query: 'SELECT count(*) FROM users WHERE id > 0', equals: 2, under: '10s', plan: 'index' }, { asksDatabase: true }),
    tables: one('tables', ['users'], { asksDatabase: true }),
    tcp: one('tcp', port, { nothing: undefined }),
    transactions: one('transactions', { 'older-than': '5m' }, { asksDatabase: true }),
    window: one('window', { zone: 'UTC', open: ['00:00-24:00'] }, { nothing: undefined }),
  };
}

beforeAll(async () => {
  subjects = await prepare();
});
afterAll(() => rig.remove());

test('every check is held to the contract', () => {
  expect(Object.keys(subjects)).toEqual(Object.keys(checks));
});

describe.each(Object.keys(checks))('%s', (kind) => {
  test.each(PROMISES.map((promised) => [promised.name, promised] as const))('%s', async (_name, promised) => {
    await promised.holds(rig, subjects[kind] as Subject);
  });

  test('every key is described, and no other is taken', () => {
    const { schema } = checks[kind] as CheckPlugin;
    expect(schema.safeParse({ 'no-such-key': 1 }).success).toBe(false);
    expect(schema.safeParse(undefined).success).toBe(false);
  });
});

/** A check that is right in every way, to be made wrong in one. */
const sound = (): Subject => ({
  plugin: {
    kind: 'flag',
    schema: (checks['disk'] as CheckPlugin).schema,
    defaults: { attempts: 1, everyMs: 1, timeoutMs: 1000, successes: 1 },
    create: () => ({
      asks: 'host',
      probe: (context) => ({
        commands: [reading('read the flag', 'cat', [join(context.site.layout.root, context.port === undefined ? 'none' : 'shared/.env')])],
        read: ([result]) =>
          result?.exitCode !== 0 ? inconclusive('the flag', 'it could not be read', 'a flag', result?.stderr ?? 'no answer') : /^KEY=[a-z0-9-]+\n$/.test(result.stdout) ? passed('the flag', 'set', 'a flag') : failed('the flag', result.stdout, 'a flag'),
      }),
    }),
    describe: () => 'the flag is set',
  },
  written: { free: '1kB' },
  well: subjects['http']?.well as CheckContext,
  nothing: rig.context(),
  secrets: { KEY: SECRET },
});

type Change = (plugin: CheckPlugin) => CheckPlugin;
const onProbe = (change: (probe: ReturnType<Extract<ReturnType<CheckPlugin['create']>, { asks: 'host' }>['probe']>, root: string) => ReturnType<Extract<ReturnType<CheckPlugin['create']>, { asks: 'host' }>['probe']>): Change => (plugin) => ({
  ...plugin,
  create: (settings) => {
    const check = plugin.create(settings);
    return check.asks === 'runner' ? check : { asks: 'host', probe: (context, ports) => change(check.probe(context, ports), context.site.layout.root) };
  },
});

const BROKEN: readonly { readonly wrong: string; readonly breaks: number; readonly says: RegExp; readonly change: Change }[] = [
  { wrong: 'never passes', breaks: 0, says: /inconclusive/, change: onProbe((probe) => ({ ...probe, read: () => inconclusive('a', 'b', 'c', 'd') })) },
  { wrong: 'says nothing', breaks: 0, says: /not said/, change: onProbe((probe) => ({ ...probe, read: (results) => ({ ...probe.read(results), got: '' }) })) },
  { wrong: 'leaves a file behind', breaks: 1, says: /changed/, change: onProbe((probe, root) => ({ commands: [...probe.commands, reading('note', 'touch', [join(root, 'shared/asked')])], read: (results) => probe.read(results.slice(0, 1)) })) },
  { wrong: 'mutates and says so', breaks: 1, says: /mutates/, change: onProbe((probe) => ({ ...probe, commands: probe.commands.map((one) => ({ ...one, mutates: true })) })) },
  { wrong: 'takes silence for a yes', breaks: 2, says: /passed/, change: onProbe((probe) => ({ ...probe, read: (results) => { const result = probe.read(results); return result.status === 'inconclusive' ? passed('a', 'nothing wrong', 'c') : result; } })) },
  { wrong: 'takes silence for a no', breaks: 2, says: /failed/, change: onProbe((probe) => ({ ...probe, read: (results) => { const result = probe.read(results); return result.status === 'inconclusive' ? failed('a', 'b', 'c') : result; } })) },
  { wrong: 'looks at the exit code alone', breaks: 3, says: /passed/, change: onProbe((probe) => ({ ...probe, read: (results) => (results[0]?.exitCode === 0 ? passed('a', 'b', 'c') : probe.read(results)) })) },
  { wrong: 'repeats what it read', breaks: 4, says: /characters|secret/, change: onProbe((probe) => ({ ...probe, read: (results) => ({ ...probe.read(results), got: results[0]?.stdout ?? '' }) })) },
  { wrong: 'tells a secret', breaks: 4, says: /secret/, change: onProbe((probe) => ({ ...probe, read: (results) => { const result = probe.read(results); return result.status === 'passed' ? { ...result, got: `set to ${results[0]?.stdout.trim() ?? ''}` } : result; } })) },
  { wrong: 'tries again by itself', breaks: 5, says: /2 requests/, change: (plugin) => ({ ...plugin, create: () => ({ asks: 'runner', ask: async (_context, ports) => { for (const _ of [1, 2]) await ports.http({ target: { url: 'http://127.0.0.1:1' }, timeoutMs: 1 }); return passed('a', 'b', 'c'); } }) }) },
  { wrong: 'waits', breaks: 5, says: /it waits/, change: (plugin) => ({ ...plugin, create: () => ({ asks: 'runner', ask: async (_context, ports) => { await ports.sleep(10); return passed('a', 'b', 'c'); } }) }) },
  { wrong: 'takes what it may not read for missing', breaks: 6, says: /failed/, change: onProbe((probe) => ({ ...probe, read: (results) => (results[0]?.exitCode === 1 ? failed('the flag', 'there is none', 'a flag') : probe.read(results)) })) },
];

test('the sound check keeps every promise', async () => {
  for (const promised of PROMISES) await promised.holds(rig, sound());
});

test.each(BROKEN.map((broken) => [broken.wrong, broken] as const))('the suite catches a check that %s', async (_wrong, { breaks, says, change }) => {
  const subject = sound();
  await expect((PROMISES[breaks] as Promised).holds(rig, { ...subject, plugin: change(subject.plugin) })).rejects.toThrow(says);
});

test('every promise has a check that breaks it', () => {
  expect([...new Set(BROKEN.map(({ breaks }) => breaks))].sort()).toEqual(PROMISES.map((_, index) => index));
});

describe('the checks of a database, on a real one', () => {
  const asked = (kind: string, written: unknown, more: Partial<CheckContext> = {}): Promise<string> =>
    rig.ask(checks[kind] as CheckPlugin, written, { ...(subjects[kind] as Subject).well, ...more }, new TestPorts()).then(({ status, got }) => `${status}: ${got}`);

  test('rows against those of the backup', async () => {
    const rows = (count: number): CheckContext['before'] => ({ users: { rows: count, hash: '' } });
    expect(await asked('rows', { of: ['users'], shrink: 0 }, { before: rows(3) })).toBe('failed: users: 3 rows before, 2 now');
    expect(await asked('rows', { of: ['users'], shrink: 1 }, { before: rows(3) })).toMatch(/^passed/);
    expect(await asked('rows', { of: ['users'], shrink: '34%' }, { before: rows(3) })).toMatch(/^passed/);
    expect(await asked('rows', { of: ['users'], equal: true }, { before: rows(1) })).toBe('failed: users: 1 rows before, 2 now');
    expect(await asked('rows', { of: ['users', 'orders'], shrink: 0 }, { before: rows(2) })).toMatch(/^inconclusive/);
    expect(await asked('rows', { shrink: 0 }, { before: { gone: { rows: 1, hash: '' } } })).toBe('failed: gone: 1 rows before, now there is no such table');
    expect(await asked('rows', { shrink: 0 }, { before: {} })).toMatch(/^inconclusive/);
  });
  test('tables, sizes, versions, queries', async () => {
    expect(await asked('tables', ['users', 'orders', 'constructor'])).toBe('failed: missing: orders, constructor');
    expect(await asked('size', { drift: '10%' }, { beforeBytes: 1 })).toMatch(/^failed: .* before \(\+/);
    expect(await asked('schema-version', { equals: [1, 2, 3] })).toBe('failed: 1, 2');
    expect(await asked('sql', { query: 'SELECT name FROM users ORDER BY id', equals: ['a', 'b'] })).toMatch(/^passed/);
    expect(await asked('sql', { query: 'SELECT name FROM users ORDER BY id', equals: ['a'] })).toBe('failed: a, b');
    expect(await asked('sql', { query: 'SELECT NULL', equals: null })).toMatch(/^passed/);
    expect(await asked('sql', { query: 'SELECT 1 WHERE 0', rows: 0 })).toMatch(/^passed/);
    expect(await asked('sql', { query: 'SELECT 1 WHERE 0', rows: { min: 1 } })).toBe('failed: 0 rows');
    expect(await asked('sql', { query: 'SELECT 1', equals: true })).toMatch(/^passed/);
  });
  test('keys that point nowhere', async () => {
    const file = join(rig.root, 'shared/orphans.db');
    execFileSync('sqlite3', [file, 'CREATE TABLE a (id INTEGER PRIMARY KEY); CREATE TABLE b (a INTEGER REFERENCES a(id)); INSERT INTO b VALUES (7), (8);']);
    const database = sqlite.open(sqlite.schema.parse({ file }), rig.context().site);
    expect(await asked('foreign-keys', { state: 'no-orphans' }, { database })).toMatch(/^failed: orphans: b.*2/);
  });
});

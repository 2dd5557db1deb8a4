import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import type { ApplyRequest, SqlFile } from '../../../src/databases/database';
import type { CommandResult } from '../../../src/model/command';
import { Failure } from '../../../src/model/failure';
import { ask } from '../../../src/shell/shell';
import { closeClient, openClient, type Server, startServer } from './postgres-server';
import { type PostgresOptions, type PostgresSubject, postgresSubject, ROLES } from './postgres-subject';
import { killAfter, restore } from './promises';
import { backUp, backupRequest, digestOf, pathWithout, promoted, run, sqlFile } from './subject';

let server: Server;
const subjects: PostgresSubject[] = [];

beforeAll(() => {
  server = startServer();
  server.sql('postgres', ROLES);
});
afterEach(() => {
  for (const subject of subjects.splice(0)) subject.end?.();
});
afterAll(() => {
  server.stop();
});

function make(options: PostgresOptions = {}): PostgresSubject {
  const subject = postgresSubject(server, options);
  subjects.push(subject);
  subject.sql(`${options.settings === undefined ? '' : 'SET ROLE app;'}${subject.says.fixture}`);
  return subject;
}

/** By a password, without sudo, and with programs of the host replaced. */
function direct(programs: Readonly<Record<string, string>> = {}): PostgresSubject {
  const path = pathWithout();
  for (const [name, script] of Object.entries(programs)) {
    rmSync(join(path, name));
    writeFileSync(join(path, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  }
  server.sql('postgres', 'ALTER ROLE guarded SET ROLE app;');
  return make({ path, settings: { user: 'guarded', password: 'DATABASE_PASSWORD' } });
}

function apply(subject: PostgresSubject, files: readonly SqlFile[], more: Partial<ApplyRequest> = {}): Promise<CommandResult> {
  return run(subject, subject.database.applySql({ files, transaction: 'all', release: 'r1', lockTimeoutMs: 2000, deadlineMs: 30_000, ...more }));
}

const applied = async (subject: PostgresSubject): Promise<string[]> => (await ask(subject.shell, subject.database.applied())).map(({ name }) => name);

async function until(what: () => boolean): Promise<void> {
  for (let waited = 0; !what(); waited += 1) {
    if (waited > 400) throw new Error('it never came to that');
    await sleep(50);
  }
}

const sessions = (like: string): number => Number(server.sql('postgres', `SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE '${like}'`));

describe('migrations', () => {
  const three = [sqlFile('1.sql', 'CREATE TABLE one(x int);'), sqlFile('2.sql', 'CREATE TABLE two(x int);\n\nSELECT 1/0;'), sqlFile('3.sql', 'CREATE TABLE three(x int);')];

  test('one that fails in the second of three files is named by its file and line, and nothing is kept', async () => {
    const subject = make();
    const before = subject.content();
    const result = await apply(subject, three);
    expect(result.stderr).toMatch(/^2\.sql, line 3: ERROR: {2}22012: division by zero$/m);
    expect(subject.content()).toBe(before);
  });

  test('one that meets a lock is tried again, whole', async () => {
    const subject = make();
    const holder = openClient(server, subject.name);
    holder.stdin?.write('BEGIN; LOCK TABLE users; \\echo held\n');
    await until(() => subject.sql("SELECT count(*) FROM pg_locks WHERE relation = 'users'::regclass AND granted AND mode = 'AccessExclusiveLock'") === '1\n');
    const going = apply(subject, [sqlFile('1.sql', 'CREATE TABLE one(x int); ALTER TABLE users ADD COLUMN more int;')], { lockTimeoutMs: 300 });
    const waiting = (): boolean => subject.sql("SELECT count(*) FROM pg_locks WHERE relation = 'users'::regclass AND NOT granted") !== '0\n';
    await until(waiting);
    await until(() => !waiting());
    holder.stdin?.end('COMMIT;\n');
    const result = await going;
    expect(result.stdout).toContain('attempt 1 met a lock');
    expect(result.exitCode).toBe(0);
    expect(await applied(subject)).toEqual(['1.sql']);
  });

  test('one that takes longer than its deadline is ended on the server too', async () => {
    const subject = make();
    const result = await apply(subject, [sqlFile('1.sql', 'CREATE TABLE one(x int); SET statement_timeout = 0; SELECT pg_sleep(60);')], { deadlineMs: 2500 });
    expect(result.exitCode).not.toBe(0);
    await until(() => sessions('lockgate:apply:%') === 0);
    expect(await applied(subject)).toEqual([]);
  });

  test.each([
    { title: 'committed', psql: '/usr/bin/psql "$@" | sed "/^lockgate-/d"; exit 2', exitCode: 0, kept: ['1.sql'] },
    { title: 'not committed', psql: 'sed "/^COMMIT;/,\\$d" | /usr/bin/psql "$@"; exit 2', exitCode: 1, kept: [] },
  ])('one whose end was not seen is resolved: $title', async ({ psql, exitCode, kept }) => {
    const subject = direct({ psql: `case "$*" in *lockgate:apply*VERBOSITY*) ;; *) exec /usr/bin/psql "$@" ;; esac\n${psql}` });
    const result = await apply(subject, [sqlFile('1.sql', 'CREATE TABLE one(x int);')]);
    expect(result.exitCode).toBe(exitCode);
    expect(result.stdout.includes('the server says that it is committed')).toBe(exitCode === 0);
    expect(await applied(subject)).toEqual(kept);
    expect(subject.sql("SELECT count(*) FROM pg_class WHERE relname = 'one'")).toBe(`${String(kept.length)}\n`);
  });

  test('one that is killed at any stage is applied whole or not at all, and can be run again', async () => {
    const subject = make();
    const files = [sqlFile('1.sql', "CREATE TABLE first(x int); UPDATE bulk SET v = 'x'; SELECT pg_sleep(0.1);"), sqlFile('2.sql', "CREATE TABLE second(x int); UPDATE bulk SET v = 'y'; SELECT pg_sleep(0.1);")];
    const command = subject.database.applySql({ files, transaction: 'all', release: 'r', lockTimeoutMs: 5000, deadlineMs: 60_000 });
    const began = performance.now();
    expect((await run(subject, command)).exitCode).toBe(0);
    const takes = performance.now() - began;
    for (let n = 1; n <= 6; n += 1) {
      subject.sql('DROP TABLE IF EXISTS first, second, lockgate_migrations');
      await killAfter(subject, command, (takes * n) / 6);
      const again = await run(subject, command);
      expect(again.stderr + String(again.exitCode)).toBe('0');
      expect(await applied(subject)).toEqual(['1.sql', '2.sql']);
      expect(subject.sql("SELECT count(*) FROM pg_class WHERE relname IN ('first', 'second')")).toBe('2\n');
    }
    expect(readdirSync(join(subject.root, '.lockgate'))).toEqual([]);
  });
});

describe('files without a transaction', () => {
  const file = sqlFile('9.sql', '-- no-transaction\nINSERT INTO "empty" VALUES (1);\nCREATE UNIQUE INDEX CONCURRENTLY "one e" ON public."empty"(x);\nVACUUM "empty"; INSERT INTO empty VALUES (99)');
  const statement = (subject: PostgresSubject, number: number): Promise<CommandResult> => apply(subject, [file], { transaction: 'none', statement: number - 1 });

  test('run statement by statement, each once, and go on where they were', async () => {
    const subject = make();
    expect((await statement(subject, 2)).exitCode).not.toBe(0);
    for (let twice = 0; twice < 2; twice += 1) expect((await statement(subject, 1)).exitCode).toBe(0);
    subject.sql('INSERT INTO empty VALUES (1)');
    const failed = await statement(subject, 2);
    expect(failed.exitCode).not.toBe(0);
    expect(failed.stdout).toContain('dropped the invalid index public."one e"'.replace('public', '"public"'));
    expect(failed.stderr).toContain('23505');
    expect(await ask(subject.shell, subject.database.invalidIndexes?.() ?? { commands: [], read: () => ['not asked'] })).toEqual([]);
    subject.sql('DELETE FROM empty; INSERT INTO empty VALUES (1)');
    expect(await applied(subject)).toEqual([]);
    for (const number of [1, 2, 3, 4, 4]) expect((await statement(subject, number)).stderr).toBe('');
    expect(await applied(subject)).toEqual(['9.sql']);
    expect(subject.sql('SELECT string_agg(x::text, $$ $$ ORDER BY x) FROM empty')).toBe('1 99\n');
  });

  test('that failed before anything of their file was done leave no record, so that the file can be mended', async () => {
    const subject = make();
    const index = (unique: string): SqlFile => sqlFile('8.sql', `-- no-transaction\nCREATE ${unique}INDEX CONCURRENTLY again ON "empty"(x);`);
    const build = (file_: SqlFile): Promise<CommandResult> => apply(subject, [file_], { transaction: 'none', statement: 0 });
    subject.sql('INSERT INTO empty VALUES (1), (1)');
    expect((await build(index('UNIQUE '))).stderr).toContain('23505');
    expect(subject.sql('SELECT count(*) FROM lockgate_migrations')).toBe('0\n');
    expect((await build(index(''))).exitCode).toBe(0);
    expect(await applied(subject)).toEqual(['8.sql']);
  });

  test('that were cut off before they could say so are found done, and half an index is dropped', async () => {
    const subject = make();
    await statement(subject, 1);
    subject.sql('INSERT INTO empty VALUES (1)');
    try {
      subject.sql('CREATE UNIQUE INDEX CONCURRENTLY "one e" ON empty(x)');
    } catch {
      // It leaves half of itself behind.
    }
    expect(await ask(subject.shell, subject.database.invalidIndexes?.() ?? { commands: [], read: () => [] })).toEqual(['public."one e" on public.empty']);
    subject.sql('DELETE FROM empty; INSERT INTO empty VALUES (1)');
    expect((await statement(subject, 2)).stdout).toMatch(/^dropped the invalid index[^\n]*\ndone: 9\.sql, statement 2$/m);
    subject.sql("UPDATE lockgate_migrations SET done = 1 WHERE name = '9.sql'");
    expect((await statement(subject, 2)).stdout).toContain('done, as found');
  });

  test('are not run in a transaction by mistake, nor the other way round', () => {
    const subject = make();
    expect(() => subject.database.applySql({ files: [file], transaction: 'each', release: 'r', lockTimeoutMs: 1, deadlineMs: 1 })).toThrow('no-transaction');
    expect(() => subject.database.applySql({ files: [sqlFile('1.sql', 'SELECT 1')], transaction: 'none', release: 'r', lockTimeoutMs: 1, deadlineMs: 1 })).toThrow('no-transaction');
  });
});

describe('backups', () => {
  test('one whose dump is killed is refused', async () => {
    const subject = direct({ pg_dump: '/usr/bin/pg_dump "$@" | head -c 3000\nkill -KILL $$' });
    const result = await run(subject, subject.database.backup(backupRequest(subject, { verify: 'checksum' })));
    expect(result.stderr).toContain('not dumped');
    expect(promoted(join(subject.root, 'backups'))).toEqual([]);
    expect(readdirSync(join(subject.root, 'backups'))).toEqual([]);
  });

  test('one by a role with a password is proven, and the password is nowhere', async () => {
    const subject = direct();
    server.sql('postgres', 'ALTER ROLE guarded RESET ROLE');
    const manifest = await backUp(subject, { verify: 'readable' });
    const command = subject.database.backup(backupRequest(subject));
    expect(JSON.stringify([command, manifest])).not.toContain('secret"');
    expect(command.words.join(' ')).not.toContain("it's secret");
    expect(manifest.snapshot).toMatch(/^\d+:\d+:/);
  });

  test('one that is killed at any stage promotes nothing that is not whole, and leaves no database', async () => {
    const subject = make();
    const began = performance.now();
    await backUp(subject, { id: 'whole' });
    const takes = performance.now() - began;
    for (let n = 1; n <= 6; n += 1) {
      const id = `k${String(n)}`;
      await killAfter(subject, subject.database.backup(backupRequest(subject, { id })), (takes * n) / 6);
      const manifest = join(subject.root, '.lockgate/manifests', `${id}.json`);
      if (!existsSync(manifest)) continue;
      const told = JSON.parse(readFileSync(manifest, 'utf8')) as { file: string; sha256: string };
      expect(digestOf(told.file)).toBe(told.sha256);
    }
    await backUp(subject, { id: 'k1', verify: 'checksum' });
    expect(subject.leftovers()).toEqual([]);
    expect(readdirSync(join(subject.root, 'backups')).filter((name) => name.startsWith('k1.') && name.endsWith('.part'))).toEqual([]);
  });

  test('one that meets a full disk fails and promotes nothing, whether that was foreseen or not', async () => {
    const path = pathWithout();
    rmSync(join(path, 'stat'));
    writeFileSync(join(path, 'stat'), '#!/bin/sh\n[ "$1" != -f ] || { echo 1000000000 4096; exit 0; }\nexec /usr/bin/stat "$@"\n', { mode: 0o755 });
    const mount = join('/tmp', `lockgate-full-pg-${String(process.pid)}`);
    mkdirSync(mount);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', mount]);
    try {
      for (const [options, why] of [[{}, 'not enough space'], [{ path }, 'could not be stored']] as const) {
        const subject = make(options);
        subject.sql("CREATE TABLE large AS SELECT sha512(i::text::bytea) AS v FROM generate_series(1, 40000) AS i");
        const to = join(mount, 'backups');
        const result = await run(subject, subject.database.backup(backupRequest(subject, { to, verify: 'checksum' })));
        expect(result.exitCode).not.toBe(0);
        expect(result.stderr).toContain(why);
        expect(readdirSync(to)).toEqual([]);
      }
    } finally {
      execFileSync('umount', [mount]);
      rmSync(mount, { recursive: true });
    }
  });
});

describe('what cannot be asked says why', () => {
  const codeOf = async (subject: PostgresSubject): Promise<string> => {
    try {
      await ask(subject.shell, subject.database.inspect());
      return 'answered';
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      return error.code;
    }
  };

  test('there is no such database, no server, no connection, no right', async () => {
    const gone = make();
    gone.end?.();
    expect(await codeOf(gone)).toBe('LG-DATABASE-ABSENT');
    expect(await applied(gone)).toEqual([]);
    expect(await codeOf(make({ settings: { as: 'postgres', host: '/tmp/lockgate-nowhere' } }))).toBe('LG-DATABASE-DOWN');
    const crowded = direct();
    server.sql('postgres', 'ALTER ROLE guarded CONNECTION LIMIT 0');
    expect(await codeOf(crowded)).toBe('LG-DATABASE-CONNECTIONS');
    server.sql('postgres', 'ALTER ROLE guarded CONNECTION LIMIT -1');
    expect(await codeOf(make({ sh: 'setpriv --reuid nobody --regid nogroup --clear-groups sh' }))).toBe('LG-DATABASE-SUDO');
    expect(await codeOf(make({ path: pathWithout(/^pg_restore$/) }))).toBe('LG-POSTGRES-MISSING');
  });
});

describe('questions for checks', () => {
  test('open and prepared transactions, connections, plans', async () => {
    const subject = make();
    const { transactions, connections, explain } = subject.database;
    if (transactions === undefined || connections === undefined || explain === undefined) throw new Error('not asked');
    const client = openClient(server, subject.name);
    client.stdin?.write("BEGIN; INSERT INTO empty VALUES (1); PREPARE TRANSACTION 'two|''phases'; BEGIN; SELECT 1;\n");
    await until(() => subject.sql("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle in transaction'") === '1\n');
    const open = await ask(subject.shell, transactions.call(subject.database, 0));
    expect(open.map(({ who, what }) => `${who.replace(/process \d+/, 'process')}: ${what}`).sort()).toEqual(["postgres, process: idle in transaction", "postgres, two|'phases: prepared for a commit in two phases: only a person ends it"]);
    expect(await ask(subject.shell, transactions.call(subject.database, 3_600_000))).toEqual([]);
    expect(await ask(subject.shell, connections.call(subject.database))).toEqual({ used: 1, max: 37 });
    subject.sql("ROLLBACK PREPARED 'two|''phases'; ANALYZE");
    closeClient(client);
    expect(await ask(subject.shell, explain.call(subject.database, 'SELECT * FROM bulk WHERE id = 7', 5000))).toMatchObject({ usesIndex: true, text: expect.stringContaining('bulk_pkey') as unknown });
    expect(await ask(subject.shell, explain.call(subject.database, 'SELECT * FROM bulk WHERE v IS NULL', 5000))).toMatchObject({ usesIndex: false, text: expect.stringContaining('on bulk') as unknown });
  });
});

describe('other shells', () => {
  test.each([{ sh: 'bash', path: pathWithout(/^zstd/) }, { sh: 'busybox sh' }])('backup, migration, loss and restore under $sh', async (options) => {
    const subject = make(options);
    const then = subject.content();
    const manifest = await backUp(subject);
    expect((await apply(subject, [sqlFile('1.sql', 'CREATE TABLE one(x int); INSERT INTO one VALUES (1), (2);')])).stderr).toBe('');
    expect((await ask(subject.shell, subject.database.loss(manifest))).rows).toBe(2);
    expect((await run(subject, subject.database.maintain('vacuum-analyze', 30_000))).exitCode).toBe(0);
    const result = await run(subject, restore(subject, manifest));
    expect(result.stderr + String(result.exitCode)).toBe('0');
    expect(subject.content()).toBe(then);
    expect((await run(subject, subject.database.recordApplied([sqlFile('1.sql', 'x')], 'r'))).exitCode).toBe(0);
    expect(await applied(subject)).toEqual(['1.sql']);
  });
});

test('nothing that a name or a file says was run', () => {
  expect(existsSync('/tmp/lockgate-never')).toBe(false);
});

test.each(['all', 'none', 'record'] as const)('default privileges leave the application no right to write the revision table (%s)', async (how) => {
  const subject = make();
  subject.sql(`ALTER DEFAULT PRIVILEGES GRANT ALL ON TABLES TO app, PUBLIC; ALTER DEFAULT PRIVILEGES GRANT ALL ON SEQUENCES TO app; ALTER DEFAULT PRIVILEGES GRANT INSERT ON TABLES TO "read'er";`);
  const file = sqlFile('1.sql', how === 'none' ? '-- no-transaction\nCREATE TABLE first(x int)' : 'CREATE TABLE first(x int)');
  const result = how === 'record' ? await run(subject, subject.database.recordApplied([file], 'r1')) : await apply(subject, [file], how === 'none' ? { transaction: 'none', statement: 0 } : {});
  expect(result.exitCode).toBe(0);
  expect(await applied(subject)).toEqual(['1.sql']);
  expect(subject.sql("SELECT string_agg(privilege_type, ',') FROM pg_class, aclexplode(relacl) WHERE relname LIKE 'lockgate_migrations%' AND relkind IN ('r', 'S') AND grantee <> relowner AND privilege_type <> 'SELECT'").trim()).toBe('');
  expect(subject.sql('SET ROLE app; SELECT name FROM lockgate_migrations').trim()).toBe('1.sql');
  expect(() => subject.sql("SET ROLE app; DELETE FROM lockgate_migrations")).toThrow('permission denied');
  // What others made keeps the rights that it was given.
  if (how !== 'record') expect(subject.sql("SELECT has_table_privilege('app', 'first', 'DELETE')").trim()).toBe('t');
});

test('a role that may connect and read no row is told what was applied, what the database is, and nothing else', async () => {
  const subject = make({ readsOnly: true });
  const { database } = subject;
  // The role of the user who runs this; its rights are those that anybody has who may connect.
  subject.sql(`CREATE ROLE ${userInfo().username} LOGIN; GRANT CONNECT ON DATABASE "${subject.name.replaceAll('"', '""')}" TO ${userInfo().username}`);
  try {
    expect((await apply(subject, [sqlFile('1.sql', 'CREATE TABLE first(x int)')])).exitCode).toBe(0);
    expect(await applied(subject)).toEqual(['1.sql']);
    expect((await ask(subject.shell, database.inspect())).bytes).toBeGreaterThan(0);
    expect(await ask(subject.shell, database.invalidIndexes?.() ?? { commands: [], read: () => undefined })).toEqual([]);
    expect([database.inspect(), database.applied(), database.invalidIndexes?.()].flatMap((probe) => probe?.commands.map(({ words }) => words[0]))).toEqual(['', '', '']);
    expect(database.census().commands[0]?.words[0]).toBe('postgres');
    expect(() => subject.sql(`SET ROLE ${userInfo().username}; SELECT * FROM first`)).toThrow('permission denied');
    // A table of before this role was: what it has to be given is told word for word, and is enough.
    for (const taken of ['REVOKE ALL ON lockgate_migrations FROM PUBLIC', 'REVOKE ALL ON SCHEMA public FROM PUBLIC; REVOKE ALL ON lockgate_migrations FROM ' + userInfo().username]) {
      subject.sql(taken);
      const refused: unknown = await ask(subject.shell, database.applied()).catch((error: unknown) => error);
      if (!(refused instanceof Failure)) throw new Error('it was not refused');
      expect(refused.facts).toMatchObject({ code: 'LG-DATABASE-GRANT', next: expect.stringMatching(/as the owner of the table: (GRANT [^;]*;? ?)+$/) as string });
      subject.sql(refused.facts.next.replace(/^.*?: /, ''));
      expect(await applied(subject)).toEqual(['1.sql']);
    }
  } finally {
    subject.sql(`DROP OWNED BY ${userInfo().username}; DROP ROLE ${userInfo().username}`);
  }
});

import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { compareSchemas } from '../../../src/migrations/schema-text';
import type { DoubtfulFile } from '../../../src/databases/database';
import type { Command } from '../../../src/model/command';
import { Failure } from '../../../src/model/failure';
import type { Manifest } from '../../../src/model/manifest';
import { compareCensus } from '../../../src/model/manifest';
import { readPostgresSql } from '../../../src/model/sql-postgres';
import { renderBatch } from '../../../src/shell/batch';
import { ask } from '../../../src/shell/shell';
import { backUp, backupRequest, digestOf, promoted, run, sqlFile, type Subject } from './subject';

/** One promise: resolves when the plugin keeps it on a fresh subject with the fixture in it. */
export type Promised = (subject: Subject) => Promise<void>;

export const restore = (subject: Subject, manifest: Manifest, keepAs = 'k1') => subject.database.restore({ manifest, keepAs, deadlineMs: 60_000 });
const apply = { release: 'r1', lockTimeoutMs: 2000, deadlineMs: 30_000 } as const;

async function backupIsProven(subject: Subject): Promise<void> {
  const second = join(subject.root, 'second');
  const before = subject.content();
  const manifest = await backUp(subject, { copies: [{ directory: second }] });
  expect(manifest).toMatchObject({ v: 1, id: 'b1', engine: subject.database.engine, change: 'c1', verified: 'restored', copies: [{ place: second, verified: true }] });
  expect(compareCensus(await ask(subject.shell, subject.database.census()), manifest.tables)).toEqual([]);
  expect(digestOf(manifest.file)).toBe(manifest.sha256);
  expect(readFileSync(manifest.file).length).toBe(manifest.bytes);
  expect(digestOf(join(second, manifest.file.split('/').at(-1) ?? ''))).toBe(manifest.sha256);
  for (const folder of [dirname(manifest.file), join(subject.root, '.lockgate/manifests'), second]) {
    expect(JSON.parse(readFileSync(join(folder, 'b1.json'), 'utf8'))).toEqual(manifest);
  }
  expect(readdirSync(dirname(manifest.file)).filter((name) => name.endsWith('.part'))).toEqual([]);
  expect(await ask(subject.shell, subject.database.verify(manifest))).toEqual({ sound: true, why: '' });
  expect(subject.content()).toBe(before);
}

/** Nothing is promoted by a backup that fails, whatever it fails of. */
async function failingBackupLeavesNothing(subject: Subject): Promise<void> {
  const blocked = join(subject.root, 'blocked');
  writeFileSync(blocked, 'a file where a folder should be');
  const folders = ['backups', '.lockgate/manifests', 'third'].map((name) => join(subject.root, name));
  for (const wish of [{ minimumBytes: 1e9 }, { copies: [{ directory: join(subject.root, 'third') }, { directory: blocked }] }]) {
    const result = await run(subject, subject.database.backup(backupRequest(subject, wish)));
    expect(result.exitCode).not.toBe(0);
    expect(() => subject.database.readBackup(result)).toThrow();
    expect(folders.flatMap(promoted)).toEqual([]);
  }
}

/** Each transaction of the writer adds one row on either side: a copy that is one snapshot has as many of both. */
async function countsAreOfTheSnapshot(subject: Subject, rounds = 3): Promise<void> {
  const writer = await subject.writer();
  try {
    let last = -1;
    for (let round = 0; round < rounds; round += 1) {
      const manifest = await backUp(subject, { id: `w${String(round)}` });
      const rows = manifest.tables['left_side']?.rows ?? -1;
      expect(manifest.tables['right_side']?.rows).toBe(rows);
      expect(rows).toBeGreaterThan(last);
      last = rows;
      expect(subject.countElsewhere(manifest)).toEqual(Object.fromEntries(Object.entries(manifest.tables).map(([name, table]) => [name, table.rows])));
    }
  } finally {
    writer.kill('SIGKILL');
  }
}

async function damagedBackupIsRefused(subject: Subject, cases = 4): Promise<void> {
  const manifest = await backUp(subject);
  subject.sql('DELETE FROM bulk WHERE id > 10');
  const now = subject.content();
  const whole = readFileSync(manifest.file);
  for (let n = 0; n < cases; n += 1) {
    const damaged = Buffer.from(whole);
    const at = Math.floor(((n + 0.5) / cases) * damaged.length);
    damaged.writeUInt8(damaged.readUInt8(at) ^ (1 << (n % 8)), at);
    writeFileSync(manifest.file, damaged);
    if (n % 2 === 1) {
      writeFileSync(manifest.file, whole);
      truncateSync(manifest.file, n === 1 ? whole.length - 1 : at);
    }
    expect((await ask(subject.shell, subject.database.verify(manifest))).sound).toBe(false);
    expect((await run(subject, restore(subject, manifest))).exitCode).not.toBe(0);
    expect(subject.content()).toBe(now);
    expect(subject.kept('k1')).toBe(false);
  }
}

async function restoreBringsTheBackup(subject: Subject): Promise<void> {
  const then = subject.content();
  const manifest = await backUp(subject);
  subject.sql('DELETE FROM orders; DELETE FROM users; DROP TABLE bulk; INSERT INTO empty VALUES (1)');
  // Committed rows in a log beside the file, as a killed application leaves them: they must not come back.
  subject.crashedWriter(500);
  const isKept = subject.remember();
  const result = await run(subject, restore(subject, manifest));
  expect(result.stderr + String(result.exitCode)).toMatch(/0$/);
  expect(subject.content()).toBe(then);
  expect(compareCensus(manifest.tables, await ask(subject.shell, subject.database.census()))).toEqual([]);
  expect(isKept('k1')).toBe(true);
  const again = await run(subject, restore(subject, manifest));
  expect(again.exitCode).toBe(0);
  expect(subject.content()).toBe(then);
  const kept = subject.database.readRestore(result);
  expect(subject.database.readRestore(again)).toEqual(kept);
  // As somebody types it on the host, who has every program.
  const type = (line = 'false'): string => execFileSync('sh', ['-c', line], { cwd: '/', input: '', encoding: 'utf8' });
  type(kept?.look);
  expect(isKept('k1')).toBe(true);
  type(kept?.drop);
  expect(subject.kept('k1')).toBe(false);
  expect(subject.content()).toBe(then);
}

/** Killed at random instants, run again: the backup's content, and what was replaced is kept whole. */
async function killedRestoreGoesOn(subject: Subject, kills = 6): Promise<void> {
  const then = subject.content();
  const manifest = await backUp(subject);
  subject.sql('DELETE FROM orders; DELETE FROM users; INSERT INTO empty VALUES (1)');
  const now = subject.content();
  const began = performance.now();
  await run(subject, restore(subject, manifest, 'k0'));
  const takes = performance.now() - began;
  for (let n = 1; n <= kills; n += 1) {
    const keepAs = `k${String(n)}`;
    subject.sql('DELETE FROM orders; DELETE FROM users; INSERT INTO empty VALUES (1)');
    expect(subject.content()).toBe(now);
    await killAfter(subject, restore(subject, manifest, keepAs), (takes * n) / kills);
    expect([then, now, 'absent']).toContain(subject.content());
    expect((await run(subject, restore(subject, manifest, keepAs))).exitCode).toBe(0);
    expect(subject.content()).toBe(then);
    expect(subject.kept(keepAs)).toBe(true);
    expect(subject.leftovers()).toEqual([]);
  }
}

/** Runs a command in a session of its own and kills all of it after a while. */
export function killAfter(subject: Subject, command: Parameters<Subject['shell']['run']>[0][number], ms: number): Promise<void> {
  const text = renderBatch([command], { nonce: 'abcdef0123456789' });
  return new Promise((resolve, reject) => {
    const child = spawn('sh', ['-s'], { detached: true, env: subject.env, stdio: ['pipe', 'ignore', 'ignore'] });
    child.once('error', reject);
    child.stdin.on('error', () => undefined);
    child.stdin.end(text);
    const timer = setTimeout(() => {
      killSession(child.pid ?? 0);
    }, ms);
    child.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/** Every process of a session, also those in groups of their own, and those that are being started meanwhile. */
function killSession(session: number): void {
  for (let found = true; found; ) {
    found = false;
    for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
      try {
        const [, rest = ''] = /^.*\) (.*)$/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
        const [state, , , its] = rest.split(' ');
        if (its !== String(session) || state === 'Z') continue;
        found = true;
        process.kill(Number(pid), 'SIGKILL');
      } catch {
        // It has ended meanwhile.
      }
    }
  }
}

async function applyIsAllOrNothing(subject: Subject): Promise<void> {
  const good = sqlFile('001.sql', subject.says.awkward);
  const bad = sqlFile('002 it\'s "odd".sql', 'CREATE TABLE second(x int);\nINSERT INTO second VALUES (1);\nINSERT INTO nowhere VALUES (1);\n');
  const before = subject.content();
  const failed = await run(subject, subject.database.applySql({ files: [good, bad], transaction: 'all', ...apply }));
  expect(failed.exitCode).not.toBe(0);
  expect(subject.content()).toBe(before);
  const half = await run(subject, subject.database.applySql({ files: [good, bad], transaction: 'each', ...apply }));
  expect(half.exitCode).not.toBe(0);
  expect(await ask(subject.shell, subject.database.applied())).toEqual([{ name: good.name, digest: good.digest }]);
  expect(subject.sql(subject.says.awkwardResult)).toBe("it's; fine\na;b\n0\n");
  const better = sqlFile(bad.name, 'CREATE TABLE second(x int);\n');
  expect((await run(subject, subject.database.applySql({ files: [good, better], transaction: 'all', ...apply }))).exitCode).toBe(0);
  const both = [good, better].map(({ name, digest }) => ({ name, digest }));
  expect(await ask(subject.shell, subject.database.applied())).toEqual(both);
  const settled = subject.content();
  expect((await run(subject, subject.database.applySql({ files: [good, better], transaction: 'all', ...apply }))).exitCode).toBe(0);
  expect((await run(subject, subject.database.applySql({ files: [sqlFile(good.name, 'CREATE TABLE other(x int);')], transaction: 'all', ...apply }))).exitCode).not.toBe(0);
  expect(subject.content()).toBe(settled);
}

async function orphansAreRolledBack(subject: Subject): Promise<void> {
  subject.sql(subject.says.orphan);
  expect(await ask(subject.shell, subject.database.orphans())).toEqual(['orders.user: 1']);
  const before = subject.content();
  const worse = sqlFile('1.sql', subject.says.worse);
  expect((await run(subject, subject.database.applySql({ files: [worse], transaction: 'all', ...apply }))).exitCode).not.toBe(0);
  expect(subject.content()).toBe(before);
  const same = sqlFile('1.sql', subject.says.rebuilt);
  expect((await run(subject, subject.database.applySql({ files: [same], transaction: 'all', ...apply }))).exitCode).toBe(0);
}

async function otherDigestIsNotRun(subject: Subject): Promise<void> {
  const before = subject.content();
  const file = { ...sqlFile('1.sql', 'CREATE TABLE one(x int);'), digest: sqlFile('1.sql', 'CREATE TABLE two(x int);').digest };
  expect((await run(subject, subject.database.applySql({ files: [sqlFile('0.sql', 'CREATE TABLE zero(x int);'), file], transaction: 'all', ...apply }))).exitCode).not.toBe(0);
  expect(subject.content()).toBe(before);
}

async function transactionStatementsAreRefused(subject: Subject): Promise<void> {
  const before = subject.content();
  for (const text of subject.says.refused) {
    const files = [sqlFile('1.sql', text)];
    let exitCode: number | null = 1;
    expect(() => subject.database.applySql({ files, transaction: 'all', ...apply })).toThrow();
    try {
      exitCode = (await run(subject, subject.database.applySql({ files, transaction: 'all', ...apply }))).exitCode;
    } catch {
      // Refused.
    }
    expect(exitCode).not.toBe(0);
    expect(subject.content()).toBe(before);
  }
}

async function withoutTransactionGoesByStatement(subject: Subject): Promise<void> {
  const before = subject.content();
  const file = sqlFile('1.sql', '-- no-transaction\nCREATE TABLE one(x int);\nCREATE TABLE two(x int);');
  const commandOf = (statement: number) => subject.database.applySql({ files: [file], transaction: 'none', statement, ...apply });
  const names = async (): Promise<string[]> => (await ask(subject.shell, subject.database.applied())).map(({ name }) => name);
  try {
    commandOf(0);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    expect(error.message).toContain('1.sql');
    expect(subject.content()).toBe(before);
    return;
  }
  expect((await run(subject, commandOf(0))).exitCode).toBe(0);
  expect(await names()).not.toContain('1.sql');
  expect((await run(subject, commandOf(1))).exitCode).toBe(0);
  expect(await names()).toContain('1.sql');
}

/** Predicted, then compared with what a row-by-row difference of both contents says. */
async function lossIsTheDifference(subject: Subject): Promise<void> {
  const manifest = await backUp(subject);
  expect(await ask(subject.shell, subject.database.loss(manifest))).toMatchObject({ rows: 0, exact: true });
  subject.sql(subject.says.changes);
  const before = subject.content();
  const loss = await ask(subject.shell, subject.database.loss(manifest));
  expect(subject.content()).toBe(before);
  expect(loss.exact).toBe(true);
  const changed = Object.fromEntries(Object.entries(loss.tables).filter(([, { written, deleted }]) => written + deleted > 0));
  expect(changed).toEqual({
    users: { written: 3, deleted: 1 },
    'odd "table" \'name\'\ntwo': { written: 1, deleted: 0 },
    order: { written: 0, deleted: 1 },
    added: { written: 2, deleted: 0 },
    bulk: { written: 0, deleted: 400 },
    orders: { written: 1, deleted: 0 },
  });
  expect(loss.rows).toBe(7);
  expect(loss.method).toContain('orders.note');
  expect(readdirSync(dirname(manifest.file)).filter((name) => name.includes('loss'))).toEqual([]);
  expect(subject.leftovers()).toEqual([]);
}

async function queryChangesNothing(subject: Subject): Promise<void> {
  const before = subject.content();
  for (const sql of subject.says.meddling) {
    for (const how of ['query', 'explain'] as const) {
      try {
        const commands = subject.database[how]?.(sql, 5000).commands ?? [];
        for (const command of commands) await run(subject, command);
      } catch {
        // Refused.
      }
      expect(subject.content()).toBe(before);
    }
  }
}

async function queryAnswers(subject: Subject): Promise<void> {
  const { columns, rows, ms } = await ask(subject.shell, subject.database.query("SELECT name, score, '- null -' AS \"a,b\" FROM users WHERE id IN (2, 4) ORDER BY id DESC -- the newest first", 5000));
  expect({ columns, rows: rows.map((row) => [row[0], row[2]]) }).toEqual({ columns: ['name', 'score', 'a,b'], rows: [['', '- null -'], ['line\ntwo', '- null -']] });
  expect(ms).toBeGreaterThanOrEqual(0);
  expect((await ask(subject.shell, subject.database.query('SELECT NULL', 5000))).rows).toEqual([[null]]);
}

/** Every statement is doubted: the database has the last word. */
function doubted(subject: Subject, name: string, text: string): DoubtfulFile {
  const doubts = subject.database.dialect === 'postgres' ? readPostgresSql(text).statements.map(({ line, text: statement }) => ({ line, column: 3, problem: 'it is doubted', statement })) : [];
  return { ...sqlFile(name, text), doubts };
}

/** A typing error is named with its place, before it would run, and nothing else is. */
async function syntaxIsTheDatabases(subject: Subject): Promise<void> {
  const { says, database, shell } = subject;
  const before = subject.content();
  // It would be refused for what it says of rows or tables that are not there, or in this database at all: it is SQL all the same.
  const sound = [says.awkward, says.changes, "INSERT INTO nowhere VALUES ('a;\nb')", 'SELECT 1', '-- nothing\n', ...says.sound].map((text, index) => doubted(subject, `${String(index)}.sql`, text));
  expect(await ask(shell, database.syntax(sound))).toEqual([]);
  const slips = says.slips.map(([text], index) => doubted(subject, `slip ${String(index)}.sql`, text));
  const found = await ask(shell, database.syntax([...sound, ...slips]));
  expect(found.map(({ name, line, problem }) => [name, line, /syntax error|unrecognized/.test(problem)])).toEqual(says.slips.map(([, line], index) => [`slip ${String(index)}.sql`, line, true]));
  expect(subject.content()).toBe(before);
  expect(promoted(join(subject.root, '.lockgate'))).toEqual([]);
}

async function forgetRemovesAll(subject: Subject): Promise<void> {
  const second = join(subject.root, 'second');
  const manifest = await backUp(subject, { copies: [{ directory: second }] });
  mkdirSync(join(subject.root, 'unrelated'));
  const where = { manifests: join(subject.root, '.lockgate/manifests'), copies: [{ directory: second }] };
  for (let twice = 0; twice < 2; twice += 1) expect((await run(subject, subject.database.forget(manifest, where))).exitCode).toBe(0);
  expect(['backups', 'second', '.lockgate'].flatMap((name) => promoted(join(subject.root, name)))).toEqual([]);
}

/** The numbered promises of `src/databases/database.ts`. */
/** What somebody did by hand is told from what a file would have done, and trying leaves no trace. */
async function trialIsHonest(subject: Subject): Promise<void> {
  const { database, shell } = subject;
  const from = await backUp(subject, { verify: 'checksum' });
  const written = "CREATE TABLE by_hand(id int NOT NULL, note text DEFAULT 'it''s; so');\nCREATE INDEX by_hand_note ON by_hand(note);\n";
  subject.sql(written);
  const before = subject.content();
  const attempt = (files: readonly string[], since: readonly string[] = [], base: 'backup' | 'nothing' = 'backup'): ReturnType<typeof database.trySchema> =>
    database.trySchema({ ...(base === 'nothing' ? {} : { from }), since: since.map((text, n) => sqlFile(`s${String(n)}.sql`, text)), files: files.map((text, n) => sqlFile(`f${String(n)}.sql`, text)), deadlineMs: 60_000 });
  for (const { commands } of [attempt([written])]) expect(commands.map(({ mutates }) => mutates)).toEqual([false]);
  const equal = async (files: readonly string[], since?: readonly string[]): Promise<boolean | string> => {
    const tried = await ask(shell, attempt(files, since));
    expect(subject.content()).toBe(before);
    expect(subject.leftovers()).toEqual([]);
    return tried.ran ? tried.changed && compareSchemas(tried.expected, tried.found, database.dialect).equal : tried.failed;
  };
  expect(await equal([written])).toBe(true);
  expect(await equal(['CREATE INDEX by_hand_note ON by_hand(note);'], [written.split('\n')[0] ?? ''])).toBe(true);
  for (const [from_, to] of [['note text', 'note varchar(9)'], ['by_hand(note);', 'by_hand(id);']] as const) {
    expect([to, await equal([written.replace(from_, to)])]).toEqual([to, false]);
  }
  expect(await equal(['CREATE TABLE IF NOT EXISTS users(x int);'])).toBe(false);
  expect(await equal(['CREATE TABLE users(x int);'])).toBe('files');
  expect(await equal([written], ['CREATE TABLE users(x int);'])).toBe('since');
  expect(await ask(shell, attempt([written], [], 'nothing'))).toMatchObject({ ran: true, changed: true });
  expect(() => attempt(['COMMIT; CREATE TABLE x(y int);'])).toThrow(Failure);
  const { beyond } = subject.says;
  for (const text of beyond) expect([text, database.effects(sqlFile('x.sql', text)).unproven.length]).toEqual([text, 1]);
  await killAfter(subject, attempt([written]).commands[0] as Command, 250);
  // After all of that nothing is left, and nothing was done beyond the trial's own database.
  expect(await equal([...beyond.map((text) => `${text};\n`), written])).toBe(true);
}

export const PROMISES = {
  '1 a backup is proven before it counts': backupIsProven,
  '1 a backup that fails leaves nothing but a .part': failingBackupLeavesNothing,
  '1 counts come from the snapshot that was dumped': countsAreOfTheSnapshot,
  '2 a damaged backup is refused before anything is replaced': damagedBackupIsRefused,
  '3 restore ends with the content of the manifest and keeps the replaced one': restoreBringsTheBackup,
  '3 a killed restore goes on': killedRestoreGoesOn,
  '4 all of a transaction or nothing, with its revision rows': applyIsAllOrNothing,
  '4 what leaves more orphans is rolled back': orphansAreRolledBack,
  '4 a file with another digest is not run': otherDigestIsNotRun,
  '4 transaction statements are refused': transactionStatementsAreRefused,
  '4 without a transaction a file goes statement by statement, or is refused': withoutTransactionGoesByStatement,
  '5 loss changes nothing and is the real difference': lossIsTheDifference,
  '6 a query changes nothing': queryChangesNothing,
  '6 a query answers': queryAnswers,
  '8 what was done by hand is told from what a file makes, without a trace': trialIsHonest,
  '10 what is no SQL is told, and nothing runs': syntaxIsTheDatabases,
  'forget removes a backup, its copies and manifests': forgetRemovesAll,
} as const satisfies Record<string, Promised>;

export type PromiseName = keyof typeof PROMISES;
export const withRounds = { countsAreOfTheSnapshot, damagedBackupIsRefused, killedRestoreGoesOn };

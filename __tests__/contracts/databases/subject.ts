import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { BackupRequest, Database, SqlFile } from '../../../src/databases/database';
import type { Command, CommandResult } from '../../../src/model/command';
import type { Manifest } from '../../../src/model/manifest';
import { LocalShell } from '../../../src/shell/local-shell';

/** A database on this machine, and a way to its content that does not lead through what is tested. */
export interface Subject {
  readonly root: string;
  readonly shell: LocalShell;
  /** What the host's shell starts with. */
  readonly env: Readonly<Record<string, string>>;
  readonly database: Database;
  /** Where the database's data lies, for what must not change. */
  readonly data: string;
  /** Runs SQL directly. */
  sql(text: string): string;
  /** Everything that the database holds, as text: schema and rows. */
  content(): string;
  /** Two tables that get one row each per transaction, for as long as it runs. */
  writer(): Promise<ChildProcess>;
  /** Leaves behind what a killed application leaves: committed rows that are not in the main file yet. */
  crashedWriter(rows: number): void;
  /** Takes note of the database as it is; the answer tells whether what a restore kept under a name is exactly that. */
  remember(): (keepAs: string) => boolean;
  /** Whether a restore has kept the replaced database under a name. */
  kept(keepAs: string): boolean;
  /** What a restore or a count left half done. */
  leftovers(): string[];
  /** Rows per table of a stored backup, counted by other means. */
  countElsewhere(manifest: Manifest): Record<string, number>;
  /** The same things said in the engine's own SQL. */
  readonly says: Dialect;
  /** Undoes what is not below `root`. */
  end?(): void;
}

export interface Dialect {
  readonly fixture: string;
  /** Makes `first` with "it's; fine" in it, with semicolons where they end nothing, and its last statement without one; and changes the name of user 1 to "a;b". */
  readonly awkward: string;
  /** Answers "it's; fine", "a;b" and how many tables are called second, a line each. */
  readonly awkwardResult: string;
  /** One more order of a user that does not exist. */
  readonly orphan: string;
  /** Deletes user 2, who has an order, past any check. */
  readonly worse: string;
  /** Makes orders anew, with the orphans that it has. */
  readonly rebuilt: string;
  readonly refused: readonly string[];
  /** SQL that says something of its own kind. */
  readonly sound: readonly string[];
  /** A typing error each, and its line. */
  readonly slips: readonly (readonly [text: string, line: number])[];
  /** What would write if it were asked as a query. */
  readonly meddling: readonly string[];
  /** What a trial of migrations must not do, one statement each. */
  readonly beyond: readonly string[];
  /** From the fixture on: see `lossIsTheDifference`. */
  readonly changes: string;
}

export const run = async ({ shell }: Subject, command: Command): Promise<CommandResult> => {
  const [result] = await shell.run([command]);
  if (result === undefined) throw new Error('no result');
  return result;
};

export const sqlFile = (name: string, text: string): SqlFile => ({ name, text, digest: createHash('sha256').update(text).digest('hex') });

export function backupRequest({ root }: Subject, more: Partial<BackupRequest> = {}): BackupRequest {
  return {
    id: 'b1', change: 'c1', at: '2026-11-21T10:00:00.000Z', to: join(root, 'backups'), verify: 'restored', minimumBytes: 1, copies: [],
    manifests: join(root, '.lockgate/manifests'), schema: '', deadlineMs: 60_000, ...more,
  };
}

export async function backUp(subject: Subject, more: Partial<BackupRequest> = {}): Promise<Manifest> {
  const request = backupRequest(subject, more);
  return subject.database.readBackup(await run(subject, subject.database.backup(request)));
}

/** Files below a folder that nobody would take for an unfinished one. */
export function promoted(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.part'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

export const digestOf = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex');

const folders: string[] = [];

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'lockgate-db-'));
  folders.push(folder);
  return folder;
}

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A folder of links to every program of this machine but the ones that a host should lack. */
export function pathWithout(...missing: RegExp[]): string {
  const folder = temporaryFolder();
  for (const bin of ['/usr/local/bin', '/usr/bin', '/bin', '/usr/sbin', '/sbin']) {
    for (const name of existsSync(bin) ? readdirSync(bin) : []) {
      if (missing.some((pattern) => pattern.test(name)) || existsSync(join(folder, name))) continue;
      try {
        symlinkSync(join(bin, name), join(folder, name));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
    }
  }
  return folder;
}

export function pythonBeside(folder: string): string {
  const python = execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' }).trim();
  rmSync(join(folder, 'python3'), { force: true });
  symlinkSync(python, join(folder, 'python3'));
  return folder;
}

const WRITER = `
import sqlite3, sys
c = sqlite3.connect(sys.argv[1], timeout=30, isolation_level=None)
n = 0
while True:
    c.execute("BEGIN IMMEDIATE")
    c.execute("INSERT INTO left_side(v) VALUES (randomblob(300))")
    c.execute("INSERT INTO right_side(v) VALUES (randomblob(10))")
    c.execute("COMMIT")
    n += 1
    if n == 20: print("writing", flush=True)
`;

const CRASHED = `
import os, sqlite3, sys
c = sqlite3.connect(sys.argv[1], isolation_level=None)
c.execute("PRAGMA journal_mode=WAL")
c.execute("PRAGMA wal_autocheckpoint=0")
c.execute("CREATE TABLE IF NOT EXISTS crashed(v)")
for n in range(int(sys.argv[2])): c.execute("INSERT INTO crashed VALUES (?)", (n,))
os._exit(9)
`;

export function sqliteSubject(open: (root: string) => Database, shellOptions: { path?: string; sh?: string } = {}): Subject {
  const root = temporaryFolder();
  mkdirSync(join(root, 'shared'));
  const data = join(root, 'shared/store.db');
  const sql = (text: string): string => execFileSync('sqlite3', ['-batch', '-bail', '-init', '/dev/null', data], { input: text, encoding: 'utf8' });
  const env = { ...(process.env as Record<string, string>), ...(shellOptions.path === undefined ? {} : { PATH: shellOptions.path }) };
  return {
    root,
    data,
    env,
    sql,
    shell: new LocalShell({ env, ...(shellOptions.sh === undefined ? {} : { sh: shellOptions.sh }) }),
    database: open(root),
    content: () => (existsSync(data) ? sql('.timeout 10000\n.dump\n') : 'absent'),
    writer: () =>
      new Promise((resolve, reject) => {
        const child = spawn('python3', ['-c', WRITER, data], { stdio: ['ignore', 'pipe', 'inherit'] });
        child.once('error', reject);
        child.stdout.once('data', () => {
          resolve(child);
        });
      }),
    crashedWriter: (rows) => {
      try {
        execFileSync('python3', ['-c', CRASHED, data, String(rows)]);
      } catch {
        // It ends badly on purpose.
      }
    },
    remember: () => {
      const files = ['', '-wal'].filter((log) => existsSync(`${data}${log}`)).map((log) => ({ log, digest: digestOf(`${data}${log}`) }));
      return (keepAs) => files.every(({ log, digest }) => digestOf(`${data}.before-${keepAs}${log}`) === digest);
    },
    kept: (keepAs) => existsSync(`${data}.before-${keepAs}`),
    leftovers: () => readdirSync(join(root, 'shared')).filter((name) => name.includes('lockgate')),
    countElsewhere: (manifest) => {
      const copy = join(root, 'elsewhere.db');
      execFileSync('sh', ['-c', `${manifest.file.endsWith('.zst') ? 'zstd -q -d -c' : 'gzip -d -c'} "$1" >"$2"`, 'sh', manifest.file, copy]);
      const counts = Object.keys(manifest.tables).map((name): [string, number] => {
        const query = `SELECT count(*) FROM "${name.replaceAll('"', '""')}"`;
        return [name, Number(execFileSync('sqlite3', [`file:${copy}?immutable=1`, query], { encoding: 'utf8' }))];
      });
      rmSync(copy);
      return Object.fromEntries(counts);
    },
    says: SQLITE,
  };
}

const FIXTURE = `
PRAGMA journal_mode=WAL;
CREATE TABLE users(id INTEGER PRIMARY KEY, name TEXT NOT NULL, score REAL, photo BLOB);
INSERT INTO users VALUES (1,'Ann''s',0.1,x'00ff00'),(2,'line' || char(10) || 'two',1e300,NULL),(3,'zero' || char(0) || 'byte',-0.0,zeroblob(3)),(4,'',NULL,x'');
CREATE TABLE "odd ""table"" 'name'
two"("select" TEXT, "a b" INTEGER, "new
line" NUMERIC);
INSERT INTO "odd ""table"" 'name'
two" VALUES ('x',1,1.5),('x',1,1.5),(NULL,9223372036854775807,'text');
CREATE TABLE "order"(a, b, PRIMARY KEY (a, b)) WITHOUT ROWID;
INSERT INTO "order" VALUES (2,'b'),(1,'a');
CREATE TABLE empty(x);
CREATE TABLE orders(id INTEGER PRIMARY KEY, user INTEGER REFERENCES users(id));
INSERT INTO orders VALUES (1,1),(2,2);
CREATE TABLE left_side(id INTEGER PRIMARY KEY, v); CREATE TABLE right_side(id INTEGER PRIMARY KEY, v);
CREATE VIEW named AS SELECT name FROM users;
CREATE TABLE bulk(id INTEGER PRIMARY KEY, v);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400) INSERT INTO bulk SELECT i, randomblob(150) FROM n;
`;

const SQLITE: Dialect = {
  fixture: FIXTURE,
  awkward: "CREATE TABLE first(x TEXT);\nCREATE TRIGGER t AFTER INSERT ON first BEGIN UPDATE users SET name = 'a;b' WHERE id = 1; SELECT 1; END;\nINSERT INTO first VALUES ('it''s; fine') -- no end",
  awkwardResult: "SELECT x FROM first; SELECT name FROM users WHERE id = 1; SELECT count(*) FROM sqlite_master WHERE name = 'second';",
  orphan: 'INSERT INTO orders VALUES (90, 77)',
  worse: 'DELETE FROM users WHERE id = 2;',
  rebuilt: 'CREATE TABLE rebuilt(id INTEGER PRIMARY KEY, user INTEGER REFERENCES users(id));\nINSERT INTO rebuilt SELECT * FROM orders; DROP TABLE orders; ALTER TABLE rebuilt RENAME TO orders;',
  sound: ['CREATE VIRTUAL TABLE words USING fts5(word);\nDROP TABLE words;', 'PRAGMA foreign_keys = OFF;\nCREATE TABLE made AS SELECT * FROM users;\nPRAGMA foreign_keys = ON;', 'EXPLAIN SELECT 1;', "WITH x AS (SELECT 1) INSERT INTO orders(user_id) SELECT * FROM x;"],
  slips: [['CREATE TABLE made(x);\n\n-- the next\nCREATE TABEL other(x);', 4], ['ALTER TABLE users\n  RENAM COLUMN name TO title;\nSELECT 1;', 2], ["INSERT INTO users (name) VALUE ('x');", 1], ['CREATE TABLE mine(x); CREATE INDEX i ONN mine(x)', 1]],
  refused: ['CREATE TABLE a(x);\nCOMMIT;\nCREATE TABLE b(x);', 'begin immediate; CREATE TABLE a(x);', '/* x */ END TRANSACTION', 'ROLLBACK', 'SAVEPOINT s', 'VACUUM', "ATTACH 'x.db' AS y", 'SELECT 1;\n.shell touch /tmp/never', 'PRAGMA journal_mode = DELETE', "CREATE TABLE a(x DEFAULT 'open)"],
  meddling: ['DELETE FROM bulk', 'INSERT INTO empty VALUES (1) RETURNING x', 'SELECT 1; DELETE FROM bulk', 'PRAGMA user_version = 7', 'SELECT 1;\n.shell touch /tmp/never'],
  beyond: [],
  changes: `
    UPDATE users SET name = upper(name) WHERE id IN (1, 2); DELETE FROM users WHERE id = 4; INSERT INTO users VALUES (9, 'new', 1, NULL);
    INSERT INTO "odd ""table"" 'name'\ntwo" VALUES ('x', 1, 1.5);
    DELETE FROM "order" WHERE a = 2; CREATE TABLE added(x); INSERT INTO added VALUES (1), (1); DROP TABLE bulk;
    ALTER TABLE empty ADD COLUMN extra DEFAULT 3; ALTER TABLE orders ADD COLUMN note; UPDATE orders SET note = 'x' WHERE id = 1;`,
};

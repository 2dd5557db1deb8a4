import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Database } from '../../../src/databases/database';
import { plugin as sqlite } from '../../../src/databases/sqlite';
import type { MigrationSurvey } from '../../../src/migrations/migration-tool';
import { plugin as sql } from '../../../src/migrations/sql';
import { layoutOf } from '../../../src/model/layout';
import { LocalShell } from '../../../src/shell/local-shell';
import { ask } from '../../../src/shell/shell';

const root = mkdtempSync(join(tmpdir(), 'lockgate-dialect-'));
mkdirSync(join(root, 'shared'));
const site = { app: 'shop', environment: 'test', layout: layoutOf(root), workspace: root, url: '' };
const database = sqlite.open({ file: 'shared/store.db' }, site);
afterAll(() => {
  rmSync(root, { recursive: true });
});

async function survey(dialect: Database['dialect'], files: Record<string, string>): Promise<MigrationSurvey> {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(root, name), text);
  // What a database is said to speak decides, and nothing else about it.
  const speaking = Object.create(database, { dialect: { value: dialect }, syntax: { value: () => ({ commands: [], read: () => [] }) } }) as Database;
  const tool = await sql.open({ files: Object.keys(files), transaction: 'all' }, site, speaking, { lockTimeoutMs: 1000, deadlineMs: 10_000 });
  return ask(new LocalShell(), tool.survey());
}

test('files are read as the SQL that the database speaks', async () => {
  const files = { '1.sql': 'ALTER TABLE a ALTER COLUMN b SET NOT NULL' };
  expect((await survey('sqlite', files)).pending).toMatchObject([{ classes: ['opaque'], findings: [expect.any(String), 'told from the words of the file, not parsed'] }]);
  expect((await survey('postgres', files)).pending).toMatchObject([{ classes: ['break', 'lock'], findings: [expect.any(String), expect.any(String), 'parsed'] }]);
});

test('everything that must not run is said when the survey is read, of all files at once', async () => {
  const { refused } = await survey('postgres', { '1.sql': 'BEGIN;\nSELECT 1;\nCOMMIT', '2.sql': 'SELECT 1;\n\\i x', '3.sql': 'CREATE INDEX CONCURRENTLY i ON a (x)' });
  expect(refused.map(({ code, facts }) => [code, facts.problem.slice(0, 14)])).toEqual([
    ['LG-MIGRATION-REFUSED', '1.sql, line 1:'],
    ['LG-MIGRATION-REFUSED', '1.sql, line 3:'],
    ['LG-MIGRATION-REFUSED', '2.sql, line 2:'],
    ['LG-MIGRATION-NEEDS-NO-TRANSACTION', '3.sql, line 1:'],
  ]);
});

test('a typing error is told as one, with its place, when the survey is read; what is applied already is not asked about', async () => {
  const files = { '001.sql': 'CREATE TABLE old (id INTEGER);\n', '002.sql': 'CREATE TABLE new (id INTEGER);\nDROP INDEX IF EXITS two;\nINSERT INTO nowhere VALUES (1);\n', '003.sql': 'CREAT TABLE x (y);' };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(root, name), text);
  const open = (): ReturnType<typeof sql.open> => sql.open({ files: Object.keys(files), transaction: 'all' }, site, database, { lockTimeoutMs: 1000, deadlineMs: 10_000 });
  const { refused } = await ask(new LocalShell(), (await open()).survey());
  expect(refused.map(({ code, facts }) => [code, facts.problem])).toEqual([
    ['LG-MIGRATION-SYNTAX', '002.sql, line 2, column 15: near "EXITS": syntax error'],
    ['LG-MIGRATION-SYNTAX', '003.sql, line 1, column 1: near "CREAT": syntax error'],
  ]);
  execFileSync('sqlite3', [join(root, 'shared/store.db'), 'CREATE TABLE old (id INTEGER)']);
  await new LocalShell().run([database.recordApplied(Object.entries(files).map(([name, text]) => ({ name, text, digest: createHash('sha256').update(text).digest('hex') })), 'r1')]);
  await expect(ask(new LocalShell(), (await open()).survey())).resolves.toMatchObject({ pending: [], edited: [], refused: [] });
  rmSync(join(root, 'shared/store.db'));
});

test('a database that runs everything in transactions says so', async () => {
  expect((await survey('sqlite', { '4.sql': '-- no-transaction\nVACUUM' })).refused).toMatchObject([{ facts: { code: 'LG-MIGRATION-REFUSED', problem: expect.stringContaining('asks for none') as string } }]);
});

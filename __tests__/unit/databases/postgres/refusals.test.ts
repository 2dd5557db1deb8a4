import { nameBeside } from '../../../../src/databases/postgres/names';
import { checkQuestion } from '../../../../src/databases/postgres/query';
import { indexName, refusals } from '../../../../src/databases/postgres/refusals';
import { schema } from '../../../../src/databases/postgres/settings';
import { readPostgresSql } from '../../../../src/model/sql-postgres';

const problems = (alone: boolean, ...texts: string[]): string[] => refusals(texts.map((text, index) => ({ name: `${String(index)}.sql`, digest: '', text })), alone).map(({ facts }) => facts.problem);

test('all problems of all files are told at once, with file and line', () => {
  expect(problems(false, 'BEGIN;\nSELECT 1;\nCOMMIT', 'VACUUM', '\\i x')).toEqual([
    expect.stringMatching(/^0\.sql, line 1: BEGIN/),
    expect.stringMatching(/^0\.sql, line 3: COMMIT/),
    expect.stringMatching(/^1\.sql, line 1: VACUUM cannot run in a transaction/),
    expect.stringMatching(/^2\.sql, line 1: "\\i" is a command of psql/),
  ]);
});

test.each([
  'START TRANSACTION', 'ABORT', 'RELEASE s', 'COMMIT PREPARED $$x$$', 'PREPARE TRANSACTION $$x$$', 'SET TRANSACTION READ ONLY', 'COPY t FROM STDIN', 'COPY t TO stdout', 'SET standard_conforming_strings = off', 'CREATE DATABASE x',
  'DROP INDEX CONCURRENTLY i', 'REINDEX INDEX CONCURRENTLY i', 'ALTER SYSTEM SET x = 1', 'ALTER TABLE t DETACH PARTITION p CONCURRENTLY', 'INSERT INTO public.lockgate_migrations VALUES (1)', 'SELECT a[1:USER]', 'SELECT \0',
])('%j is refused', (text) => {
  expect(problems(false, text)).toHaveLength(1);
});

test.each(['DO $$ BEGIN COMMIT; END $$', "INSERT INTO a VALUES ('COMMIT; BEGIN')", 'CREATE TABLE "begin"(x int)', 'SET standard_conforming_strings = on', 'SELECT x::DATE, a[1:2], a[b:c]', 'PREPARE q AS SELECT 1', 'CREATE INDEX i ON t(x)', 'SET TIME ZONE UTC', ''])('%j may run', (text) => {
  expect(problems(false, text)).toEqual([]);
});

test('an index that is made on the side needs a name', () => {
  expect(problems(true, '-- no-transaction\nCREATE INDEX CONCURRENTLY ON t(x)')).toHaveLength(1);
  expect(problems(true, '-- no-transaction\nDROP INDEX CONCURRENTLY a, b')).toHaveLength(1);
  expect(problems(true, '-- no-transaction\nCREATE INDEX CONCURRENTLY a ON t(x); VACUUM; SELECT 1')).toEqual([]);
});

test.each([
  ['CREATE INDEX CONCURRENTLY IF NOT EXISTS Foo ON ONLY "S".t(x)', '"S"."foo"'],
  ['CREATE UNIQUE INDEX CONCURRENTLY "a""b" ON t USING gin (x)', '"a""b"'],
  ['DROP INDEX CONCURRENTLY IF EXISTS s."I"', '"s"."I"'],
])('%j is about %s', (text, name) => {
  expect(indexName(readPostgresSql(text).statements[0]?.tokens ?? [])).toBe(name);
});

test.each(['DELETE FROM a', 'SELECT 1; SELECT 2', 'SELECT 1) TO PROGRAM $$x$$ --', 'SELECT 1 \\gexec', '', 'EXPLAIN SELECT 1', "SELECT 'open"])('%j is no question', (sql) => {
  expect(() => checkQuestion(sql)).toThrow('cannot be asked');
});

test('a name beside the database fits and is no other one', () => {
  const long = 'é'.repeat(31);
  expect(nameBeside('shop', '_before_k1')).toBe('shop_before_k1');
  const names = ['_restore_0123456789ab', '_ready_0123456789ab', '_before_release-2026-11-21-with-a-long-name-1', '_before_release-2026-11-21-with-a-long-name-2'].map((suffix) => nameBeside(long, suffix));
  for (const name of names) expect(Buffer.byteLength(name)).toBeLessThanOrEqual(63);
  expect(new Set(names).size).toBe(4);
  expect(names.join('')).not.toContain('\uFFFD');
});

test('a password and sudo exclude one another', () => {
  expect(schema.safeParse({ name: 'shop', as: 'postgres', password: 'DB_PASSWORD' }).success).toBe(false);
  expect(schema.safeParse({ name: 'shop', user: 'app', password: 'DB_PASSWORD' }).success).toBe(true);
});

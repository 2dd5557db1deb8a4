import { judgeSqlite } from '../../../src/migrations/classifier/sqlite';

const risks = (text: string): string[] => [...new Set(judgeSqlite(text).findings.map(({ risk }) => risk))].sort();

/** Labelled by hand: what each file may do to what was there before it. */
const CORPUS: readonly (readonly [string, readonly string[]])[] = [
  ['CREATE TABLE a(x);', []],
  ['CREATE TABLE IF NOT EXISTS a(x);', []],
  ['CREATE TABLE a AS SELECT * FROM b;', []],
  ['CREATE VIEW v AS SELECT 1; CREATE TEMP VIEW w AS SELECT 2;', []],
  ['CREATE VIRTUAL TABLE f USING fts5(x);', []],
  ['DROP TABLE a;', ['break', 'loss']],
  ['drop table if exists "a"', ['break', 'loss']],
  ['DROP TABLE main.[a b]', ['break', 'loss']],
  ['CREATE TABLE a(x); DROP TABLE a;', []],
  ['CREATE TABLE "A"(x); drop table `a`;', []],
  ['CREATE TABLE IF NOT EXISTS a(x); DROP TABLE a;', ['break', 'loss']],
  ['CREATE TEMP TABLE a(x); DROP TABLE a; DROP TABLE a;', ['break', 'loss']],
  ['CREATE TEMP TABLE a(x); DELETE FROM main.a;', ['loss']],
  ['CREATE TEMP TABLE a(x); INSERT INTO a SELECT 1; DELETE FROM a;', []],
  ['DROP INDEX i', []],
  ['DROP VIEW v', ['break']],
  ['DROP TRIGGER t', ['break']],
  ['ALTER TABLE a ADD COLUMN b TEXT', []],
  ['ALTER TABLE a ADD b', []],
  ['ALTER TABLE a ADD COLUMN b TEXT NOT NULL DEFAULT 1', []],
  ['ALTER TABLE a ADD COLUMN b TEXT NOT NULL', ['break']],
  ['CREATE TABLE a(x); ALTER TABLE a ADD COLUMN b TEXT NOT NULL', []],
  ['ALTER TABLE a DROP COLUMN b', ['break', 'loss']],
  ['ALTER TABLE a DROP b', ['break', 'loss']],
  ['ALTER TABLE a ADD COLUMN b; ALTER TABLE a DROP COLUMN b', []],
  ['ALTER TABLE a RENAME TO b', ['break']],
  ['ALTER TABLE a RENAME COLUMN b TO c', ['break']],
  ['ALTER TABLE a RENAME b TO c', ['break']],
  ['CREATE TABLE n(x); INSERT INTO n SELECT x FROM a; DROP TABLE a; ALTER TABLE n RENAME TO a;', ['break', 'loss']],
  ['CREATE TABLE n(x); ALTER TABLE n RENAME TO m; DELETE FROM m;', []],
  ['DELETE FROM a', ['loss']],
  ['DELETE FROM a WHERE id = 1', ['loss']],
  ['UPDATE a SET x = 1', ['loss']],
  ['UPDATE OR IGNORE a SET x = 1 WHERE y', ['loss']],
  ['ALTER TABLE a ADD COLUMN b; UPDATE a SET b = (SELECT count(*), 2 FROM c WHERE d = 1) WHERE id > 1', []],
  ['ALTER TABLE a ADD COLUMN b; UPDATE a SET b = 1, x = 2', ['loss']],
  ['ALTER TABLE a ADD COLUMN b; UPDATE a SET (b, x) = (1, 2)', ['loss']],
  ['ALTER TABLE c ADD COLUMN b; UPDATE a SET b = 1', ['loss']],
  ['INSERT INTO a VALUES (1); INSERT OR IGNORE INTO a VALUES (2)', []],
  ['INSERT INTO a VALUES (1) ON CONFLICT DO NOTHING', []],
  ['INSERT INTO a VALUES (1) ON CONFLICT (x) DO UPDATE SET y = 2', ['loss']],
  ['REPLACE INTO a VALUES (1)', ['loss']],
  ['INSERT OR REPLACE INTO a VALUES (1)', ['loss']],
  ['WITH w AS (SELECT 1) DELETE FROM a WHERE x IN w', ['loss']],
  ['WITH w AS (SELECT 1) INSERT INTO a SELECT * FROM w', []],
  ['WITH RECURSIVE w(delete_me) AS (SELECT 1) SELECT * FROM w', []],
  ['CREATE INDEX i ON a(x)', ['lock']],
  ['CREATE UNIQUE INDEX IF NOT EXISTS i ON a(x)', ['break', 'lock']],
  ['CREATE TABLE a(x); CREATE INDEX i ON a(x)', []],
  ['REINDEX', ['lock']],
  ["CREATE TRIGGER t AFTER INSERT ON a BEGIN DELETE FROM a; END", ['opaque']],
  ["CREATE TABLE a(x); CREATE TRIGGER t AFTER INSERT ON a BEGIN DELETE FROM a; END", []],
  ["SELECT load_extension('x')", ['opaque']],
  ['SELECT 1; ANALYZE; PRAGMA user_version = 3; EXPLAIN SELECT 1', []],
  ["SELECT 'DROP TABLE a'; -- DROP TABLE a\n/* DELETE FROM a */", []],
  ['GRANT ALL ON a TO b', ['opaque']],
  ['"DROP" TABLE a', ['opaque']],
  ["DROP TABLE 'a", ['break', 'loss', 'opaque']],
  ['', []],
];

test.each(CORPUS)('%s', (text, expected) => {
  expect(risks(text)).toEqual(expected);
});

test('findings say where, and which index stands on which table', () => {
  expect(judgeSqlite('SELECT 1;\n\nCREATE INDEX i ON "Big Table"(x)').findings).toEqual([{ line: 3, risk: 'lock', text: 'CREATE INDEX on big table blocks writers while it is built', builtOn: '"big table"' }]);
});

import { changesSchema, trialScript, unprovenEffects } from '../../../src/databases/postgres/schema-effects';
import { changesSchema as changesSqlite, unprovenEffects as unprovenSqlite } from '../../../src/databases/sqlite/schema-effects';

const file = (text: string): { name: string; digest: string; text: string } => ({ name: 'x.sql', digest: '', text });
const told = (text: string): string[] => unprovenEffects(file(text)).map((one) => one.text);

test.each([
  'CREATE TABLE a(x int DEFAULT 1, y text)', 'CREATE UNIQUE INDEX CONCURRENTLY i ON a(x)', 'ALTER TABLE a ADD COLUMN y text', 'ALTER TABLE a ADD y int DEFAULT NULL', 'ALTER TABLE a ALTER COLUMN x SET NOT NULL', 'DROP TABLE a', 'COMMENT ON TABLE a IS \'x\'',
  'GRANT SELECT ON a TO app', 'REVOKE ALL ON SCHEMA public FROM PUBLIC', 'ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO app', 'CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql AS \'SELECT 1\'', 'CREATE TYPE t AS ENUM (\'a\')', 'ALTER TYPE t ADD VALUE \'b\'', 'SET ROLE app', 'ANALYZE a',
  'CREATE EXTENSION pgcrypto', 'ALTER TABLE a ADD CONSTRAINT c CHECK (x > 0)',
])('the schema shows all of: %s', (text) => {
  expect(told(text)).toEqual([]);
});

test.each([
  'INSERT INTO a VALUES (1)', 'UPDATE a SET x = 1', 'WITH w AS (SELECT 1) DELETE FROM a', 'TRUNCATE a', "SELECT setval('s', 5)", 'DO $$ BEGIN NULL; END $$', 'CALL p()', 'CREATE TABLE b AS SELECT * FROM a', 'ALTER TABLE a ADD y int NOT NULL DEFAULT 3', 'ALTER TABLE a ALTER x TYPE bigint USING x * 2', 'ALTER SEQUENCE s RESTART WITH 9',
  'CREATE ROLE r', 'ALTER USER r CONNECTION LIMIT 3', 'GRANT pg_monitor TO r', 'GRANT CONNECT ON DATABASE d TO r', 'COMMENT ON DATABASE d IS \'x\'', 'ALTER SYSTEM SET work_mem = 1', 'CREATE DATABASE d', 'CREATE SUBSCRIPTION s CONNECTION \'\' PUBLICATION p', 'CREATE SERVER s FOREIGN DATA WRAPPER w', 'REFRESH MATERIALIZED VIEW m', 'ALTER ROLE r IN DATABASE d SET x = 1',
])('a person has to speak for: %s', (text) => {
  expect(told(text)).toHaveLength(1);
});

test('a file is tried without what reaches beyond the database, in the transaction that it would have', () => {
  const text = "SET LOCAL search_path = app;\nINSERT INTO a VALUES (';');\nALTER TABLE a ADD y int DEFAULT 3;\nCREATE ROLE never;\nDO $$ BEGIN EXECUTE 'CREATE ROLE never'; END $$;";
  expect(trialScript(file(text))).toBe('BEGIN;\nSET LOCAL search_path = app\n;\nALTER TABLE a ADD y int DEFAULT 3\n;\nCOMMIT;\nDISCARD ALL;\n');
  expect(trialScript(file('-- no-transaction\nCREATE INDEX CONCURRENTLY i ON a(x);'))).toBe('CREATE INDEX CONCURRENTLY i ON a(x)\n;\nDISCARD ALL;\n');
});

test('whether the schema is changed at all', () => {
  expect([changesSchema(file('SET ROLE app; INSERT INTO a VALUES (1)')), changesSchema(file('INSERT INTO a VALUES (1); DROP TABLE b'))]).toEqual([false, true]);
  expect([changesSqlite(file('INSERT INTO a VALUES (1)')), changesSqlite(file('CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; END'))]).toEqual([false, true]);
});

test('SQLite: rows, and what is set beside the schema', () => {
  const unproven = (text: string): number => unprovenSqlite(file(text)).length;
  expect(['CREATE TABLE a(x)', 'ALTER TABLE a ADD COLUMN y DEFAULT 3', 'PRAGMA foreign_keys = OFF', 'DROP INDEX i', 'CREATE TRIGGER t AFTER INSERT ON a BEGIN UPDATE b SET x = 1; END'].map(unproven)).toEqual([0, 0, 0, 0, 0]);
  expect(['INSERT INTO a VALUES (1)', 'CREATE TABLE b AS SELECT * FROM a', 'PRAGMA user_version = 3', 'UPDATE a SET x = 1'].map(unproven)).toEqual([1, 1, 1, 1]);
});

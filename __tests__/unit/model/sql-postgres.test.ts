import { readPostgresSql } from '../../../src/model/sql-postgres';

const texts = (sql: string): string[] => readPostgresSql(sql).statements.map(({ text }) => text);

test.each([
  ['SELECT 1; SELECT 2', ['SELECT 1', 'SELECT 2']],
  ["SELECT 'a;b', E'it\\'s;', U&'d\\0061;', x'00'; SELECT 2", ["SELECT 'a;b', E'it\\'s;', U&'d\\0061;', x'00'", 'SELECT 2']],
  ["SELECT 'back\\'; SELECT 2", ["SELECT 'back\\'", 'SELECT 2']],
  ['SELECT "a;""b"; ;;', ['SELECT "a;""b"']],
  ['DO $$ BEGIN; END $$; SELECT $x$ $$ ; $x$, $1', ['DO $$ BEGIN; END $$', 'SELECT $x$ $$ ; $x$, $1']],
  ['SELECT a$b$c; SELECT d$b$', ['SELECT a$b$c', 'SELECT d$b$']],
  ['-- one;\nSELECT /* a /* b; */ c; */ 1; -- end', ['SELECT /* a /* b; */ c; */ 1']],
  ['CREATE RULE r AS ON DELETE TO t DO (SELECT 1; SELECT 2); SELECT 3', ['CREATE RULE r AS ON DELETE TO t DO (SELECT 1; SELECT 2)', 'SELECT 3']],
  ['CREATE OR REPLACE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END; COMMIT', ['CREATE OR REPLACE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END', 'COMMIT']],
  ['CREATE TABLE begin(x int); END', ['CREATE TABLE begin(x int)', 'END']],
])('%j is split as psql splits it', (sql, expected) => {
  expect(readPostgresSql(sql).problems).toEqual([]);
  expect(texts(sql)).toEqual(expected);
});

test.each(["SELECT 'a", 'SELECT "a', "SELECT E'a\\'", 'SELECT $a$ $b$', '/* /* */', 'SELECT (1;', 'CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1;'])('%j is not read to its end', (sql) => {
  expect(readPostgresSql(sql).problems).toHaveLength(1);
});

test('tokens carry their line, names without quotes, words in capitals', () => {
  expect(readPostgresSql('select\n"A""b"::int').statements[0]?.tokens).toEqual([
    { kind: 'word', text: 'select', key: 'SELECT', line: 1 },
    { kind: 'name', text: 'A"b', key: '', line: 2 },
    { kind: 'mark', text: '::', key: '::', line: 2 },
    { kind: 'word', text: 'int', key: 'INT', line: 2 },
  ]);
});

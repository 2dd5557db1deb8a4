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

test.each([
  ['', []],
  [' ;; -- nothing\n/* at ; all */;', []],
  ['SELECT 1; SELECT 2', ['SELECT 1', 'SELECT 2']],
  ["SELECT 'a;b'; SELECT \"c;d\"", ["SELECT 'a;b'", 'SELECT "c;d"']],
  ["SELECT E'it\\';s'; SELECT 'it\\'; SELECT 3", ["SELECT E'it\\';s'", "SELECT 'it\\'", 'SELECT 3']],
  ["SELECT 'it''s;'; SELECT U&'\\0041;'", ["SELECT 'it''s;'", "SELECT U&'\\0041;'"]],
  ['DO $$ a; b $$; DO $x$ c; $$ d $x$', ['DO $$ a; b $$', 'DO $x$ c; $$ d $x$']],
  ['SELECT a$b$c; SELECT $1', ['SELECT a$b$c', 'SELECT $1']],
  ['SELECT /* a; /* b; */ c; */ 1; SELECT 2', ['SELECT /* a; /* b; */ c; */ 1', 'SELECT 2']],
  ['SELECT 1 -- a; b\n + 2; SELECT 3', ['SELECT 1 -- a; b\n + 2', 'SELECT 3']],
  ['CREATE RULE r AS ON INSERT TO a DO (DELETE FROM b; DELETE FROM c); SELECT 1', ['CREATE RULE r AS ON INSERT TO a DO (DELETE FROM b; DELETE FROM c)', 'SELECT 1']],
  ['CREATE OR REPLACE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN a THEN 1 END; SELECT 2; END; SELECT 3', ['CREATE OR REPLACE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN a THEN 1 END; SELECT 2; END', 'SELECT 3']],
  ['BEGIN; SELECT 1; END; SELECT 2', ['BEGIN', 'SELECT 1', 'END', 'SELECT 2']],
  ['COPY a FROM STDIN;\n1;2\n\\.\nSELECT 1', ['COPY a FROM STDIN', 'SELECT 1']],
])('%j is cut where psql cuts it', (text, expected) => {
  expect(texts(text)).toEqual(expected);
});

test('statements know the line of their first word', () => {
  expect(readPostgresSql("\n-- x\nSELECT '\n\n';\n/*\n*/ SELECT\n2; SELECT 3").statements.map(({ line }) => line)).toEqual([3, 7, 8]);
});

test.each([
  ["SELECT 1;\nSELECT 'x", 2, 'a string is opened and never closed'],
  ['SELECT "x', 1, 'a quoted name is opened and never closed'],
  ['SELECT 1; /* /* */', 1, 'a comment is opened and never closed'],
  ['DO $x$ a $y$', 1, 'a text in $x$ is opened and never closed'],
  ['SELECT 1;\n\n\\i other.sql', 3, '"\\i" is a command of psql, not SQL'],
  ['SELECT 1 \\gexec', 1, '"\\gexec" is a command of psql, not SQL'],
  ['copy a (b) from stdin csv;\n1\n', 1, 'COPY FROM STDIN takes its rows from psql: write INSERT instead'],
])('%j is said to be more than SQL', (text, line, problem) => {
  expect(readPostgresSql(text).problems).toEqual([{ line, problem }]);
});

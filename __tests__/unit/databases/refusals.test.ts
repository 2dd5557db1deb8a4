import { refusals } from '../../../src/databases/sqlite/refusals';

const problems = (...texts: string[]): string[] => refusals(texts.map((text, index) => ({ name: `${String(index)}.sql`, digest: '', text }))).map(({ facts }) => facts.problem);

test('all problems of all files are told at once, with file and line', () => {
  expect(problems('BEGIN;\nSELECT 1;\nCOMMIT', 'VACUUM', '.read x')).toEqual([
    expect.stringMatching(/^0\.sql, line 1: BEGIN/),
    expect.stringMatching(/^0\.sql, line 3: COMMIT/),
    expect.stringMatching(/^1\.sql, line 1: VACUUM/),
    expect.stringMatching(/^2\.sql, line 1: ".read" is a command/),
  ]);
});

test.each(['SELECT 10\n/\n2', 'CREATE TABLE a(x)\nGO\n', '#x', 'INSERT INTO lockgate_migrations VALUES (1)', 'DETACH x', 'RELEASE s', 'PRAGMA main.journal_mode = OFF', 'PRAGMA writable_schema = 1', 'SELECT \0'])('%j is refused', (text) => {
  expect(problems(text)).toHaveLength(1);
});

test.each(['CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; END;', 'PRAGMA foreign_keys = OFF', 'PRAGMA user_version = 4', "INSERT INTO a VALUES ('COMMIT; BEGIN')", 'CREATE TABLE "begin"(x)', ''])('%j may run', (text) => {
  expect(problems(text)).toEqual([]);
});

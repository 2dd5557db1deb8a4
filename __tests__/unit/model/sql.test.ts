import { execFileSync } from 'node:child_process';

import { nameAt, readSql } from '../../../src/model/sql';
import fc from '../../support/properties';

const statementsOf = (text: string): string[] => readSql(text).statements.map(({ tokens }) => tokens.map((token) => token.text).join(' '));

describe('readSql', () => {
  test.each([
    ['SELECT 1; SELECT 2', ['SELECT 1', 'SELECT 2']],
    ["SELECT ';' -- ; \n; /* ; */ SELECT \"a;b\"", ["SELECT ';'", 'SELECT a;b']],
    ['CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; END; SELECT 2', ['CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1 ; END', 'SELECT 2']],
    ['CREATE TABLE trigger_log(x); DROP TABLE y', ['CREATE TABLE trigger_log ( x )', 'DROP TABLE y']],
    [';;\n;', []],
    ["INSERT INTO t VALUES ('it''s', x'00', [a]], `b``c`)", ["INSERT INTO t VALUES ( 'it''s' , x'00' , a ] , b`c )"]],
  ])('%s', (text, expected) => {
    expect(statementsOf(text)).toEqual(expected);
  });

  test.each([
    ["SELECT 'a", 1, 'a string'],
    ['SELECT 1;\n/* x', 2, 'a comment'],
    ['\n\nSELECT "a', 3, 'a quoted name'],
    ['CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1;', 1, 'CREATE TRIGGER has no END'],
  ])('%j cannot be read to its end', (text, line, problem) => {
    expect(readSql(text).problems).toEqual([{ line, problem: expect.stringContaining(problem) as string }]);
  });

  test('names come in small letters, with or without quotes and schema', () => {
    const tokens = readSql('DROP TABLE Main."My Table"').statements[0]?.tokens ?? [];
    expect(nameAt(tokens, 2)).toEqual({ name: 'my table', schema: 'main', next: 5 });
  });

  test('every character of any text ends up in a token, in a blank or in a problem', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const { statements, problems } = readSql(text);
        expect(statements.length + problems.length).toBeGreaterThanOrEqual(text.replace(/[\s;]/g, '') === '' ? 0 : /--|\/\*/.test(text) ? 0 : 1);
      }),
    );
  });

  test('statements are split where SQLite splits them', () => {
    // Every way through SQLite's table of states in five words, and texts at random for what lies between words.
    const words = [';', 'x', 'EXPLAIN', 'CREATE', 'TEMP', 'TRIGGER', 'END'];
    const ways = [1, 2, 3, 4].reduce<string[][]>((shorter) => [...shorter, ...shorter.flatMap((way) => words.map((word) => [...way, word]))], words.map((word) => [word]));
    const piece = fc.constantFrom('SELECT 1', ';', "';'", '"a;"', '--x;\n', '/*;*/', 'CREATE ', 'TEMP ', 'TRIGGER ', 'END', ' ', '\n', 'EXPLAIN ', 'BEGIN ', '[;]', '`;`', 'x');
    const texts = [...new Set([...ways, ...fc.sample(fc.array(piece, { minLength: 1, maxLength: 12 }), 2000)].map((parts) => `${parts.join(' ')} ;`))];
    const program = 'import json, sqlite3, sys\nprint(json.dumps([sqlite3.complete_statement(t) for t in json.load(sys.stdin)]))';
    const complete = JSON.parse(execFileSync('python3', ['-c', program], { input: JSON.stringify(texts), encoding: 'utf8' })) as boolean[];
    // Complete for SQLite: nothing is left open at the last semicolon.
    const isComplete = (text: string): boolean => {
      const { statements, problems } = readSql(`${text}\nlast`);
      return problems.length === 0 && statements.at(-1)?.tokens.map((token) => token.text).join() === 'last';
    };
    expect(texts.filter((text, index) => isComplete(text) !== complete[index])).toEqual([]);
  });
});

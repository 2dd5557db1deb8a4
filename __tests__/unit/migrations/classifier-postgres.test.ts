import type { Classify } from '../../../src/migrations/classifier/judgement';
import { openPostgres } from '../../../src/migrations/classifier/postgres';
import { readCorpus } from './corpus/read-corpus';
import fc from '../../support/properties';

const CLASSES = ['loss', 'break', 'lock', 'opaque'] as const;
const corpus = readCorpus();
let judge: Classify;

beforeAll(async () => {
  judge = await openPostgres();
});

/** Classes, and whether it needs a file of its own or must not run. */
function labelsOf(sql: string): Set<string> {
  const { findings, refused, alone } = judge(sql);
  return new Set<string>([...findings.map(({ risk }) => risk), ...(refused.length > 0 ? ['refused'] : []), ...(alone.length > 0 ? ['alone'] : [])]);
}

test('the corpus is large', () => {
  expect(corpus.length).toBeGreaterThanOrEqual(300);
  expect(new Set(corpus.map(({ sql }) => sql)).size).toBe(corpus.length);
});

test.each(corpus.map(({ sql, truth, excess }) => [sql, truth, excess] as const))('%s', (sql, truth, excess) => {
  expect([...labelsOf(sql)].sort()).toEqual([...truth, ...excess].sort());
});

test('no loss is missed, nine of ten that are called loss are one, and what cannot be told is never called safe', () => {
  const told = corpus.map((one) => ({ ...one, labels: labelsOf(one.sql) }));
  const lost = told.filter(({ truth }) => truth.includes('loss'));
  const called = told.filter(({ labels }) => labels.has('loss'));
  expect(lost.filter(({ labels }) => !labels.has('loss'))).toEqual([]);
  expect(called.filter(({ truth }) => truth.includes('loss')).length / called.length).toBeGreaterThanOrEqual(0.9);
  expect(told.filter(({ truth, labels }) => truth.includes('opaque') && !labels.has('opaque'))).toEqual([]);
});

test('a class is not lost among other statements', () => {
  // Those that make nothing, so that nothing that follows them is exempt, and that end where they end.
  const free = corpus.filter(({ sql, truth }) => !truth.includes('refused') && !/\b(CREATE|ADD|INTO|search_path|RENAME|ALTER TYPE)\b/.test(sql));
  expect(free.length).toBeGreaterThan(100);
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...free), { minLength: 2, maxLength: 8 }), (chosen) => {
      const joined = labelsOf(chosen.map(({ sql }) => sql).join(';\n'));
      for (const { truth } of chosen) for (const label of truth) expect(joined).toContain(label);
    }),
    { numRuns: 300 },
  );
});

test('what the grammar does not know is doubted where it stands, once, and what is refused anyway is not', () => {
  const doubts = (text: string): unknown[] => judge(text).doubts.map(({ line, column, problem, statement }) => [line, column, problem, statement]);
  expect(doubts("SELECT 1; -- é\n/* é */ SELECT 'é€😀', * FRM x;\nDROP TABLE a;\nDROP TABEL b")).toEqual([
    [2, 25, 'syntax error at or near "FRM"', "SELECT 'é€😀', * FRM x"],
    [4, 6, 'syntax error at or near "TABEL"', 'DROP TABEL b'],
  ]);
  expect(doubts('CREATE TABLE a (x int;')).toEqual([]);
  expect(doubts('SELECT 1; DO $$ BEGIN nonsense; END $$')).toEqual([]);
});

test('nothing that is written makes it fall, and what is no SQL is never safe', () => {
  const pieces = ['DROP', 'TABLE', 'a', ';', '(', ')', "'", '"', '$$', '--\n', '/*', '*/', '\\i x\n', 'DO', 'BEGIN', 'ATOMIC', 'END', 'CREATE FUNCTION f()', '\u0000', 'é', 'SELECT', '1', ',', 'COPY a FROM STDIN'];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 20 }), (words) => {
      const { findings, refused } = judge(words.join(' '));
      for (const { problem } of refused) expect(problem).not.toBe('');
      for (const { risk } of findings) expect(CLASSES).toContain(risk);
    }),
    { numRuns: 500 },
  );
  expect([...labelsOf('certainly no SQL')]).toEqual(['opaque']);
  expect([...labelsOf(`SELECT ${'('.repeat(20_000)}1${')'.repeat(20_000)}`)]).toEqual(['opaque']);
  expect([...labelsOf('DELETE FROM a')]).toEqual(['loss']);
});

test('findings say on which line, and which table says how long it takes', () => {
  expect(judge("SELECT 'é\n';\n\n-- about it\nCREATE INDEX i ON \"Big\".\"Table\" (x);\nDELETE\nFROM a").findings).toEqual([
    { line: 5, risk: 'lock', text: 'CREATE INDEX on Big.Table blocks writers while it is built', builtOn: '"Big"."Table"' },
    { line: 6, risk: 'loss', text: 'DELETE destroys every row of a' },
  ]);
  expect(judge('SELECT 1;\nSELECT 2;;\n-- end').statements).toBe(2);
});

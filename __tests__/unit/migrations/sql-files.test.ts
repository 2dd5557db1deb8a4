import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { readSqlFiles } from '../../../src/migrations/sql/files';
import { isWithoutTransaction, objections, partsOf } from '../../../src/migrations/sql/parts';
import { surveyFiles } from '../../../src/migrations/sql/survey';
import { judgeSqlite } from '../../../src/migrations/classifier/sqlite';
import { Failures } from '../../../src/model/failure';

const root = mkdtempSync(join(tmpdir(), 'lockgate-files-'));
mkdirSync(join(root, 'db'));
for (const name of ['b.sql', 'a.sql', 'B.sql', '10.sql', '9.sql', '.hidden.sql', 'notes.txt']) writeFileSync(join(root, 'db', name), `-- ${name}`);
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

const namesOf = async (...patterns: string[]): Promise<string[]> => (await readSqlFiles(root, patterns)).map(({ name }) => name);

test('a pattern is sorted by code unit, a list keeps its order, no file comes twice', async () => {
  expect(await namesOf('db/*.sql')).toEqual(['db/10.sql', 'db/9.sql', 'db/B.sql', 'db/a.sql', 'db/b.sql']);
  expect(await namesOf('./db/b.sql', 'db/?.sql')).toEqual(['db/b.sql', 'db/9.sql', 'db/B.sql', 'db/a.sql']);
});

test('everything that is wrong with the files is told at once', async () => {
  writeFileSync(join(root, 'latin.sql'), Buffer.from([0x2d, 0x2d, 0xe9]));
  writeFileSync(join(root, 'marked.sql'), '\uFEFFSELECT 1');
  const failed: unknown = await readSqlFiles(root, ['latin.sql', 'marked.sql', 'gone.sql', 'none/*.sql', '../out.sql', '/etc/passwd']).catch((error: unknown) => error);
  expect(failed).toBeInstanceOf(Failures);
  expect((failed as Failures).all.map(({ code }) => code).sort()).toEqual([
    'LG-MIGRATION-FILE-ENCODING', 'LG-MIGRATION-FILE-ENCODING', 'LG-MIGRATION-FILE-MISSING', 'LG-MIGRATION-FILE-MISSING', 'LG-MIGRATION-FILE-OUTSIDE', 'LG-MIGRATION-FILE-OUTSIDE',
  ]);
});

const judged = (...files: [string, string][]) => files.map(([name, text]) => ({ file: { name, text, digest: `digest of ${text}` }, judgement: judgeSqlite(text) }));

test('pending ones are in order; what sorts before an applied one is said to be out of order', () => {
  const survey = surveyFiles(judged(['1', 'SELECT 1'], ['2', 'SELECT 2'], ['3', 'SELECT 3']), [{ name: '2', digest: 'digest of SELECT 2' }], () => false, 'each');
  expect(survey).toMatchObject({ revision: '2', applied: ['2'], edited: [] });
  expect(survey.pending).toMatchObject([{ name: '1', classes: ['opaque'] }, { name: '3', classes: [], findings: [] }]);
  expect(survey.pending[0]?.findings[0]).toContain('out of order: it comes before 2');
});

test('an applied file that was edited or is gone is reported with both digests', () => {
  const survey = surveyFiles(judged(['1', 'SELECT 9']), [{ name: '1', digest: 'old' }, { name: 'gone', digest: 'x' }], () => false, 'each');
  expect(survey.edited).toEqual([{ name: '1', recorded: 'old', now: 'digest of SELECT 9' }, { name: 'gone', recorded: 'x', now: '' }]);
});

test.each([[true, ['lock']], [undefined, ['lock']], [false, []]])('an index is a lock where the table is large or nobody knows: %s', (large, classes) => {
  expect(surveyFiles(judged(['1', 'CREATE INDEX i ON a(x)']), [], () => large, 'each').pending[0]?.classes).toEqual(classes);
});

test('a way back lies beside its migration, is no migration, and must not lie alone', async () => {
  const folder = join(root, 'ways');
  mkdirSync(folder);
  for (const name of ['1.sql', '1.down.sql', '2.up.sql', '2.down.sql', '3.sql']) writeFileSync(join(folder, name), `-- ${name}`);
  const files = await readSqlFiles(root, ['ways/*.sql', 'ways/1.down.sql']);
  expect(files.map(({ name, down }) => [name, down?.name])).toEqual([['ways/1.sql', 'ways/1.down.sql'], ['ways/2.up.sql', 'ways/2.down.sql'], ['ways/3.sql', undefined]]);
  expect((await readSqlFiles(root, ['ways/1.sql'])).map(({ down }) => down?.text)).toEqual(['-- 1.down.sql']);
  writeFileSync(join(folder, '4.down.sql'), '');
  await expect(readSqlFiles(root, ['ways/*.sql'])).rejects.toMatchObject({ facts: { code: 'LG-MIGRATION-DOWN-ALONE' } });
});

test.each([
  ['DROP INDEX i', 'lossless', []],
  ['DROP TABLE a', 'loss', ['line 1: DROP TABLE a destroys its rows']],
  ['GRANT ALL ON a TO b', 'opaque', ['line 1: a statement that starts with "GRANT" is not known']],
  ['-- pass', 'opaque', ['it does nothing']],
])('the survey says what going back by "%s" destroys', (text, risk, findings) => {
  const down = { name: '1.down.sql', digest: 'd', text };
  const files = [{ file: { name: '1.sql', digest: 'd', text: 'SELECT 1', down }, judgement: judgeSqlite('SELECT 1'), down: judgeSqlite(text) }];
  expect(surveyFiles(files, [], () => false, 'each').pending[0]?.down).toEqual({ name: '1.down.sql', risk, findings });
});

describe('files without a transaction', () => {
  const alone = '-- no-transaction\nREINDEX a; REINDEX b;';
  const shape = (...files: [string, string][]) => (transaction: 'all' | 'each') =>
    partsOf(judged(...files), transaction).map((part) => [part.transaction, part.files.map(({ name }) => name).join(' '), part.statement]);

  test('are said in the first line, and nowhere else', () => {
    expect(['-- no-transaction', '--no-transaction\r\nX', alone].map(isWithoutTransaction)).toEqual([true, true, true]);
    expect(['\n-- no-transaction', '-- no-transactions', 'SELECT 1 -- no-transaction', ''].map(isWithoutTransaction)).toEqual([false, false, false, false]);
  });

  test('are steps of their own, one statement each, between the transactions', () => {
    const parts = shape(['1', 'SELECT 1'], ['2', 'SELECT 2'], ['3', alone], ['4', 'SELECT 4']);
    expect(parts('all')).toEqual([['all', '1 2', undefined], ['none', '3', 0], ['none', '3', 1], ['all', '4', undefined]]);
    expect(parts('each')).toEqual([['each', '1', undefined], ['each', '2', undefined], ['none', '3', 0], ['none', '3', 1], ['each', '4', undefined]]);
  });

  test('are told of in the survey, with what they split', () => {
    const files = judged(['1', 'SELECT 1'], ['2', '-- no-transaction\nSELECT 2'], ['3', 'SELECT 3']);
    expect(surveyFiles(files, [], () => false, 'all').pending[1]?.findings).toEqual([
      'runs in no transaction: 1 statement, each a step of its own, and what ran before a failing one stays, so that what is before it and what is after it are two transactions',
    ]);
    expect(surveyFiles(files, [{ name: '1', digest: 'digest of SELECT 1' }], () => false, 'all').pending[0]?.findings[0]).not.toContain('two transactions');
  });

  test('are what a statement needs that cannot run in one; what must not run is refused with its line', () => {
    const judgement = { findings: [], method: 'parsed', statements: 1, refused: [{ line: 2, problem: 'x' }], alone: [{ line: 3, problem: 'VACUUM cannot run in a transaction' }], doubts: [] } as const;
    const of = (text: string) => objections([{ file: { name: '1.sql', digest: 'd', text }, judgement }]).map(({ code, facts }) => [code, facts.problem]);
    expect(of('VACUUM')).toEqual([['LG-MIGRATION-REFUSED', '1.sql, line 2: x'], ['LG-MIGRATION-NEEDS-NO-TRANSACTION', '1.sql, line 3: VACUUM cannot run in a transaction']]);
    expect(of('-- no-transaction\nVACUUM')).toEqual([['LG-MIGRATION-REFUSED', '1.sql, line 2: x']]);
  });
});

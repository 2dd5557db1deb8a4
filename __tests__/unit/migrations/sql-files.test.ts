import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { readSqlFiles } from '../../../src/migrations/sql/files';
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

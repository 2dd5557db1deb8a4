import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { Rig } from '../support/rig';

const INDEX = 'migrations/005_index.sql';
const FILL = 'migrations/006_fill.sql';
const ENVIRONMENT = ['--environment', 'production'];

let rig: Rig;

beforeAll(async () => {
  rig = await Rig.start();
  rig.configure((text) => text.replace(/ {2}watch:\n( {4}.*\n)+/, '').replace('settle: 500ms', 'settle: 100ms'));
  expect((await rig.run('lockgate')).outputs).toMatchObject({ outcome: 'released' });
});
afterAll(() => rig.close());

const recorded = (): string => rig.sql('SELECT name FROM lockgate_migrations ORDER BY rowid');

test('a change made by hand is proven, then recorded; anything else is refused with the difference', async () => {
  const known = recorded();
  const list = await rig.cli('migrations', ...ENVIRONMENT, '--json');
  expect(JSON.parse(list.stdout)).toMatchObject({ exit: 0, data: { applied: known.split('\n'), pending: [], edited: [] } });
  writeFileSync(join(rig.workspace, INDEX), 'CREATE TABLE labels(id INTEGER PRIMARY KEY, text TEXT NOT NULL);\nCREATE INDEX labels_text ON labels(text);\n');
  writeFileSync(join(rig.workspace, FILL), "INSERT INTO labels(text) VALUES ('new');\n");
  const before = rig.everything();
  const resolve = (...words: string[]): ReturnType<Rig['cli']> => rig.cli('migrations', 'resolve', ...ENVIRONMENT, ...words);
  const refused = async (code: number, problem: string, ...words: string[]): Promise<string> => {
    const { code: exit, log } = await resolve(...words);
    expect([exit, log]).toEqual([code, expect.stringContaining(problem)]);
    return log;
  };

  await refused(2, 'LG-RESOLVE-APPLIED', known.split('\n')[0] ?? '');
  await refused(2, 'LG-RESOLVE-UNKNOWN', 'migrations/900_never.sql');
  await refused(2, 'LG-RESOLVE-ORDER', FILL);
  const nothing = await refused(4, 'LG-RESOLVE-DIFFERS', INDEX, '--yes');
  expect(nothing).toMatch(/- CREATE INDEX LABELS_TEXT/);
  expect(rig.everything()).toEqual(before);

  rig.sql('CREATE TABLE labels(id INTEGER PRIMARY KEY, text TEXT); CREATE INDEX labels_text ON labels(text);');
  const other = rig.databaseDigest;
  const half = await refused(4, 'LG-RESOLVE-DIFFERS', INDEX, '--yes');
  expect(half).toMatch(/-\s+TEXT TEXT NOT NULL/);
  expect(half).toMatch(/\+\s+TEXT TEXT\b/);
  expect(rig.databaseDigest).toBe(other);

  rig.sql("DROP TABLE labels; CREATE TABLE labels ( id INTEGER PRIMARY KEY,\n text TEXT NOT NULL ); CREATE INDEX labels_text ON labels(text); INSERT INTO labels(text) VALUES ('new');");
  const there = rig.databaseDigest;
  await refused(2, '--yes', INDEX);
  const dry = await resolve(INDEX, '--dry-run');
  expect([dry.code, dry.log]).toEqual([0, expect.stringContaining('[sqlite record]')]);
  await refused(4, 'LG-RESOLVE-DATA', INDEX, FILL, '--yes');
  expect(rig.databaseDigest).toBe(there);

  const done = await resolve(INDEX, FILL, '--data-checked', 'one row, seen with SELECT', '--yes');
  expect([done.code, done.log]).toEqual([0, expect.stringContaining('on record as applied; nothing was run')]);
  expect(recorded()).toBe([known, INDEX, FILL].join('\n'));
  expect(rig.sql('SELECT count(*) FROM labels')).toBe('1');
  const change = rig.changes.at(-1);
  expect(change?.closed?.outcome).toBe('nothing-changed');
  expect(change?.facts.get('resolved')).toMatchObject({ dataChecked: 'one row, seen with SELECT', files: [expect.stringContaining(INDEX), expect.stringContaining(FILL)], unproven: [expect.stringContaining('INSERT')] });
  expect(rig.lease.owner).toBe('');

  // The next deploy has nothing left to apply, and its digests agree.
  expect((await rig.run('lockgate')).outputs).toMatchObject({ outcome: 'released' });
  expect(recorded()).toBe([known, INDEX, FILL].join('\n'));
});

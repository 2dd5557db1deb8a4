import { lockOf, migrationFilesOf, planWayBack } from '../../../src/model/plan';
import { differenceWords, explainDifference, type PlanFacts, planDigest, samePlan } from '../../../src/model/plan-digest';
import type { ReleaseRecord } from '../../../src/model/release';
import fc from '../../support/properties';

const facts: PlanFacts = {
  commit: '3f9c2ab1de'.padEnd(40, '0'),
  scope: 'all',
  configuration: [['app', 'x'], ['gates', 'y'], ['backup', 'z']],
  migrations: [{ name: 'migrations/002_b.sql', digest: 'b'.repeat(64) }],
  revision: 'migrations/001_a.sql',
  currentRelease: '20261119-0911-77e0d1c',
  hosts: ['web-1', 'web-2'],
};
const known = {
  releases: [{ id: '20261119-0911-77e0d1c', words: '20261119-0911-77e0d1c (v1.3.0, good)' }, { id: '20261120-1000-aaaaaaa', words: '20261120-1000-aaaaaaa (v1.3.1, good)' }],
  applied: ['migrations/001_a.sql', 'migrations/002_b.sql'],
};
const words = (change: Partial<PlanFacts>): string[] => (explainDifference(planDigest(facts), { ...facts, ...change }, known) ?? []).map(differenceWords);

describe('the plan digest', () => {
  const texts = fc.record<PlanFacts>({
    commit: fc.string(), scope: fc.string(), configuration: fc.array(fc.tuple(fc.string(), fc.string())), migrations: fc.array(fc.record({ name: fc.string(), digest: fc.string() })), revision: fc.string(), currentRelease: fc.string(), hosts: fc.array(fc.string()),
  });

  it('is the same for the same facts and another for any other, whatever they are', () => {
    fc.assert(
      fc.property(texts, texts, (a, b) => {
        const [left, right] = [planDigest(a), planDigest(b)];
        expect(samePlan(left, planDigest(structuredClone(a)))).toBe(true);
        expect(samePlan(left, right)).toBe(JSON.stringify(a) === JSON.stringify(b));
        expect(explainDifference(left, b, { releases: [], applied: [] })?.length === 0).toBe(samePlan(left, right));
        // An output of a job, and a line in a form.
        expect(left).toMatch(/^[0-9a-z.-]+$/);
      }),
    );
  });

  it('is no digest of another version, nor what somebody made up', () => {
    for (const text of ['', '2', 'something else', '1-aaaaaaaaaa-aaaaaaaaaa-aaaaaaaaaa-aaaaaaaaaa-aaaaaaaaaa-aaaaaaaaaa', '2-zz-0-0-0-0-0-0-0']) {
      expect(explainDifference(text, facts, known)).toBeUndefined();
      expect(samePlan(text, text)).toBe(false);
    }
    expect(samePlan(` ${planDigest(facts)}\n`, planDigest(facts))).toBe(true);
  });

  test.each<[string, Partial<PlanFacts>, readonly string[]]>([
    ['another commit', { commit: '77e0d1c4aa'.padEnd(40, '1') }, ['commit: 3f9c2ab1de → 77e0d1c4aa']],
    ['another scope', { scope: 'application' }, ['scope: all → application']],
    ['another section of the configuration', { configuration: [['app', 'x'], ['gates', 'other'], ['backup', 'z']] }, ['configuration: other than approved in gates']],
    ['a section more', { configuration: [['app', 'x']] }, ['configuration: another one']],
    ['somebody deployed meanwhile', { currentRelease: '20261120-1000-aaaaaaa' }, ['release that serves: 20261119-0911-77e0d1c (v1.3.0, good) → 20261120-1000-aaaaaaa (v1.3.1, good)']],
    ['nothing serves any more', { currentRelease: '' }, ['release that serves: 20261119-0911-77e0d1c (v1.3.0, good) → none']],
    ['another revision', { revision: 'migrations/002_b.sql' }, ['schema revision: migrations/001_a.sql → migrations/002_b.sql']],
    ['a migration was applied meanwhile', { migrations: [] }, ['migration migrations/002_b.sql: pending → applied']],
    ['a migration more', { migrations: [...facts.migrations, { name: 'migrations/003_c.sql', digest: 'c'.repeat(64) }] }, ['migration migrations/003_c.sql: not pending → pending, cccccccc']],
    ['a migration was edited', { migrations: [{ name: 'migrations/002_b.sql', digest: 'd'.repeat(64) }] }, ['migration migrations/002_b.sql: another content → dddddddd']],
    ['a host more, and one less', { hosts: ['web-1', 'web-3'] }, ['hosts: 2 of them → web-1, web-3 (new: web-3; 1 of those approved not among them)']],
    ['two things', { scope: 'migrations', revision: '' }, ['scope: all → migrations', 'schema revision: migrations/001_a.sql → none']],
    ['nothing', {}, []],
  ])('says what was and what is: %s', (_, change, told) => {
    expect(words(change)).toEqual(told);
  });

  it('says so where nothing on record tells what was', () => {
    expect((explainDifference(planDigest({ ...facts, currentRelease: 'gone', migrations: [{ name: 'gone.sql', digest: '' }] }), facts, known) ?? []).map(differenceWords)).toEqual([
      'migration migrations/002_b.sql: not pending → pending, bbbbbbbb',
      'a migration that is not there any more: pending → neither pending nor applied',
      'release that serves: 20261119-0911-77e0d1c (v1.3.0, good)',
    ]);
  });

  it('tells more migrations and hosts apart than it has marks for', () => {
    const many = Array.from({ length: 40 }, (_, index) => ({ name: `${String(index)}.sql`, digest: 'x' }));
    const last = [...many.slice(0, 39), { name: 'other.sql', digest: 'x' }];
    expect(samePlan(planDigest({ ...facts, migrations: many }), planDigest({ ...facts, migrations: last }))).toBe(false);
    expect(planDigest({ ...facts, migrations: many }).length).toBeLessThan(300);
  });
});

describe('the way back of a plan', () => {
  const previous: ReleaseRecord = { id: 'old', version: 'v1', commit: '', artefact: '', schema: '', schemaFloor: '', status: 'good', at: '' };
  const base = { previous, backsUp: true, lossAllowed: 0, now: new Date('2026-11-21T12:00:00Z') };

  test.each([
    ['no migrations', { ...base, migrations: { any: false, oldAccepts: 'yes' as const } }, /R2.*schema is as it was/, /^no rows$/],
    ['the old release lives with them', { ...base, migrations: { any: true, oldAccepts: 'yes' as const } }, /R2.*works with the schema/, /^no rows$/],
    ['it does not', { ...base, migrations: { any: true, oldAccepts: 'no' as const } }, /R3.*does not work/, /at this moment nothing; .*more than 0 rows waits/],
    ['it does not, and there is no backup', { ...base, backsUp: false, migrations: { any: true, oldAccepts: 'no' as const } }, /none by itself.*no backup/, /without a person/],
    ['a first release', { ...base, previous: undefined, migrations: { any: true, oldAccepts: 'no' as const } }, /is stopped, and nothing serves/, /^no rows$/],
    ['what is pending is not known', { ...base, migrations: undefined }, /known once/, /known once/],
    ['what the newest backup would lose', { ...base, migrations: { any: true, oldAccepts: 'unknown' as const }, newest: { id: 'b1', at: '2026-11-21T09:00:00Z', loss: 412 } }, /R3.*not known whether/, /b1, 3 h old\) would lose 412 rows at this moment/],
    ['what nobody asked of it', { ...base, migrations: { any: true, oldAccepts: 'unknown' as const }, newest: { id: 'b1', at: '2026-11-21T09:00:00Z', loss: 'unasked' as const } }, /R3/, /b1, 3 h old\) would lose was not asked by the plan's user/],
  ])('%s', (_, grounds, how, loses) => {
    const back = planWayBack(grounds);
    expect(back.how).toMatch(how);
    expect(back.loses).toMatch(loses);
  });
});

test('files of migrations are those known by name, their neighbours, and those in folders of that name', () => {
  const files = ['app.py', 'database/news.sql', 'database/more.sql', 'shop/migrations/0002_a.py', 'alembic/versions/x.py', 'docs/migration.md'];
  expect(migrationFilesOf(files, ['database/news.sql'])).toEqual(['database/news.sql', 'database/more.sql', 'shop/migrations/0002_a.py', 'alembic/versions/x.py']);
  expect(migrationFilesOf(['a.sql', 'b.txt'], ['a.sql'])).toEqual(['a.sql']);
});

test('who waits is what the strongest finding says', () => {
  const findings = ['line 1: CREATE INDEX on a blocks writers while it is built', 'line 2: VACUUM FULL writes a anew while nobody can use it'];
  expect(lockOf({ classes: ['lock'], findings })).toBe(findings[1]);
  expect(lockOf({ classes: ['lock'], findings: findings.slice(0, 1) })).toBe(findings[0]);
  expect(lockOf({ classes: ['opaque'], findings: [] })).toBe('cannot be told');
  expect(lockOf({ classes: [], findings: [] })).toBe('none to speak of');
});

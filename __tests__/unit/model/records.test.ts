
import { inspect } from 'node:util';

import { judge } from '../../../src/model/check';
import type { JudgedCheck } from '../../../src/model/check';
import { foldJournal, openChange } from '../../../src/model/journal';
import type { JournalLine } from '../../../src/model/journal';
import { compareCensus, lossWithoutMigrations, markCensus } from '../../../src/model/manifest';
import type { Loss } from '../../../src/model/manifest';
import { foldReleases, mintReleaseId, rollbackTarget } from '../../../src/model/release';
import type { ReleaseEntry, ReleaseStatus } from '../../../src/model/release';
import { Secret } from '../../../src/model/secret';

describe('a secret', () => {
  it('shows its name in every ordinary way of becoming text', () => {
    const secret = new Secret('DEPLOY_KEY', 'hunter2');
    const texts = [String(secret), `${secret}`, JSON.stringify({ secret }), inspect(secret), inspect({ deep: { secret } }, { depth: 5 }), Object.values(secret).join()];
    for (const text of texts) expect(text).not.toContain('hunter2');
    expect(String(secret)).toBe('[secret DEPLOY_KEY]');
    expect(secret.reveal()).toBe('hunter2');
  });
});

describe('a gate', () => {
  const check = (status: 'passed' | 'failed' | 'inconclusive', onFail: JudgedCheck['onFail'], onInconclusive: JudgedCheck['onFail'] = 'hold'): JudgedCheck => ({
    name: 'x',
    kind: 'http',
    onFail,
    onInconclusive,
    result: { status, asked: '', got: '', expected: '' },
  });

  it.each([
    [[], 'open'],
    [[check('passed', 'rollback')], 'open'],
    [[check('failed', 'warn')], 'open'],
    [[check('failed', 'hold')], 'hold'],
    [[check('failed', 'hold'), check('failed', 'rollback')], 'rollback'],
    [[check('inconclusive', 'rollback')], 'hold'],
    [[check('inconclusive', 'warn')], 'hold'],
    [[check('inconclusive', 'hold', 'rollback')], 'rollback'],
    [[check('inconclusive', 'hold', 'warn')], 'open'],
  ] as const)('%#: leads to %s', (checks, leads) => {
    expect(judge('released', [...checks]).leads).toBe(leads);
  });
});

describe('the release log', () => {
  const entry = (id: string, status: ReleaseStatus): ReleaseEntry => ({ v: 1, at: '2026-11-21T00:00:00Z', id, version: id, commit: 'c', artefact: '', schema: '', schemaFloor: '', status });

  it('says of each release what its last line says', () => {
    const folded = foldReleases([entry('a', 'pending'), entry('b', 'active'), entry('a', 'active'), entry('a', 'good')]);
    expect(folded.map(({ id, status }) => [id, status])).toEqual([['a', 'good'], ['b', 'active']]);
  });

  it('leads back to the newest good release other than the one that is left', () => {
    const folded = foldReleases([entry('a', 'good'), entry('b', 'good'), entry('c', 'bad'), entry('d', 'active')]);
    expect(rollbackTarget(folded, 'd')?.id).toBe('b');
    expect(rollbackTarget(folded, 'b')?.id).toBe('a');
    expect(rollbackTarget(folded.slice(2), 'd')).toBeUndefined();
  });

  it('mints ids that nobody has', () => {
    const at = new Date('2026-11-21T21:04:31Z');
    expect(mintReleaseId(at, '3f9c2ab1234', new Set())).toBe('20261121-2104-3f9c2ab');
    expect(mintReleaseId(at, '3f9c2ab1234', new Set(['20261121-2104-3f9c2ab', '20261121-2104-3f9c2ab.2']))).toBe('20261121-2104-3f9c2ab.3');
  });
});

describe('the journal', () => {
  const base = { v: 1 as const, at: '2026-11-21T00:00:00Z', token: 1, action: 'backup' as const };
  const opened = (change: string): JournalLine => ({ ...base, kind: 'opened', change, owner: 'o', attempt: 1, version: 'v', commit: 'c', previous: '' });
  const step = (change: string, kind: 'begin' | 'done' | 'failed', id: string): JournalLine => ({ ...base, kind, change, step: id, title: id, undo: { kind: 'none', text: '' } });

  it('tells a change by its lines', () => {
    const [change] = foldJournal([opened('x'), step('x', 'begin', 'a'), step('x', 'done', 'a'), step('x', 'begin', 'b'), { ...base, kind: 'fact', change: 'x', name: 'backup', data: { id: 'x' } }]);
    expect(change?.steps.map(({ id, phase }) => [id, phase])).toEqual([['a', 'done'], ['b', 'begin']]);
    expect(change?.facts.get('backup')).toEqual({ id: 'x' });
    expect(openChange([change].flatMap((one) => one ?? []))?.id).toBe('x');
  });

  it('has no open change once it was closed', () => {
    expect(openChange(foldJournal([opened('x'), { ...base, kind: 'closed', change: 'x', outcome: 'released' }]))).toBeUndefined();
  });
});

describe('a census', () => {
  it('is compared table by table', () => {
    const was = { a: { rows: 1, hash: 'x' }, b: { rows: 2, hash: 'y' }, c: { rows: 3, hash: 'z' } };
    expect(compareCensus(was, was)).toEqual([]);
    expect(compareCensus(was, { a: { rows: 1, hash: 'q' }, b: { rows: 5, hash: 'y' }, d: { rows: 9, hash: 'n' } })).toEqual([
      'a: 1 rows, but other content',
      'b: 2 rows expected, 5 found',
      'c: 3 rows expected, table not found',
      'd: not expected, 9 rows found',
    ]);
  });
});

describe('a loss around migrations', () => {
  const table = (rows: number, hash: string): { rows: number; hash: string } => ({ rows, hash });
  const backup = { a: table(6, 'a1'), b: table(2, 'b1') };
  const migrated = { a: table(6, 'a2'), b: table(2, 'b1'), c: table(0, 'c1') };
  const loss: Loss = { tables: { a: { written: 6, deleted: 0 }, b: { written: 1, deleted: 0 } }, rows: 7, exact: true, method: 'compared' };
  const window = { before: markCensus(backup), after: markCensus(migrated) };

  it('leaves out what the migrations alone wrote', () => {
    expect(lossWithoutMigrations({ ...loss, tables: { a: { written: 6, deleted: 0 } }, rows: 6 }, backup, window, migrated)).toMatchObject({ rows: 0, exact: true });
  });

  it('keeps what somebody wrote into a table that the migrations left alone, exactly', () => {
    expect(lossWithoutMigrations(loss, backup, window, { ...migrated, b: table(3, 'b2') })).toMatchObject({ tables: { b: { written: 1 } }, rows: 1, exact: true });
  });

  it('is an upper bound where both wrote, after the migrations or between the backup and them', () => {
    expect(lossWithoutMigrations(loss, backup, window, { ...migrated, a: table(7, 'a3') })).toMatchObject({ rows: 6, exact: false });
    expect(lossWithoutMigrations(loss, { ...backup, a: table(5, 'a0') }, window, migrated)).toMatchObject({ rows: 6, exact: false });
  });
});

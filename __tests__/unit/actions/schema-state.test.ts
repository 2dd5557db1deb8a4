import { describeDown, factsSince, isReversible, judgeSchema, migratingFact, oldAccepts } from '../../../src/actions/schema-state';
import type { MigrationSurvey } from '../../../src/migrations/migration-tool';
import { Failure } from '../../../src/model/failure';
import type { ChangeRecord } from '../../../src/model/journal';

const survey = (applied: string[], pending: [string, string[]][] = []): MigrationSurvey => ({
  revision: applied.at(-1) ?? '',
  applied,
  pending: pending.map(([name, classes]) => ({ name, digest: 'd', classes: classes as ('loss' | 'lock' | 'break' | 'opaque')[], findings: [] })),
  edited: [],
  refused: [],
});

function changeWith(facts: Record<string, unknown>): ChangeRecord {
  const opened = { v: 1, at: '', change: 'c', token: 1, action: 'migrate', kind: 'opened', owner: 'o', attempt: 1, version: 'v', commit: 'c', previous: '' } as const;
  return { id: 'c', opened, steps: [], facts: new Map(Object.entries(facts)) };
}

const before = survey(['1.sql'], [['2.sql', ['lock']], ['3.sql', ['break']]]);
const change = changeWith({ migrating: migratingFact(before, {}) });

describe('the schema against the record of a change', () => {
  it('is unchanged where the change never began to migrate', () => {
    expect(judgeSchema(changeWith({}), undefined)).toEqual({ schema: 'unchanged', oldAcceptsSchema: 'yes', appliedByChange: [] });
  });

  it('is unchanged where the migration rolled back', () => {
    expect(judgeSchema(change, survey(['1.sql'])).schema).toBe('unchanged');
  });

  it('is changed by what was applied, and the old release accepts it while nothing broke', () => {
    expect(judgeSchema(change, survey(['1.sql', '2.sql']))).toEqual({ schema: 'changed', oldAcceptsSchema: 'yes', appliedByChange: ['2.sql'] });
  });

  it('is not accepted by the old release once something broke', () => {
    expect(judgeSchema(change, survey(['1.sql', '2.sql', '3.sql'])).oldAcceptsSchema).toBe('no');
  });

  it('is unknown where it cannot be read', () => {
    const failure = new Failure({ kind: 'command', code: 'LG-X', problem: 'no', next: 'x' });
    expect(judgeSchema(change, failure).schema).toBe('unknown');
    expect(judgeSchema(change, undefined).schema).toBe('unknown');
  });

  it('trusts nothing that somebody else applied meanwhile', () => {
    expect(judgeSchema(change, survey(['1.sql', 'other.sql'])).oldAcceptsSchema).toBe('unknown');
  });

  it('is changed where only the revision moved', () => {
    expect(judgeSchema(change, { ...survey(['1.sql']), revision: 'x' }).schema).toBe('changed');
  });
});

describe('whether the old release accepts migrations', () => {
  it.each([
    [[], 'yes'],
    [[[]], 'yes'],
    [[['lock', 'loss']], 'yes'],
    [[['opaque']], 'unknown'],
    [[['opaque'], ['break']], 'no'],
  ] as [string[][], string][])('%j: %s', (classes, answer) => {
    expect(oldAccepts(classes.map((one, index) => ({ name: String(index), classes: one })))).toBe(answer);
  });
});

describe('several changes as one', () => {
  const second = changeWith({ migrating: migratingFact(survey(['1.sql', '2.sql'], [['4.sql', ['break']]]), {}), backup: { id: 'second' } });
  const first = changeWith({ migrating: migratingFact(survey(['1.sql'], [['2.sql', []]]), {}), backup: { id: 'first' }, window: { before: {}, after: {} } });

  it('has every migration since, and the backup from before the first', () => {
    const facts = factsSince([changeWith({}), first, second]);
    const judged = judgeSchema({ ...first, facts }, survey(['1.sql', '2.sql', '4.sql']));
    expect(judged).toEqual({ schema: 'changed', oldAcceptsSchema: 'no', appliedByChange: ['2.sql', '4.sql'] });
    expect(facts.get('backup')).toEqual({ id: 'first' });
    expect(facts.has('window')).toBe(false);
  });

  it('keeps the window of the only one that migrated', () => {
    expect(factsSince([first]).has('window')).toBe(true);
  });

  it('knows nothing where the journal does not reach back that far', () => {
    expect(judgeSchema({ ...first, facts: factsSince(undefined) }, survey(['1.sql'])).oldAcceptsSchema).toBe('unknown');
  });

  it('says that the schema is as it was where nobody migrated', () => {
    expect(judgeSchema({ ...first, facts: factsSince([changeWith({})]) }, survey(['1.sql'])).schema).toBe('unchanged');
  });
});

describe('whether migrations can be taken back without a backup', () => {
  const down = (risk: 'lossless' | 'loss' | 'opaque') => ({ down: { name: '2.down.sql', risk, findings: risk === 'lossless' ? [] : ['line 1: x'] } });

  it('asks for nothing that went, and for code of before that works now or after a way down that destroys nothing', () => {
    expect(isReversible([{ classes: [] }, { classes: ['lock'] }])).toBe(true);
    expect(isReversible([{ classes: ['loss'], ...down('lossless') }])).toBe(false);
    expect(isReversible([{ classes: ['opaque'], ...down('lossless') }])).toBe(false);
    expect(isReversible([{ classes: ['break'] }])).toBe(false);
    expect(isReversible([{ classes: ['break'], ...down('lossless') }])).toBe(true);
    expect(isReversible([{ classes: ['break'], ...down('opaque') }])).toBe(false);
  });

  it('is said in words', () => {
    expect(describeDown({})).toBe('no way down');
    expect(describeDown(down('lossless'))).toBe('way down 2.down.sql: destroys nothing');
    expect(describeDown(down('loss'))).toBe('way down 2.down.sql: destroys data; line 1: x');
  });
});

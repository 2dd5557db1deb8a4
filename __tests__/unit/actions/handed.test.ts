import fc from '../../support/properties';

import { Handed } from '../../../src/actions/handed';
import type { MigrationSurvey } from '../../../src/migrations/migration-tool';
import type { HostSnapshot } from '../../../src/state/host-state';

const survey: MigrationSurvey = { revision: 'r1', applied: ['1.sql'], pending: [], edited: [], refused: [] };
const snapshot: HostSnapshot = { exists: true, lease: undefined, leaseLive: false, hostNow: 0, journal: [], releases: [], manifests: [], current: '' };
const T0 = new Date('2026-11-01T10:00:00Z');
const later = (ms: number): Date => new Date(T0.getTime() + ms);

function filled(): Handed {
  const handed = new Handed();
  handed.took('web', 7);
  handed.left('web', snapshot);
  handed.keepSurvey(survey, T0);
  handed.keepDatabase(T0);
  return handed;
}

test('what was found stands for a minute, and for no time before it was asked', () => {
  fc.assert(
    fc.property(fc.integer({ min: -100_000, max: 200_000 }), (ms) => {
      const stands = ms >= 0 && ms < 60_000;
      expect(filled().survey(later(ms))).toEqual(stands ? survey : undefined);
      expect(filled().database(later(ms))).toEqual(stands ? true : undefined);
    }),
  );
});

test.each([
  ['a lease that is taken anew', (handed: Handed) => { handed.took('web', 8); }, { token: 8, record: false, database: false }],
  ['a script that is sent', (handed: Handed) => { handed.left('web', undefined); }, { token: 7, record: false, database: true }],
  ['a line of the team\'s own', (handed: Handed) => { handed.forgetDatabase(); }, { token: 7, record: true, database: false }],
  ['the end', (handed: Handed) => handed.end(), { token: undefined, record: false, database: false }],
  ['nothing', () => undefined, { token: 7, record: true, database: true }],
] as const)('what stays after %s', async (_what, happens, { token, record, database }) => {
  const handed = filled();
  await happens(handed);
  expect(handed.token('web')).toBe(token);
  expect(handed.snapshot('web') !== undefined).toBe(record);
  expect(handed.survey(T0) !== undefined).toBe(database);
  expect(handed.database(T0) !== undefined).toBe(database);
});

test('a record is kept only of a host whose lease is held', () => {
  const handed = new Handed();
  handed.left('web', snapshot);
  expect(handed.snapshot('web')).toBeUndefined();
});

test('facts are handed on once, also past the end', async () => {
  const handed = filled();
  handed.remember([{ kind: 'fact', name: 'a', data: 1 }]);
  handed.remember([{ kind: 'fact', name: 'b', data: 2 }]);
  await handed.end();
  expect(handed.takeRemembered().map(({ name }) => name)).toEqual(['a', 'b']);
  expect(handed.takeRemembered()).toEqual([]);
});

import { servesSince } from '../../../src/actions/serves-since';
import type { JournalLine } from '../../../src/model/journal';
import type { ReleaseRecord } from '../../../src/model/release';

const at = (minute: string): string => `2026-11-27T12:${minute}:00.000Z`;
const release = (id: string, minute: string): ReleaseRecord => ({ id, version: '', commit: '', artefact: '', schema: '', schemaFloor: '', status: 'good', at: at(minute) });
const lines = (change: string, minute: string, outcome: 'rolled-back' | 'held'): JournalLine[] => [
  { v: 1, at: at('00'), change, token: 1, action: 'rollback', kind: 'opened', owner: 'team/shop/1/deploy', attempt: 1, version: '', commit: '', previous: '' },
  { v: 1, at: at(minute), change, token: 1, action: 'rollback', kind: 'closed', outcome },
];

test('a release serves since it was brought, or gone back to', () => {
  const releases = [release('a', '10'), release('b', '20')];
  expect(servesSince({ journal: [], releases, current: 'a' })).toBe(at('10'));
  expect(servesSince({ journal: lines('back', '30', 'rolled-back'), releases, current: 'a' })).toBe(at('30'));
  expect(servesSince({ journal: lines('held', '30', 'held'), releases, current: 'a' })).toBe(at('10'));
  expect(servesSince({ journal: [], releases, current: 'nowhere' })).toBeUndefined();
});

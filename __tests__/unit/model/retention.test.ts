import type { Manifest } from '../../../src/model/manifest';
import { chooseExpired } from '../../../src/model/retention';
import fc from '../../support/properties';

const NOW = new Date('2026-11-21T12:00:00Z');
const DAY = 86_400_000;
const none = { last: 0, daily: 0, weekly: 0, monthly: 0, days: 0 };

function manifest(id: string, daysAgo: number, verified: Manifest['verified'] = 'restored'): Manifest {
  const at = new Date(NOW.getTime() - daysAgo * DAY).toISOString();
  return { v: 1, id, at, engine: 'x', engineVersion: '1', change: '', file: `/b/${id}`, bytes: 1, databaseBytes: 1, sha256: '', schema: '', tables: {}, verified, copies: [], durationMs: 1 };
}

describe('which backups may go', () => {
  it('keeps the last n', () => {
    const stored = [manifest('a', 4), manifest('b', 3), manifest('c', 2), manifest('d', 1)];
    expect(chooseExpired(stored, { ...none, last: 2 }, new Set(), NOW).map((one) => one.id)).toEqual(['b', 'a']);
  });

  it('keeps the newest of each day, week and month', () => {
    const stored = [manifest('old', 70), manifest('older', 71), manifest('yesterday-1', 1.1), manifest('yesterday-2', 1.05), manifest('today', 0)];
    expect(chooseExpired(stored, { ...none, monthly: 3 }, new Set(), NOW).map((one) => one.id)).toEqual(['yesterday-2', 'yesterday-1', 'older']);
    expect(chooseExpired(stored, { ...none, daily: 2 }, new Set(), NOW).map((one) => one.id)).toEqual(['yesterday-1', 'old', 'older']);
  });

  it('never lets the newest verified one go, however old', () => {
    const stored = [manifest('good', 400, 'restored'), manifest('b', 2, 'checksum'), manifest('c', 1, 'readable')];
    expect(chooseExpired(stored, none, new Set(), NOW).map((one) => one.id)).toEqual(['b']);
  });

  const some = fc.array(fc.record({ daysAgo: fc.double({ min: 0, max: 500, noNaN: true }), verified: fc.constantFrom('checksum', 'readable', 'restored' as const) }), { maxLength: 30 });
  const keep = fc.record({ last: fc.nat(5), daily: fc.nat(5), weekly: fc.nat(5), monthly: fc.nat(5), days: fc.nat(30) });

  it('never lets go of the newest, the newest verified, a protected one, or one of the last n', () => {
    fc.assert(
      fc.property(some, keep, fc.nat(29), (ages, kept, protectedIndex) => {
        const stored = ages.map(({ daysAgo, verified }, index) => manifest(`m${String(index)}`, daysAgo, verified));
        const guarded = stored[protectedIndex];
        const expired = new Set(chooseExpired(stored, kept, new Set(guarded === undefined ? [] : [guarded.id]), NOW).map((one) => one.id));
        const newestFirst = stored.toSorted((a, b) => b.at.localeCompare(a.at));
        const untouchable = [newestFirst[0], newestFirst.find((one) => one.verified === 'restored'), guarded, ...newestFirst.slice(0, kept.last)];
        for (const one of untouchable) if (one !== undefined) expect(expired.has(one.id)).toBe(false);
      }),
    );
  });

  it('lets everything else go', () => {
    expect(chooseExpired([manifest('a', 9), manifest('b', 8), manifest('c', 7)], none, new Set(), NOW).map((one) => one.id)).toEqual(['b', 'a']);
  });
});

import { chooseKept, type ReleaseRecord } from '../../../src/model/release';
import fc from '../../support/properties';

const record = (id: string): ReleaseRecord => ({ id, version: id, commit: '', artefact: '', schema: '', schemaFloor: '', status: 'good', at: '' });
const kept = (ids: readonly string[], previous: string | undefined, keep: number): string[] => chooseKept(ids.map(record), previous, keep).map(({ id }) => id);

test.each([
  [['a', 'b', 'c'], undefined, 5, ['a', 'b', 'c']],
  [['a', 'b', 'c'], undefined, 3, ['b', 'c']],
  [['a', 'b', 'c'], undefined, 1, []],
  [['a', 'b', 'c'], 'a', 2, ['a', 'c']],
  [['20261127-0912-adopted', 'b', 'c', 'd'], 'd', 2, ['20261127-0912-adopted', 'd']],
  [[], 'a', 3, []],
])('of %j with %s before it and %i to keep stay %j', (ids, previous, keep, expected) => {
  expect(kept(ids, previous, keep)).toEqual(expected);
});

test('with room for all, all stay; else as many as there is room for, and whatever a way back needs', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 1, max: 20 }), fc.nat(20), (many, keep, at) => {
      const ids = Array.from({ length: many }, (_, index) => `r${String(index)}`);
      const previous = ids[at];
      const stay = kept(ids, previous, keep);
      if (previous !== undefined) expect(stay).toContain(previous);
      expect(stay).toEqual(expect.arrayContaining(ids.slice(Math.max(0, many - keep + 1))));
      expect(stay.length).toBeLessThanOrEqual(keep);
    }),
  );
});

import { batchesOf, ONE_BY_ONE } from '../../../src/model/rollout';
import fc from '../../support/properties';

const hosts = ['a', 'b', 'c', 'd', 'e'];

test('one host after the other, unless something else is said', () => {
  expect(batchesOf(hosts, ONE_BY_ONE)).toEqual([['a'], ['b'], ['c'], ['d'], ['e']]);
});

test('canaries alone, then batches by number or by share', () => {
  expect(batchesOf(hosts, { ...ONE_BY_ONE, canary: 1, batch: { hosts: 2 } })).toEqual([['a'], ['b', 'c'], ['d', 'e']]);
  expect(batchesOf(hosts, { ...ONE_BY_ONE, canary: 2, batch: { percent: 50 } })).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
  expect(batchesOf(['a'], { ...ONE_BY_ONE, canary: 3, batch: { percent: 1 } })).toEqual([['a']]);
});

test('every host is changed once, in the order given', () => {
  const batch = fc.oneof(fc.record({ hosts: fc.integer({ min: 1, max: 9 }) }), fc.record({ percent: fc.integer({ min: 1, max: 100 }) }));
  fc.assert(
    fc.property(fc.uniqueArray(fc.string({ minLength: 1 }), { maxLength: 9 }), fc.integer({ min: 0, max: 9 }), batch, (names, canary, size) => {
      const batches = batchesOf(names, { ...ONE_BY_ONE, canary, batch: size });
      expect(batches.flat()).toEqual(names);
      expect(batches.every((one) => one.length > 0)).toBe(true);
    }),
  );
});

import type { JournalLine } from '../../../src/model/journal';
import { enteredByHand, readMaintenance } from '../../../src/model/maintenance';

const base = (change: string): { v: 1; at: string; change: string; token: number; action: 'maintenance' } => ({ v: 1, at: '2026-11-27T10:00:00Z', change, token: 1, action: 'maintenance' });
const opened = (change: string): JournalLine => ({ ...base(change), kind: 'opened', owner: 'o', attempt: 1, version: '', commit: '', previous: 'r1' });
const said = (change: string, data: unknown): JournalLine => ({ ...base(change), kind: 'fact', name: 'maintenance', data });
const closed = (change: string): JournalLine => ({ ...base(change), kind: 'closed', outcome: 'nothing-changed' });

const ON = { on: true, by: 'anna@laptop', since: '2026-11-27T09:00:00Z' };

test('the last word counts, of whichever change', () => {
  expect(readMaintenance([])).toBeUndefined();
  expect(readMaintenance([opened('c1'), said('c1', { on: true })])).toEqual({ change: 'c1', by: '', since: '2026-11-27T10:00:00Z', before: false });
  expect(readMaintenance([opened('c1'), said('c1', ON), closed('c1'), opened('c2')])).toEqual({ change: 'c1', by: 'anna@laptop', since: ON.since, before: false });
  expect(readMaintenance([opened('c1'), said('c1', ON), closed('c1'), opened('c2'), said('c2', { on: false })])).toBeUndefined();
  expect(readMaintenance([said('c1', 'on')])).toBeUndefined();
});

test('what was entered by hand is told from what a deploy entered, and from what was never finished', () => {
  const entered = [opened('c1'), said('c1', ON), closed('c1')];
  expect(enteredByHand(entered)).toMatchObject({ by: 'anna@laptop' });
  // Another change, such as a backup at night, does not make it its own.
  expect(enteredByHand([...entered, opened('c2')])).toMatchObject({ by: 'anna@laptop' });
  expect(enteredByHand(entered.slice(0, 2))).toBeUndefined();
  expect(enteredByHand([...entered, opened('c2'), said('c2', { ...ON, before: true })])).toBeUndefined();
  expect(enteredByHand([opened('c1'), said('c1', { on: true }), closed('c1')])).toBeUndefined();
});

import { foldJournal } from '../../../src/model/journal';
import type { JournalLine } from '../../../src/model/journal';
import { changesSinceServed } from '../../../src/model/served';
import { WAY_BACK_FACT } from '../../../src/model/sign-off';

const base = { v: 1, at: '2026-11-27T12:00:00.000Z', token: 1, action: 'lockgate' } as const;
const opened = (change: string): JournalLine => ({ ...base, change, kind: 'opened', owner: 'team/shop/1/deploy', attempt: 1, version: '', commit: '', previous: '' });
const closed = (change: string, outcome: 'released' | 'rolled-back' | 'held'): JournalLine => ({ ...base, change, kind: 'closed', outcome });
const led = (change: string, level: string, to: string): JournalLine => ({ ...base, change, kind: 'fact', name: WAY_BACK_FACT, data: { level, why: '', to, rows: '0' } });
const since = (lines: readonly JournalLine[], release: string): readonly string[] | undefined => changesSinceServed(foldJournal(lines), release)?.map(({ id }) => id);

const released = (id: string): JournalLine[] => [opened(id), closed(id, 'released')];

test('a release served last when it was brought, or when it was gone back to', () => {
  expect(since([...released('a'), ...released('b'), ...released('c')], 'a')).toEqual(['b', 'c']);
  expect(since([...released('a'), ...released('b'), opened('back'), led('back', 'R3', 'a'), closed('back', 'rolled-back'), ...released('c')], 'a')).toEqual(['c']);
  expect(since([...released('a'), opened('b'), led('b', 'R2', 'a'), closed('b', 'rolled-back'), ...released('c')], 'a')).toEqual(['c']);
});

test('what leads elsewhere, waits or is held says nothing of it', () => {
  const more = [opened('x'), led('x', '', 'a'), opened('y'), led('y', 'R2', 'a'), closed('y', 'held'), opened('z'), led('z', 'R2', 'b'), closed('z', 'rolled-back')];
  expect(since([...released('a'), ...released('b'), ...more], 'a')).toEqual(['b', 'x', 'y', 'z']);
});

test('the last word of a way back counts', () => {
  expect(since([...released('a'), ...released('b'), opened('back'), led('back', '', 'a'), led('back', 'R3', 'a'), closed('back', 'rolled-back'), ...released('c')], 'a')).toEqual(['c']);
});

test('a release that no change tells of', () => {
  expect(since(released('b'), 'a')).toBeUndefined();
});

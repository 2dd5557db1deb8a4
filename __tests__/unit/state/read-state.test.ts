import type { CommandResult } from '../../../src/model/command';
import { layoutOf } from '../../../src/model/layout';
import { readState } from '../../../src/state/read-state';

const answer = (stdout: string): CommandResult => ({ host: 'web', title: 'read the record', command: 'x', exitCode: 0, signal: null, stdout, stderr: '', truncated: false, durationMs: 1, timedOut: false });
const read = (stdout: string) => readState(layoutOf('/srv/shop')).read([answer(stdout)]);
const backup = (id: string, at: string): string => JSON.stringify({ v: 1, id, at, engine: 'sqlite', engineVersion: '3', change: id, file: `/b/${id}`, bytes: 1, databaseBytes: 1, sha256: 'x', schema: 'x', tables: {}, verified: 'restored', copies: [], durationMs: 1 });

test('the newest backup is the last one, also of two whose names begin with one minute', () => {
  const [older, newer] = [backup('20261121-2104-fffffff', '2026-11-21T21:04:05.000Z'), backup('20261121-2104-0000000', '2026-11-21T21:04:44.000Z')];
  for (const lines of [[older, newer], [newer, older]]) {
    expect(read(`now 1\n-- journal\n\n-- releases\n\n-- backups\n${lines.join('\n')}\n`).manifests.map(({ id }) => id)).toEqual(['20261121-2104-fffffff', '20261121-2104-0000000']);
  }
});

test('an answer that ends early is no record without backups', () => {
  expect(() => read('now 1\n-- journal\n\n-- releases\n')).toThrow(expect.objectContaining({ code: 'LG-STATE-BROKEN' }) as Error);
  expect(read('now 1\nabsent\n')).toMatchObject({ exists: false, manifests: [], journal: [] });
});

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { LiveLine } from '../../../src/cli/live-line';
import { readRepository, readStatus } from '../../../src/cli/repository';
import { paint, wantsColour } from '../../../src/cli/terminal';
import { linesSince, newLines } from '../../../src/model/log-time';

/** What stands on a terminal after so many writes. */
function screen(): { write: (text: string) => void; lines: () => string[] } {
  const lines = [''];
  return {
    write: (text) => {
      for (const part of text.split(/(\n|\r\u001B\[2K)/)) {
        if (part === '\n') lines.push('');
        else if (part.startsWith('\r')) lines[lines.length - 1] = '';
        else lines[lines.length - 1] = `${lines.at(-1) ?? ''}${part}`;
      }
    },
    lines: () => lines,
  };
}

test('news that differs in its numbers alone takes the place of the news before', () => {
  let now = 0;
  const { write, lines } = screen();
  const live = new LiveLine({ write, columns: () => 40, now: () => now });
  live.news('backup 1 MB of ~9 MB');
  live.news('backup 2.5 MB of ~9 MB');
  now = 3000;
  live.tick();
  expect(lines().at(-1)).toMatch(/^\S backup 2.5 MB of ~9 MB 3 s$/);
  live.news(`— ${'migrate '.repeat(9)}`);
  expect(lines().slice(0, 1)).toEqual(['backup 2.5 MB of ~9 MB']);
  expect(lines().at(-1)?.length).toBeLessThan(40);
  live.settle();
  live.settle();
  expect(lines()).toEqual(['backup 2.5 MB of ~9 MB', `— ${'migrate '.repeat(9)}`, '']);
});

test('colours only where a terminal wants them', () => {
  expect(paint('✓ deploy: done')).toBe('\u001B[32m✓\u001B[0m deploy: done');
  expect(paint('plain')).toBe('plain');
  expect([wantsColour({ isTTY: true }, {}), wantsColour({ isTTY: true }, { NO_COLOR: '1' }), wantsColour({}, {}), wantsColour({ isTTY: true }, { TERM: 'dumb' })]).toEqual([true, false, false, false]);
});

test('what git says of a folder is read with blanks in its names', () => {
  const oid = 'a'.repeat(40);
  const text = [`# branch.oid ${oid}`, '# branch.head main', '1 .M N... 100644 100644 100644 a b a file', '2 R. N... 100644 100644 100644 a b R100 new name', 'old name', 'u UU N... 1 2 3 4 a b c both', '? un known', '! .env', ''].join('\0');
  expect(readStatus(text)).toEqual({ commit: oid, branch: 'main', changed: ['a file', 'new name', 'both', 'un known'], ignored: ['.env'] });
  expect(readStatus('# branch.oid (initial)\0# branch.head (detached)\0')).toEqual({ commit: '', branch: '', changed: [], ignored: [] });
});

test('what git ignores is told as paths in the folder that is deployed', async () => {
  const root = mkdtempSync(join(tmpdir(), 'lockgate-ignored-'));
  try {
    for (const path of ['.gitignore', 'app/a', 'app/.env', 'app/venv/x', 'app/od[d]*\n.key', 'other/.env', 'app/new/.env', 'app/new/b', 'venv/in']) {
      mkdirSync(join(root, path, '..'), { recursive: true });
      writeFileSync(join(root, path), path === '.gitignore' ? '.env\nvenv/\n*.key\n' : 'x');
    }
    execFileSync('git', ['init', '--quiet'], { cwd: root });
    const ignored = async (folder: string): Promise<string[]> => [...(await readRepository(folder)).ignored].sort();
    expect(await ignored(join(root, 'app'))).toEqual(['.env', 'new/.env', 'od[d]*\n.key', 'venv']);
    expect(await ignored(root)).toEqual(['app/.env', 'app/new/.env', 'app/od[d]*\n.key', 'app/venv', 'other', 'venv']);
    // Nobody deploys from there by mistake.
    expect(await ignored(join(root, 'venv'))).toEqual([]);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});

test('lines of a log since a moment, by whatever they call the time', () => {
  const now = Date.parse('2026-11-27T06:00:00Z');
  const since = now - 600_000;
  const lines = ['2026-11-27T05:00:00Z old', '  of the old one', '2026-11-27 06:55:00,123 +0100 zoned', '  of that', '[27/Nov/2026:05:56:00 +0000] common', 'Nov 27 07:57:00 host syslog'];
  expect(linesSince(lines, since, '+0200', now)).toEqual({ lines: lines.slice(2), dated: true });
  expect(linesSince(['no time'], since, '+0000', now)).toEqual({ lines: ['no time'], dated: false });
});

test('what is new in a window over the end of a log', () => {
  expect(newLines(['a', 'b'], ['a', 'b', 'c'])).toEqual({ lines: ['c'], gap: false });
  expect(newLines(['a', 'b', 'c'], ['c', 'd', 'e'])).toEqual({ lines: ['d', 'e'], gap: false });
  expect(newLines(['a'], ['x'])).toEqual({ lines: ['x'], gap: true });
  expect(newLines([], ['x'])).toEqual({ lines: ['x'], gap: false });
});

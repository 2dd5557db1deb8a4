import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { findNode } from '../../tools/workflow-runner/node-binary';
import { REPOSITORY } from '../support/job';
import { IN_A_TERMINAL } from '../support/pseudo-terminal';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lockgate-terminal-'));
  mkdirSync(join(folder, '.github'));
  writeFileSync(join(folder, '.github/lockgate.yml'), 'version: 1\napp: shop\nssh: { user: deploy }\nrelease: { kind: directory, path: /srv/shop }\nenvironments: { production: { hosts: { web: web.example.org } } }\n');
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function type(terminal: boolean, words: readonly string[], env: Readonly<Record<string, string>> = {}): { readonly code: number | null; readonly shown: string } {
  const [program = '', ...rest] = [...(terminal ? IN_A_TERMINAL : []), findNode(undefined, false).path, join(REPOSITORY, 'dist/cli.js'), ...words];
  const ended = spawnSync(program, rest, { cwd: folder, encoding: 'utf8', input: '', env: { PATH: process.env['PATH'] ?? '', HOME: folder, TERM: 'xterm', ...env } });
  return { code: ended.status, shown: ended.stdout };
}

const ESCAPE = '\u001B[';

test.each<[what: string, terminal: boolean, env: Readonly<Record<string, string>>, coloured: boolean]>([
  ['a terminal has colours', true, {}, true],
  ['with NO_COLOR it has none', true, { NO_COLOR: '1' }, false],
  ['nor has one that knows none', true, { TERM: 'dumb' }, false],
  ['nor has a pipe', false, {}, false],
])('%s', (_what, terminal, env, coloured) => {
  const { code, shown } = type(terminal, ['validate'], env);
  expect([code, shown]).toEqual([0, expect.stringContaining('validate: .github/lockgate.yml is valid')]);
  expect(shown.includes(ESCAPE)).toBe(coloured);
});

test('the document of --json is the same in a terminal as in a pipe', () => {
  const { code, shown } = type(true, ['validate', '--json', '-e', 'staging'], {});
  expect(code).toBe(2);
  // People are told on the same screen; the document is the part that begins and ends with a brace of its own line.
  const [document = ''] = /^\{\r?\n[\s\S]*^\}/m.exec(shown) ?? [];
  expect(JSON.parse(document)).toMatchObject({ verb: 'validate', exit: 2, problems: [{ code: 'LG-USAGE' }] });
  expect(document).not.toContain(ESCAPE);
});

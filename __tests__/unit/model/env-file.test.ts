import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { libraryFor } from '../../../src/host/library';
import { refuseName, refuseValue, renderEnvFile } from '../../../src/model/env-file';
import fc from '../../support/properties';

let folder: string;
beforeAll(() => { folder = mkdtempSync(join(tmpdir(), 'lockgate-env-')); });
afterAll(() => { rmSync(folder, { recursive: true, force: true }); });

/** Values that are written, odd ones above all. */
const value = fc
  .array(fc.oneof(fc.constantFrom("'", '"', '\\', '$', '`', '#', ' ', '=', '!', ';', '\t', '{', '}', '%', '*', '~', 'é', '😀'), fc.string({ unit: 'binary', maxLength: 4 })), { maxLength: 8 })
  .map((parts) => parts.join(''))
  .filter((text) => refuseValue(text) === undefined);

const READERS: Readonly<Record<string, string>> = {
  'a shell': '. "$1"; printf "%s" "$V" | od -An -v -tx1; printf "%s" "$W" | od -An -v -tx1',
  'our own reader': `${libraryFor('lg_env_export')}\nlg_env_export "$1"; printf "%s" "$V" | od -An -v -tx1; printf "%s" "$W" | od -An -v -tx1`,
};

/** As systemd reads EnvironmentFile=: the states of its parser. `old` took a backslash between single quotes for one of its own. */
function readAsSystemd(text: string, old: boolean): Record<string, string> {
  const found: Record<string, string> = {};
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    const at = line.indexOf('=');
    let read = '';
    let quote = '';
    for (let i = at + 1; i < line.length; i += 1) {
      const char = line[i] ?? '';
      const next = line[i + 1] ?? '';
      if (quote === '' && (char === "'" || char === '"')) quote = char;
      else if (char === quote) quote = '';
      else if (char === '\\' && (quote === '"' || (old && quote === "'"))) {
        read += old || '"\\`$'.includes(next) ? next : `\\${next}`;
        i += 1;
      } else read += char;
    }
    found[line.slice(0, at)] = read;
  }
  return found;
}

/** As python-dotenv reads it: its expressions, over the whole text. */
function readAsDotenv(text: string): Record<string, string> {
  const pair = /^(\w+)=(?:'((?:\\'|[^'])*)'|"((?:\\"|[^"])*)")[^\S\n]*$/gm;
  return Object.fromEntries(
    [...text.matchAll(pair)].map(([, name = '', single, double = '']) => [name, single === undefined ? double.replaceAll(/\\([\\'"abfnrtv])/g, '$1') : single.replaceAll(/\\([\\'])/g, '$1')]),
  );
}

test.each(Object.entries(READERS))('%s reads back every value', (_, script) => {
  const file = join(folder, 'env');
  fc.assert(
    fc.property(value, value, (v, w) => {
      writeFileSync(file, renderEnvFile([{ name: 'V', value: v }, { name: 'W', value: w }], 'r1'));
      const read = execFileSync('sh', ['-c', script, 'sh', file], { encoding: 'utf8' }).replaceAll(/\s/g, '');
      expect(read).toBe(Buffer.from(v + w).toString('hex'));
    }),
    { numRuns: 120 },
  );
});

test('systemd, old and new, and python-dotenv read back every value', () => {
  fc.assert(
    fc.property(value, value, (v, w) => {
      const text = renderEnvFile([{ name: 'V', value: v }, { name: 'W', value: w }], 'r1');
      const whole = { V: v, W: w, LOCKGATE_RELEASE: 'r1' };
      expect([readAsSystemd(text, false), readAsSystemd(text, true), readAsDotenv(text)]).toEqual([whole, whole, whole]);
    }),
    { numRuns: 1000 },
  );
});

test.each(['a\nb', 'a\rb', 'a\0b', 'x${Y}z', 'ends with \\', "$ and '", '` and \\', '\ud800'])('refuses the value %j, and does not show it', (text) => {
  expect(refuseValue(text)).toMatch(/./);
  expect(refuseValue(text)).not.toContain(text);
});

test.each(['1A', 'A-B', '', 'LOCKGATE_X', 'lg_x', 'UID', 'PPID', '_'])('refuses the name %j', (name) => {
  expect(refuseName(name)).toMatch(/./);
});

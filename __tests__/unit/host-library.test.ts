import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { libraryFor } from '../../src/host/library';

const FOLDER = join(__dirname, '../../src/host');
const whole = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.sh'))
  .map((name) => readFileSync(join(FOLDER, name), 'utf8'))
  .join('\n');
const all = [...whole.matchAll(/^(lg_[a-z0-9_]+)\(\)/gm)].map((match) => match[1] ?? '');
const defined = (text: string): string[] => [...text.matchAll(/^(lg_[a-z0-9_]+)\(\)/gm)].map((match) => match[1] ?? '');

describe('the functions that travel with a script', () => {
  test.each(all)('%s brings everything that it may call', (name) => {
    const text = libraryFor(`${name} x`);
    const here = new Set(defined(text));
    expect(here).toContain(name);
    const called = [...text.matchAll(/\blg_[a-z0-9_]+/g)].map(([word]) => word).filter((word) => all.includes(word));
    expect(called.filter((word) => !here.has(word))).toEqual([]);
  });

  test('nothing comes with a script that calls nothing', () => {
    expect(libraryFor('echo lg lg_ lgx')).toBe('');
  });

  test('no function is called by a name that is put together', () => {
    expect(whole.match(/(?<![$A-Za-z0-9_{])lg_[a-z0-9_]*\$[A-Za-z0-9_{]/g) ?? []).toEqual([]);
  });
});

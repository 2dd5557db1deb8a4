import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { generateErrors } from '../../../tools/generate/errors';

const root = join(__dirname, '../../..');

/** Every entry of the page, by its code. */
function entriesOf(page: string): Map<string, string> {
  return new Map(page.split(/^### /m).slice(1).map((text) => [text.split('\n')[0] ?? '', text]));
}

/** Every code in the sources, by its letters alone. */
function codesIn(folder: string): Set<string> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(ts|sh)$/.test(name) && !/generated|troubles\.ts$/.test(name));
  return new Set(names.flatMap((name) => [...readFileSync(join(folder, name), 'utf8').matchAll(/\bLG-[A-Z]+(?:-[A-Z]+)*\b(?!-?[$[])/g)].map(([code]) => code)));
}

/** They stand in the sources as the beginning of codes that are put together. */
const BEGINNINGS = ['LG-CONFIG', 'LG-SSH', 'LG-SSH-FORWARD', 'LG-GATE', 'LG-STEP', 'LG-PREDECESSOR'];

it('every code has an entry with all its parts, and no entry is dead', async () => {
  const { file, problems } = await generateErrors(root);
  expect(problems).toEqual([]);
  const entries = entriesOf(file.content);
  expect([...codesIn(join(root, 'src'))].filter((code) => !entries.has(code) && !BEGINNINGS.includes(code))).toEqual([]);
  for (const [code, text] of entries) {
    for (const part of ['What it means', 'The host', 'Usually', 'What to do']) expect([code, part, new RegExp(`\\*\\*${part}\\.\\*\\*[ \\n]+\\S`).test(text)]).toEqual([code, part, true]);
  }
  expect(entries.size).toBeGreaterThan(160);
});

describe('of sources of which somebody forgot something', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lockgate-errors-'));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('says what is missing, and what is there for nothing', async () => {
    mkdirSync(join(folder, 'src/shell'), { recursive: true });
    writeFileSync(join(folder, 'src/shell/a.ts'), "export const a = { code: 'LG-NEW', problem: 'it is new', next: 'look' };\nexport const b = { code: 'LG-OLD', problem: 'it is old', next: 'look' };\nexport const c = refuse('LG-BARE');\n");
    writeFileSync(join(folder, 'src/shell/troubles.ts'), "export const troubles = { 'LG-OLD': { host: 'As it was.', usually: 'Age.' }, 'LG-DEAD': { host: 'h', usually: 'u' } };\n");
    writeFileSync(join(folder, 'src/troubles.ts'), "export const troubles = { 'LG-OLD': { host: 'As it was.', usually: 'Age.' } };\n");
    const { file, problems } = await generateErrors(folder);
    const lacks = (code: string, part: string): string => `${code} has no "${part}" in a file troubles.ts of the folder that uses it`;
    expect(problems).toEqual([
      'src/troubles.ts: LG-OLD stands in another file troubles.ts too',
      ...['means', 'host', 'usually', 'next'].map((part) => lacks('LG-BARE', part)),
      ...['host', 'usually'].map((part) => lacks('LG-NEW', part)),
      'LG-DEAD stands in a file troubles.ts, and no source uses it',
    ]);
    expect(entriesOf(file.content).get('LG-OLD')).toContain('**What it means.** It is old.\n\n**The host.** As it was.\n\n**Usually.** Age.\n\n**What to do.** Look.');
  });
});

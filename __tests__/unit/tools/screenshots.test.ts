import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { keepSections, renderPage } from '../../../tools/screenshots/page';

const docs = join(__dirname, '../../../docs');
const SUMMARY = '## ✓ backup · shop\n\n**done**\n\n### Backup\n\n| id | b1 |\n| :-- | :-- |\n\n### Timeline\n\n| UTC | step |\n| --- | --- |\n| 1 | a |\n';

test('a summary is rendered with its tables, in the widths of GitHub', () => {
  const page = renderPage([SUMMARY, '## another']);
  expect(page.match(/<table>/g)).toHaveLength(2);
  expect(page.match(/class="summary"/g)).toHaveLength(2);
  expect(page).toContain('max-width: 100%; overflow: auto');
});

test('some of its sections are kept, and never fewer than asked for', () => {
  expect(keepSections(SUMMARY, ['Timeline'])).toBe('## ✓ backup · shop\n\n**done**\n\n### Timeline\n\n| UTC | step |\n| --- | --- |\n| 1 | a |\n');
  expect(() => keepSections(SUMMARY, ['Sign-off'])).toThrow('no section "Sign-off" in: ### Backup; ### Timeline');
});

test('every picture is small, and stands in a page with words for who cannot see it', () => {
  const pictures = readdirSync(join(docs, 'images'));
  const page = readFileSync(join(docs, 'summaries.md'), 'utf8');
  expect(pictures.filter((name) => statSync(join(docs, 'images', name)).size > 150_000)).toEqual([]);
  expect([...page.matchAll(/!\[[^\]]{20,}\]\(images\/([^)]+)\)/g)].map(([, name]) => name).sort()).toEqual(pictures.sort());
});

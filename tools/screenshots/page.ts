import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import MarkdownIt from 'markdown-it';

const css = readFileSync(join(__dirname, 'github.css'), 'utf8');

/** Summaries as GitHub shows them one below the other, as a page that needs nothing else. */
export function renderPage(summaries: readonly string[]): string {
  const markdown = new MarkdownIt({ html: true });
  const bodies = summaries.map((summary) => markdown.render(summary));
  return `<!doctype html><html lang="en"><meta charset="utf-8"><style>${css}</style><body>${bodies.map((body) => `<div class="summary">${body}</div>`).join('')}</body></html>\n`;
}

/** What stands under some of the headings of a summary alone, with the beginning of it; every heading must be there. */
export function keepSections(summary: string, headings: readonly string[]): string {
  const [head = '', ...sections] = summary.split(/^(?=### )/m);
  const kept = headings.map((heading) => {
    const found = sections.find((section) => section.startsWith(`### ${heading}`));
    if (found === undefined) throw new Error(`no section "${heading}" in: ${sections.map((section) => section.split('\n')[0] ?? '').join('; ')}`);
    return found;
  });
  return [head, ...kept].join('');
}

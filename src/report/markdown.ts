import { cleanLine, cleanLines, shorten } from './text';

const CELL_LIMIT = 1000;

const reference = (char: string): string => `&#${String(char.charCodeAt(0))};`;

/**
 * Text that Markdown shows exactly as it is, in a paragraph, list item or table cell. Everything that could be syntax, HTML,
 * a link or a mention becomes a character reference, which by the specification never is.
 */
export function escapeMarkdown(text: string, limit = CELL_LIMIT): string {
  return shorten(cleanLine(text), limit)
    .replace(/[&<>|`*_~[\]\\#!^$:@]/g, reference)
    .replace(/^\d+[.)](?=\s|$)|^[-+=]|www\./gi, (syntax) => `${syntax.slice(0, -1)}${reference(syntax.slice(-1))}`);
}

/** Escaped and bold; nothing for nothing, since `****` is a line across the page. */
export function strong(text: string, limit = CELL_LIMIT): string {
  const escaped = escapeMarkdown(text, limit);
  return escaped === '' ? '' : `**${escaped}**`;
}

/** A part of a page that stays whole syntax when lines are left out of its middle. */
export interface Block {
  readonly open: readonly string[];
  readonly lines: readonly string[];
  readonly close: readonly string[];
}

export function paragraph(...lines: readonly string[]): Block {
  return { open: [], lines: [lines.join('\n')], close: [''] };
}

export function heading(text: string): Block {
  return { open: [], lines: [`### ${text}`], close: [''] };
}

/** A row of a table, of so many cells. */
function row(cells: readonly string[], columns: number): string {
  return `| ${Array.from({ length: columns }, (_, index) => escapeMarkdown(cells[index] ?? '')).join(' | ')} |`;
}

/** Cells are escaped here; an empty table is nothing at all. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): Block {
  if (rows.length === 0) return { open: [], lines: [], close: [] };
  const line = (cells: readonly string[]): string => row(cells, head.length);
  return { open: [line(head), `|${head.map(() => ' --- |').join('')}`], lines: rows.map(line), close: [''] };
}

/** Names and what they are. A table of Markdown has a head in any case, and an empty one is shown as an empty row: the first pair stands there. */
export function pairs(rows: readonly (readonly [string, string])[]): Block {
  const [first, ...rest] = rows.filter(([, value]) => value !== '');
  if (first === undefined) return { open: [], lines: [], close: [] };
  return { open: [row(first, 2), '| :-- | :-- |'], lines: rest.map((cells) => row(cells, 2)), close: [''] };
}

/** Items are escaped here. */
export function list(items: readonly string[]): Block {
  return { open: [], lines: items.map((item) => `- ${escapeMarkdown(item)}`), close: items.length === 0 ? [] : [''] };
}

/** Fenced with more backticks than the text has in a row. */
export function codeBlock(text: string, language = ''): Block {
  const lines = cleanLines(text);
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return { open: [`${fence}${language}`], lines, close: [fence, ''] };
}

/** A code block that opens at a click. */
export function details(title: string, text: string, language: string): Block {
  const { open, lines, close } = codeBlock(text, language);
  return { open: [`<details><summary>${escapeMarkdown(title)}</summary>`, '', ...open], lines, close: [...close, '</details>', ''] };
}

const size = (lines: readonly string[]): number => lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0);

/**
 * One page of at most `limit` bytes. Where it gets too long, lines are left out of the block that does not fit any more and
 * of all later ones, and the page says so.
 */
export function assemble(blocks: readonly Block[], limit: number): string {
  const page: string[] = [];
  let room = limit - 200;
  let missing = 0;
  for (const { open, lines, close } of blocks) {
    const frame = size(open) + size(close);
    if (missing > 0 || (lines.length > 0 && frame + size(lines.slice(0, 1)) > room)) {
      missing += lines.length;
      continue;
    }
    room -= frame;
    const kept: string[] = [];
    for (const line of lines) {
      const bytes = size([line]);
      if (bytes > room) break;
      room -= bytes;
      kept.push(line);
    }
    missing += lines.length - kept.length;
    page.push(...open, ...kept, ...close);
  }
  if (missing > 0) page.push(`**${String(missing)} more lines were left out: GitHub takes no longer summary.** The log of this step has them.`, '');
  return page.join('\n');
}

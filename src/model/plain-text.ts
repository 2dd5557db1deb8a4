import { stripVTControlCharacters } from 'node:util';

/** Control characters but tab and newline, and the invisible ones that reorder or hide what a reader sees. */
const INVISIBLE = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u200B\u200E\u200F\u2028-\u202E\u2060-\u2069\uFEFF]/gu;
const LONE_SURROGATE = /\p{Surrogate}/gu;

/** The lines of any text, without escape sequences, control and invisible characters; tabs are spaces. */
export function cleanLines(text: string): string[] {
  return stripVTControlCharacters(text.replace(/\r\n?|[\u0085\u2028\u2029]/gu, '\n'))
    .replace(INVISIBLE, '')
    .replace(LONE_SURROGATE, '\uFFFD')
    .replace(/\t/g, '  ')
    .split('\n')
    .map((line) => line.trimEnd());
}

/** Any text as one line: line breaks are shown as `⏎`. */
export function cleanLine(text: string): string {
  return cleanLines(text).join('\n').trim().replace(/\s*\n\s*/g, ' ⏎ ');
}

/** The first and the last part of a text that is longer than `limit` characters, with what is missing in between. */
export function shorten(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const head = Math.ceil((limit * 2) / 3);
  const tail = limit - head;
  const cut = `${text.slice(0, head)} … ${String(text.length - limit)} characters left out … ${text.slice(text.length - tail)}`;
  return cut.replace(LONE_SURROGATE, '');
}

/** `340 ms`, `3.1 s`, `2 min 05 s`, `1 h 02 min`. */
export function formatDuration(ms: number): string {
  if (!Number.isFinite(ms) || ms < 0) return '–';
  if (ms < 1000) return `${String(Math.round(ms))} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  const two = (value: number): string => String(value).padStart(2, '0');
  if (seconds < 3600) return `${String(Math.floor(seconds / 60))} min ${two(seconds % 60)} s`;
  const minutes = Math.round(seconds / 60);
  return `${String(Math.floor(minutes / 60))} h ${two(minutes % 60)} min`;
}

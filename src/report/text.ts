import { formatDuration } from '../model/plain-text';

export { cleanLine, cleanLines, formatDuration, shorten } from '../model/plain-text';

const LONE_SURROGATE = /\p{Surrogate}/gu;

/** The beginning of a text that is longer than `limit` characters. */
export function shortenEnd(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, limit - 2).replace(LONE_SURROGATE, '')} …`;
}

/** A duration that a narrow column does not break between number and unit. */
export function tookCell(ms: number): string {
  return formatDuration(ms).replaceAll(' ', '\u00a0');
}

/** The first and the last lines of a list that is longer than `limit`. */
export function shortenLines(lines: readonly string[], limit: number): string[] {
  if (lines.length <= limit) return [...lines];
  const head = Math.ceil(limit / 2);
  const tail = limit - head;
  return [...lines.slice(0, head), `… ${String(lines.length - limit)} lines left out …`, ...lines.slice(lines.length - tail)];
}

/** `21:04:31` of an ISO 8601 time; empty where it is none. */
export function timeOfDay(iso: string, plusMs = 0): string {
  const at = Date.parse(iso);
  return Number.isNaN(at) ? '' : new Date(at + plusMs).toISOString().slice(11, 19);
}

export interface Hit {
  readonly dated: boolean;
  readonly where: string;
  readonly text: string;
}

export interface Scan {
  /** Files, or journals of units. */
  readonly scanned: number;
  readonly unreadable: readonly string[];
  readonly hits: readonly Hit[];
  /** Hits besides those that are shown. */
  readonly more: number;
}

/** Pure. What `lg_check_logs` or `lg_check_journal` printed; undefined when it did not get to its end. */
export function readScan(stdout: string): Scan | undefined {
  const lines = stdout.split('\n').map((line) => line.split('\t'));
  const end = lines.find(([kind]) => kind === 'scanned');
  if (end === undefined || !/^[0-9]+$/.test(end[1] ?? '')) return undefined;
  return {
    scanned: Number(end[1]),
    unreadable: lines.flatMap(([kind, file = '']) => (kind === 'unreadable' ? [file] : [])),
    hits: lines.flatMap(([kind, dated, file = '', line = '', text = '']) => (kind === 'hit' ? [{ dated: dated === 'dated', where: `${file}:${line}`, text }] : [])),
    more: lines.reduce((sum, [kind, count]) => (kind === 'more' ? sum + Number(count) : sum), 0),
  };
}

/** Several looks for the same as one. */
export function joinScans(scans: readonly Scan[]): Scan {
  return {
    scanned: scans.reduce((sum, { scanned }) => sum + scanned, 0),
    unreadable: scans.flatMap(({ unreadable }) => unreadable),
    hits: scans.flatMap(({ hits }) => hits),
    more: scans.reduce((sum, { more }) => sum + more, 0),
  };
}

const STAMP = /^.{0,60}?([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]([0-9]{2}:[0-9]{2}:[0-9]{2})(?:[.,][0-9]+)? ?(Z|UTC|[+-][0-9]{2}:?[0-9]{2})/;

/** Milliseconds since the epoch that a line begins with; undefined without a date and its zone. */
function stampOf(line: string): number | undefined {
  const [, day, time, zone = ''] = STAMP.exec(line) ?? [];
  if (day === undefined || time === undefined) return undefined;
  const at = Date.parse(`${day}T${time}${zone === 'UTC' || zone === 'Z' ? 'Z' : zone.replace(/^(...):?(..)$/, '$1:$2')}`);
  return Number.isNaN(at) ? undefined : at;
}

/**
 * Pure. The last lines that a runtime tells of, where it keeps neither files nor a journal. `whole`: they are all there are.
 * A line without a date is as old as the last one that has one.
 */
export function scanLines(text: string, whole: boolean, sinceMs: number, find: readonly string[], ignore: readonly string[]): Scan {
  const [wanted, left] = [find, ignore].map((list) => list.map((one) => new RegExp(one, 'u')));
  const lines = text.split('\n').filter((line) => line !== '');
  let at: number | undefined;
  let first: number | undefined;
  const hits: Hit[] = [];
  for (const [index, line] of lines.entries()) {
    at = stampOf(line) ?? at;
    first ??= at;
    if (at !== undefined && at < sinceMs) continue;
    if (wanted?.some((one) => one.test(line)) !== true || left?.some((one) => one.test(line)) === true) continue;
    hits.push({ dated: at !== undefined, where: `line ${String(index + 1)}`, text: line.slice(0, 300) });
  }
  const unreadable = whole || (first !== undefined && first < sinceMs) ? [] : ['what it wrote before the last lines that could be read'];
  return { scanned: lines.length === 0 ? 0 : 1, unreadable, hits: hits.slice(-5), more: Math.max(0, hits.length - 5) };
}

const ISO = /^.{0,25}?(\d{4})[-/](\d\d)[-/](\d\d)[T ](\d\d):(\d\d):(\d\d)(?:[.,]\d+)?(?: ?(Z|UTC|[+-]\d\d:?\d\d))?/;
const COMMON = /\[(\d\d)\/([A-Z][a-z]{2})\/(\d{4}):(\d\d):(\d\d):(\d\d) ([+-]\d{4})\]/;
const SYSLOG = /^([A-Z][a-z]{2}) ([ \d]\d) (\d\d):(\d\d):(\d\d)/;
const MONTHS = 'JanFebMarAprMayJunJulAugSepOctNovDec';
const DAY_MS = 86_400_000;

function zoneMs(zone: string): number {
  const [, sign, hours, minutes] = /^([+-])(\d\d):?(\d\d)$/.exec(zone) ?? [];
  return sign === undefined ? 0 : (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}

const monthOf = (name: string): number => MONTHS.indexOf(name) / 3;

/** When a line of a log was written, in milliseconds; undefined where it does not say. A time without a zone is one of `zone`. */
export function timeOfLine(line: string, zone: string, now: number): number | undefined {
  const iso = ISO.exec(line);
  if (iso !== null) {
    const [, year, month, day, hour, minute, second, own] = iso;
    return Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second)) - zoneMs(own ?? zone);
  }
  const common = COMMON.exec(line.slice(0, 120));
  if (common !== null) {
    const [, day, month = '', year, hour, minute, second, own = ''] = common;
    return Date.UTC(Number(year), monthOf(month), Number(day), Number(hour), Number(minute), Number(second)) - zoneMs(own);
  }
  const syslog = SYSLOG.exec(line);
  if (syslog === null) return undefined;
  const [, month = '', day, hour, minute, second] = syslog;
  // Syslog tells no year.
  const at = Date.UTC(new Date(now).getUTCFullYear(), monthOf(month), Number(day), Number(hour), Number(minute), Number(second)) - zoneMs(zone);
  return at > now + DAY_MS ? at - 365 * DAY_MS : at;
}

/** The lines since a moment; one that says no time is as old as the one before it. `dated`: whether any line says its time. */
export function linesSince(lines: readonly string[], since: number, zone: string, now: number): { readonly lines: readonly string[]; readonly dated: boolean } {
  let at: number | undefined;
  const kept = lines.filter((line) => {
    at = timeOfLine(line, zone, now) ?? at;
    return at !== undefined && at >= since;
  });
  return at === undefined ? { lines: [...lines], dated: false } : { lines: kept, dated: true };
}

/** What a window over a log's end shows that the window before it did not; `gap` where lines in between may be missing. */
export function newLines(before: readonly string[], now: readonly string[]): { readonly lines: readonly string[]; readonly gap: boolean } {
  for (let from = 0; from < before.length; from += 1) {
    const rest = before.length - from;
    if (rest > now.length) continue;
    let same = true;
    for (let index = 0; same && index < rest; index += 1) same = before[from + index] === now[index];
    if (same) return { lines: now.slice(rest), gap: false };
  }
  return { lines: now, gap: before.length > 0 };
}

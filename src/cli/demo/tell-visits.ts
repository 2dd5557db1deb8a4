import type { Version } from './application';
import { findOutages, type Visit } from './visitors';

/** When a version was deployed, in milliseconds since the epoch. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

function tenths(ms: number): string {
  return `${ms < 0 ? '−' : '+'}${(Math.abs(ms) / 1000).toFixed(1)} s`;
}

/** How many requests failed, and when, beside the moment at which another version answered first. Pure. */
export function tellVisits(visits: readonly Visit[], spans: ReadonlyMap<Version, Span>): string[] {
  const failed = visits.filter(({ error }) => error !== '').length;
  const switches = visits
    .filter(({ version }) => version !== '')
    .sort((a, b) => a.ended - b.ended)
    .filter(({ version }, index, all) => version !== all[index - 1]?.version);
  const outages = findOutages(visits).map(({ from, to, failed: count, kinds }) => {
    const during = [...spans].find(([, span]) => from >= span.from && from <= span.to)?.[0] ?? 'no deploy';
    const next = switches.find(({ ended }) => ended >= from && ended <= to + 1_000);
    const beside = next === undefined ? '' : `, from ${tenths(from - next.ended)} to ${tenths(to - next.ended)} around the first answer of ${next.version}`;
    return `  during ${during}: ${count} failed within ${tenths(to - from).replace('+', '')} (${kinds})${beside}`;
  });
  return [`  ${visits.length} requests, ${failed} failed`, ...outages, '  The strategy is recreate: the old release stops before the new one starts, and what is asked in between is refused.'];
}

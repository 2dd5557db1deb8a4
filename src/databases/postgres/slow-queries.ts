import { Failure } from '../../model/failure';
import type { SlowQueries } from '../database';

const unhex = (digits: string): string => Buffer.from(digits, 'hex').toString('utf8');

/** Values of rows can stand in what runs now, and are nobody's business; a counted statement has none. */
const withoutValues = (query: string): string => query.replaceAll(/'(?:[^']|'')*'?|\$(\w*)\$[\s\S]*?(?:\$\1\$|$)/g, "'…'").replaceAll(/\b\d+(?:\.\d+)?\b/g, '…').replaceAll(/\s+/g, ' ');

/** What `lg_pg_slow` prints. Pure. */
export function readSlowQueries(lines: readonly string[]): SlowQueries {
  const told = (what: string): string | undefined => lines.find((line) => line.startsWith(`${what} `))?.slice(what.length + 1);
  const rows = (kind: string): string[][] => lines.filter((line) => line.startsWith(`${kind}|`)).map((line) => line.split('|').slice(1));
  if (told('running') === undefined || told('counted') === undefined) throw new Failure({ kind: 'command', code: 'LG-DATABASE-ANSWER', problem: 'the answer about slow queries is not whole', next: 'run again' });
  const running = rows('now').map(([process = '', user = '', age = '', query = '']) => ({ who: `${unhex(user)}, process ${process}`, ms: Number(age), query: withoutValues(unhex(query)) }));
  const counted = rows('since').map(([id = '', calls = '', all = '', slowest = '', query = '']) => ({ id, calls: Number(calls), allMs: Number(all), slowestMs: Number(slowest), query: unhex(query).replaceAll(/\s+/g, ' ') }));
  return { ...(told('running') === 'yes' ? { running } : {}), ...(told('counted') === 'yes' ? { counted } : {}) };
}

import { createHash } from 'node:crypto';

/** What PostgreSQL keeps of a name. */
const LONGEST = 63;

/** A name beside the database's own. One that would be too long is cut and told from its like by a digest of the whole. */
export function nameBeside(database: string, suffix: string, room = LONGEST): string {
  const whole = `${database}${suffix}`;
  if (Buffer.byteLength(whole) <= room) return whole;
  const mark = `~${createHash('sha256').update(whole).digest('hex').slice(0, 8)}`;
  const end = Buffer.byteLength(suffix) <= 40 ? suffix : '';
  let head = '';
  for (const char of database) {
    if (Buffer.byteLength(head + char + mark + end) > room) break;
    head += char;
  }
  return `${head}${mark}${end}`;
}

/** A value of a connection string. */
export const connectionValue = (value: string): string => `'${value.replaceAll(/[\\']/g, '\\$&')}'`;

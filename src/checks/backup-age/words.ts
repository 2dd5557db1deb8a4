import { seconds } from '../answer';
import type { Settings } from './settings';

const HOUR_MS = 3_600_000;

/** `3 h`, `2.5 d` */
export function age(ms: number): string {
  if (ms < HOUR_MS) return ms < 60_000 ? seconds(Math.max(0, ms)) : `${String(Math.round(ms / 60_000))} min`;
  const [amount, unit] = ms < 48 * HOUR_MS ? [ms / HOUR_MS, 'h'] : [ms / (24 * HOUR_MS), 'd'];
  return `${String(Math.round(amount * 10) / 10)} ${unit}`;
}

export const describeWanted = ({ 'younger-than': limit, verify, files, s3 }: Settings): string =>
  files !== undefined ? `a file younger than ${age(limit)}` : s3 !== undefined ? `an object younger than ${age(limit)} in s3://${s3.bucket}/${s3.prefix}` : `a backup younger than ${age(limit)}${verify === undefined ? '' : `, verified to "${verify}"`}`;

import { join } from 'node:path';

import type { Bar } from './table';

const MOST_MB = 120;

/** Variables of an action that tells this file, when it ends, what it had in memory at most. */
export function memoryHook(log: string): Readonly<Record<string, string>> {
  return { NODE_OPTIONS: `--require=${join(__dirname, 'memory-hook.cjs')}`, BENCH_MEMORY: log };
}

/** One bar for each program that told it; `comparedWith`: what it had to carry. */
export function memoryBars(log: string, comparedWith: string): Bar[] {
  const peaks = new Map<string, number>();
  for (const line of log.trim().split('\n')) {
    const [name = '', kilobytes = ''] = line.split(' ');
    peaks.set(name, Math.max(peaks.get(name) ?? 0, Number(kilobytes) / 1024));
  }
  return [...peaks]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, megabytes]) => ({
      bar: `memory of ${name}: under ${String(MOST_MB)} MB`,
      measured: `${megabytes.toFixed(0)} MB at most`,
      comparedWith,
      met: megabytes < MOST_MB,
    }));
}

import { createHash } from 'node:crypto';

import { Secret } from '../model/secret';
import type { HostSettings, Settings } from './settings';

/** A value as text that is the same for equal values: keys sorted, absent ones left out. */
export function canonical(value: unknown): string {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return JSON.stringify(value);
  if (typeof value === 'bigint') return `{"bigint":"${String(value)}"}`;
  if (Array.isArray(value)) return `[${value.map((item: unknown) => canonical(item ?? null)).join(',')}]`;
  if (value instanceof RegExp) return canonical({ pattern: value.source, flags: value.flags });
  if (value instanceof Date) return canonical({ date: value.toISOString() });
  if (value instanceof Set) return canonical({ set: [...(value as Set<unknown>)].map(canonical).sort() });
  if (value instanceof Map) return canonical({ map: [...(value as Map<unknown, unknown>)].map(canonical).sort() });
  if (value instanceof Secret || typeof value === 'function' || typeof value === 'symbol' || typeof value !== 'object') {
    throw new Error(`settings must be plain data, and ${typeof value} is not`);
  }
  const pairs = Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${pairs.map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`).join(',')}}`;
}

/** Without who connects: the plan runs with a user of its own. */
function wayTo({ alias, address, roles, port, via, knownHosts }: HostSettings): unknown {
  return { alias, address, roles, port, via, knownHosts };
}

export function digestSettings(settings: Omit<Settings, 'digest'>): string {
  const { runtime } = settings;
  // What was written and what was made of it are one thing.
  const covered = { ...settings, ...(runtime === undefined ? {} : { runtime: { kind: runtime.kind, settings: runtime.settings } }), hosts: settings.hosts.map(wayTo), bastions: settings.bastions.map(wayTo) };
  return createHash('sha256').update(canonical(covered)).digest('hex');
}

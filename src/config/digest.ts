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

type Digested = Omit<Settings, 'digest'>;

function coveredOf(settings: Digested): Digested {
  const { runtime } = settings;
  // What was written and what was made of it are one thing.
  return { ...settings, ...(runtime === undefined ? {} : { runtime: { kind: runtime.kind, settings: runtime.settings } }), hosts: settings.hosts.map(wayTo), bastions: settings.bastions.map(wayTo) } as Digested;
}

function digest(value: unknown): string {
  return createHash('sha256').update(canonical(value)).digest('hex');
}

export function digestSettings(settings: Digested): string {
  return digest(coveredOf(settings));
}

/** The same for each section by itself, under the name that it has in the file: so that a reader is told where something differs. */
export function digestSections({ digest: _, ...settings }: Settings): (readonly [section: string, digest: string])[] {
  const { app, environment, url, hosts, bastions, knownHosts, release, runtime, proxy, strategy, database, migrations, backup, gates, watch, rollback, maintenance, hooks, notify, approval, ...rest } = coveredOf(settings);
  // A section that is not named here would be covered by nothing.
  const named: Record<string, never> = rest;
  const { acknowledge, ...tool } = migrations ?? { acknowledge: undefined };
  const sections = { app, environment, url, hosts: [hosts, bastions], ssh: knownHosts, release, runtime, proxy, strategy, database, migrations: migrations === undefined ? undefined : tool, 'migrations.acknowledge': acknowledge, backup, gates: { gates, watch }, rollback, maintenance, hooks, notify, approval, ...named };
  return Object.entries(sections).map(([section, value]) => [section, digest(value ?? null)]);
}

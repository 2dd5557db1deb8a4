import { z } from 'zod';

import type { CheckSurroundings } from './checks';
import * as schemas from './common-schemas';
import { crossCheck, migrationNeeds } from './cross-checks';
import { digestSettings } from './digest';
import { readGates } from './gates';
import { readHooks } from './hooks';
import { readHostSection } from './hosts-section';
import { maintenance as maintenanceSchema, maintenanceSettings, NO_MAINTENANCE } from './maintenance';
import type { PluginSchema, Plugins } from './plugins';
import { ONE_BY_ONE } from '../model/rollout';
import { LATER_KEYS, ROOT_KEYS, sectionOf } from './root-keys';
import { suggest } from './nearest';
import type { ReadSection } from './sections';
import { readSection } from './sections';
import type { MigrationSettings, PluginSection, Settings } from './settings';
import type { MapEntry, MapNode, Place } from './tree';
import type { Surroundings } from './validate';
import { validate } from './validate';

export interface EnvironmentRequest {
  readonly name: string;
  /** The top level with this environment laid over it; its place is the environment's. */
  readonly map: MapNode;
  readonly environments: readonly string[];
  /** Keys that no environment has: they are missing in the file, not in this environment. */
  readonly nowhere: ReadonlySet<string>;
  readonly start: Place;
  /** There are no environments: the common part is read as if it were one, to find what else is wrong. */
  readonly standIn: boolean;
  readonly plugins: Plugins;
  readonly around: Surroundings;
}

const DEFAULT_STRATEGY = 'recreate';

/** The settings of one environment; undefined where something in it is wrong. */
export function readEnvironment({ name, map, environments, nowhere, start, standIn, plugins, around }: EnvironmentRequest): Settings | undefined {
  const { problems } = around;
  const entry = (key: string): MapEntry | undefined => map.entries.get(key);
  tellUnknownKeys(map, problems);

  const read = <T>(key: string, schema: z.ZodType<T>): T | undefined => {
    const found = entry(key);
    return found === undefined ? undefined : validate(schema, { node: found.node, path: [key], keyAt: found.at }, around);
  };
  const section = <C extends z.ZodRawShape>(key: string, what: string, registry: Readonly<Record<string, PluginSchema>>, common: C): ReadSection<C> | undefined => {
    const found = entry(key);
    return found === undefined ? undefined : readSection({ what, entry: found, path: [key], registry, common }, around);
  };
  const missing = (key: string, next: string): void => {
    if (entry(key) !== undefined) return;
    const [at, path] = nowhere.has(key) ? [start, []] : [map.at, ['environments', name]];
    problems.add({ code: 'LG-CONFIG-MISSING-KEY', at, path, what: `the key "${key}" is missing`, next });
  };

  missing('app', 'add app: <name>, in small letters, digits and dashes');
  missing('release', `add release: { kind: ${Object.keys(plugins.releases).join(' | ')}, path: /srv/<app> }`);
  const usual = defaultStrategy(plugins);
  if (usual === undefined) missing('strategy', `add strategy: { kind: ${Object.keys(plugins.strategies).join(' | ')} }`);
  const app = read('app', schemas.app);
  const url = (read('url', schemas.url) ?? '').replace(/\/+$/, '');
  const ssh = read('ssh', schemas.ssh);
  const hosts = standIn && entry('hosts') === undefined ? undefined : readHostSection(name, map, entry, ssh, around);
  const release = section('release', 'release', plugins.releases, schemas.releaseShape);
  const runtime = section('runtime', 'runtime', plugins.runtimes, {});
  const proxy = section('proxy', 'proxy', plugins.proxies, {});
  const strategy = entry('strategy') === undefined ? usual : strategySettings(section('strategy', 'strategy', plugins.strategies, schemas.strategyShape));
  const database = section('database', 'database', plugins.databases, {});
  const migrations = section('migrations', 'migration tool', plugins.migrations, schemas.migrationShape);
  const backup = read('backup', schemas.backup);
  const checks: CheckSurroundings = { ...around, checks: plugins.checks, environment: name, environments };
  const gates = readGates(entry('gates'), checks);
  const hooks = readHooks(entry('hooks'), { environment: name, environments, roles: hosts?.hosts.length === 0 ? undefined : hosts?.hosts.flatMap(({ roles }) => roles) }, around);
  const stopped = read('maintenance', maintenanceSchema);
  const rollback = entry('rollback') === undefined ? { 'loss-allowed': 0 } : read('rollback', schemas.rollback);
  const approval = read('approval', schemas.approval);
  const notify = readNotify(entry('notify'), plugins, around);

  crossCheck(
    {
      written: new Set(map.entries.keys()),
      entry,
      gates,
      hosts: hosts?.hosts ?? [],
      hostsRead: hosts !== undefined,
      url,
      runtime: runtime?.written,
      migrations: migrations && { kind: migrations.kind, needs: migrationNeeds(migrations.kind, migrations.plugin.needs) },
    },
    problems,
  );
  if (problems.any || app === undefined || hosts === undefined || release === undefined || strategy === undefined || rollback === undefined) return undefined;

  const knownHosts = ssh?.['known-hosts'];
  const settings: Omit<Settings, 'digest'> = {
    app,
    environment: name,
    url,
    hosts: hosts.hosts,
    bastions: hosts.bastions,
    ...(knownHosts === undefined ? {} : { knownHosts }),
    release: { ...pluginOnly(release), path: release.common.path.replace(/(?<=.)\/+$/, ''), keep: release.common.keep },
    ...(runtime === undefined ? {} : { runtime: { ...pluginOnly(runtime), written: runtime.written } }),
    ...(proxy === undefined ? {} : { proxy: pluginOnly(proxy) }),
    strategy,
    ...(database === undefined ? {} : { database: pluginOnly(database) }),
    ...(migrations === undefined ? {} : { migrations: migrationSettings(migrations) }),
    ...(backup === undefined
      ? {}
      : { backup: { to: backup.to.replace(/(?<=.)\/+$/, ''), verify: backup.verify, minimumBytes: backup['minimum-size'], copies: backup.copies, keep: backup.keep, deadlineMs: backup.timeout } }),
    gates: {
      preflight: gates.checks.preflight.map((check) => check.settings),
      'backed-up': gates.checks['backed-up'].map((check) => check.settings),
      migrated: gates.checks.migrated.map((check) => check.settings),
      instance: gates.checks.instance.map((check) => check.settings),
      released: gates.checks.released.map((check) => check.settings),
      watch: gates.checks.watch.map((check) => check.settings),
      'follow-up': gates.checks['follow-up'].map((check) => check.settings),
    },
    watch: gates.watch,
    maintenance: stopped === undefined ? NO_MAINTENANCE : maintenanceSettings(stopped),
    hooks,
    rollback: { lossAllowedRows: rollback['loss-allowed'] },
    ...(approval === 'required' ? { approval } : {}),
    notify,
  };
  return { ...settings, digest: digestSettings(settings) };
}

type MigrationSection = ReadSection<typeof schemas.migrationShape>;

function migrationSettings(section: MigrationSection): MigrationSettings {
  const { common } = section;
  return {
    ...pluginOnly(section),
    when: common.when,
    lockTimeoutMs: common['lock-timeout'],
    deadlineMs: common.timeout,
    acknowledge: common.acknowledge,
    ...(common.then === undefined ? {} : { then: common.then }),
  };
}

function pluginOnly(section: { readonly kind: string; readonly settings: unknown }): PluginSection;
function pluginOnly(section: { readonly kind: string; readonly settings: unknown } | undefined): PluginSection | undefined;
function pluginOnly(section: { readonly kind: string; readonly settings: unknown } | undefined): PluginSection | undefined {
  return section && { kind: section.kind, settings: section.settings };
}

/** `recreate`, where nothing was said: it needs nothing but a runtime. */
function defaultStrategy(plugins: Plugins): Settings['strategy'] | undefined {
  const read = plugins.strategies[DEFAULT_STRATEGY]?.schema.safeParse({});
  return read?.success === true ? { kind: DEFAULT_STRATEGY, settings: read.data, rollout: ONE_BY_ONE } : undefined;
}

function strategySettings(section: ReadSection<typeof schemas.strategyShape> | undefined): Settings['strategy'] | undefined {
  if (section === undefined) return undefined;
  const { canary, batch, bake, failures } = section.common;
  const share = typeof batch === 'string' ? { percent: Number(batch.slice(0, -1)) } : { hosts: batch ?? 1 };
  return { ...pluginOnly(section), rollout: { canary: canary ?? 0, batch: share, bakeMs: bake ?? 0, failures } };
}

function tellUnknownKeys(map: MapNode, problems: Surroundings['problems']): void {
  const known = Object.keys(ROOT_KEYS);
  for (const [key, { at }] of map.entries) {
    if (known.includes(key)) continue;
    if (LATER_KEYS.includes(key)) {
      problems.add({ code: 'LG-CONFIG-UNSUPPORTED', at, path: [], what: `"${key}" is not supported by this version`, next: 'remove it, or use a version of Lockgate that has it' });
      continue;
    }
    const section = sectionOf(key);
    problems.add({ code: 'LG-CONFIG-UNKNOWN-KEY', at, path: [], what: `unknown key "${key}"`, next: section === undefined ? suggest(key, known, 'remove it or correct its name') : `"${key}" belongs under ${section}: indent it there` });
  }
}

function readNotify(entry: MapEntry | undefined, plugins: Plugins, around: Surroundings): Settings['notify'] {
  if (entry === undefined) return [];
  if (entry.node.type !== 'list') {
    validate(z.array(z.unknown()), { node: entry.node, path: ['notify'], keyAt: entry.at }, around);
    return [];
  }
  return entry.node.items.flatMap((node, index) => {
    const read = readSection({ what: 'notifier', entry: { at: node.at, node }, path: ['notify', index], registry: plugins.notifiers, common: schemas.notifierShape }, around);
    return read === undefined ? [] : [{ ...pluginOnly(read), required: read.common.required }];
  });
}

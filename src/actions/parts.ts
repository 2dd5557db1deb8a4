import type { Settings } from '../config/settings';
import type { Database } from '../databases/database';
import { databases } from '../databases/registry.generated';
import type { MigrationTool } from '../migrations/migration-tool';
import { migrations } from '../migrations/registry.generated';
import { Failure } from '../model/failure';
import { layoutOf } from '../model/layout';
import type { TakeSecret } from '../model/secret';
import type { Site } from '../model/site';
import { proxies } from '../proxies/registry.generated';
import type { Proxy } from '../proxies/proxy';
import type { Artefact } from '../releases/artefact';
import { releases } from '../releases/registry.generated';
import { runtimes } from '../runtimes/registry.generated';
import type { Runtime } from '../runtimes/runtime';
import { strategies } from '../strategies/registry.generated';
import type { Strategy } from '../strategies/strategy';

/** The plugins that a configuration chose, opened with their settings. */
export interface Parts {
  readonly site: Site;
  readonly artefact: Artefact;
  readonly runtime: Runtime | undefined;
  /** What stands before the instances; it may know other instances than a recorded runtime does. */
  readonly proxy: Proxy | undefined;
  readonly strategy: Strategy;
  readonly database: Database | undefined;
  readonly migrations: MigrationTool | undefined;
  /** Aliases in the order they are changed. */
  readonly hosts: readonly string[];
  /** The host that holds the database. */
  readonly databaseHost: string;
}

/** The plugin of a kind that the configuration has accepted. */
export function pick<P>(family: string, registry: Readonly<Record<string, P>>, kind: string): P {
  const plugin = registry[kind];
  if (plugin === undefined) throw new Error(`no ${family} plugin "${kind}": the configuration should have refused it`);
  return plugin;
}

/** `readsOnly`: who asks is a user that may only read. `ignored`: as `Site.ignored`. */
export async function openParts(settings: Settings, workspace: string, secret?: TakeSecret, readsOnly = false, ignored: readonly string[] = []): Promise<Parts> {
  const site: Site = {
    app: settings.app,
    environment: settings.environment,
    layout: layoutOf(settings.release.path),
    workspace,
    ignored,
    url: settings.url,
    ...(readsOnly ? { readsOnly: true as const } : {}),
  };
  const database = settings.database && pick('database', databases, settings.database.kind).open(settings.database.settings, site, secret);
  const migrationSettings = settings.migrations;
  const tool =
    migrationSettings &&
    (await pick('migration', migrations, migrationSettings.kind).open(migrationSettings.settings, site, database, {
      lockTimeoutMs: migrationSettings.lockTimeoutMs,
      deadlineMs: migrationSettings.deadlineMs,
    }));
  const first = settings.hosts[0];
  if (first === undefined) {
    throw new Failure({ kind: 'configuration', code: 'LG-CONFIG-NO-HOST', problem: `the environment ${settings.environment} has no hosts`, next: 'name at least one host under environments.<name>.hosts' });
  }
  const runtime = settings.runtime && pick('runtime', runtimes, settings.runtime.kind).open(settings.runtime.settings, site);
  const besides = settings.maintenance.stop.map(({ name }) => name);
  if (besides.length > 0 && runtime?.others === undefined) {
    throw new Failure({ kind: 'configuration', code: 'LG-MAINTENANCE-STOP', problem: `maintenance.stop names ${besides.join(', ')}, and this runtime knows no units by name`, next: 'remove maintenance.stop, and stop them in a hook of the phase before-maintenance' });
  }
  return {
    site,
    artefact: pick('release', releases, settings.release.kind).open(settings.release.settings, site, secret),
    runtime,
    proxy: settings.proxy && pick('proxy', proxies, settings.proxy.kind).open(settings.proxy.settings, site, runtime?.instances ?? []),
    strategy: pick('strategy', strategies, settings.strategy.kind).open(settings.strategy.settings),
    database,
    migrations: tool,
    hosts: settings.hosts.map((host) => host.alias),
    databaseHost: (settings.hosts.find((host) => host.roles.includes('db')) ?? first).alias,
  };
}

import { MOMENTS } from '../model/check';
import type { ReadCheck } from './checks';
import type { ReadGates } from './gates';
import { suggest } from './nearest';
import type { Need } from './plugins';
import type { Problems } from './problems';
import type { HostSettings } from './settings';
import type { MapEntry, Path } from './tree';
import { asWritten } from './tree';

/** What one environment has, as far as other sections depend on it. `written`: its key is there, valid or not. */
export interface Inventory {
  readonly written: ReadonlySet<string>;
  readonly entry: (key: string) => MapEntry | undefined;
  readonly gates: ReadGates;
  readonly hosts: readonly HostSettings[];
  /** False where the hosts could not be read: nothing is then said about roles. */
  readonly hostsRead: boolean;
  readonly url: string;
  readonly runtime: unknown;
  readonly migrations: { readonly kind: string; readonly needs: readonly Need[] } | undefined;
}

/** For plugins that do not say it themselves. */
const NEEDS: Readonly<Record<string, readonly Need[]>> = {
  'foreign-keys': ['database'],
  rows: ['database'],
  'schema-version': ['database'],
  size: ['database'],
  'slow-queries': ['database'],
  sql: ['database'],
  tables: ['database'],
  transactions: ['database'],
  http: ['address'],
  latency: ['address'],
};
const MIGRATIONS_NEED: Readonly<Record<string, readonly Need[]>> = { sql: ['database'] };

const ADVICE: Readonly<Record<'database' | 'runtime', string>> = {
  database: 'add database: { kind: … }',
  runtime: 'add runtime: { kind: … }',
};

/** Whether a port is named anywhere in the runtime's settings: instances can then be asked without a public address. */
function namesPort(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([key, inner]) => /^(ports?|blue|green)$/.test(key) || namesPort(inner));
}

function hasUrl(written: unknown): boolean {
  return typeof written === 'object' && written !== null && 'url' in written;
}

export function crossCheck(inventory: Inventory, problems: Problems): void {
  const tell = (at: MapEntry, path: Path, what: string, next: string): void => problems.add({ code: 'LG-CONFIG-REFERENCE', at: at.at, path, what, next });
  const { written, entry, gates, migrations } = inventory;
  const migrationsEntry = entry('migrations');
  if (migrations !== undefined && migrationsEntry !== undefined) {
    for (const need of migrations.needs) if (need !== 'address' && !written.has(need)) tell(migrationsEntry, ['migrations'], `migrations of the kind "${migrations.kind}" need a ${need}`, ADVICE[need]);
  }
  const backupEntry = entry('backup');
  if (backupEntry !== undefined && !written.has('database')) tell(backupEntry, ['backup'], 'there is no database to back up', `${ADVICE.database}, or remove backup`);
  const instance = gates.entries.get('instance');
  if (instance !== undefined && !written.has('runtime')) tell(instance, ['gates', 'instance'], 'there is no runtime whose instances could be asked', `${ADVICE.runtime}, or move the checks to released`);
  const backedUp = gates.entries.get('backed-up');
  if (backedUp !== undefined && !written.has('backup')) tell(backedUp, ['gates', 'backed-up'], 'there is no backup after which these could be asked', 'add backup: { to: … }, or remove the moment');
  for (const moment of MOMENTS) for (const check of gates.checks[moment]) checkNeeds(check, inventory, tell);
}

function checkNeeds(check: ReadCheck, inventory: Inventory, tell: (at: MapEntry, path: Path, what: string, next: string) => void): void {
  const { kind, roles } = check.settings;
  for (const need of check.plugin.needs ?? NEEDS[kind] ?? []) {
    if (need === 'address') {
      if (inventory.url !== '' || inventory.written.has('url') || hasUrl(check.written) || namesPort(inventory.runtime)) continue;
      tell(check.entry, check.path, 'there is neither a public address nor a port of the runtime to ask', 'add url: https://… to the environment, or a port to the runtime');
    } else if (!inventory.written.has(need)) tell(check.entry, check.path, `a check of the kind "${kind}" needs a ${need}`, `${ADVICE[need]}, or remove the check`);
  }
  if (!inventory.hostsRead || inventory.hosts.length === 0) return;
  const known = [...new Set(inventory.hosts.flatMap((host) => host.roles))];
  roles.forEach((role, index) => {
    if (known.includes(role)) return;
    const node = check.roles[index];
    const shown = asWritten(node, role);
    tell({ ...check.entry, at: node?.at ?? check.entry.at }, check.path, `no host has the role "${shown}": this check would never be asked`, suggest(role, known, `give a host the role: { at: …, roles: [${shown}] }`));
  });
}

export function migrationNeeds(kind: string, needs: readonly Need[] | undefined): readonly Need[] {
  return needs ?? MIGRATIONS_NEED[kind] ?? [];
}

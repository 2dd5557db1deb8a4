import type { HostSettings } from '../config/settings';
import { suggest } from '../config/nearest';
import { usage } from './read-words';
import type { OptionSpec } from './option-spec';

/** Which hosts a verb is meant for. */
export const whichHosts = {
  role: { description: 'Only the hosts with this role.', value: 'ROLE' },
  host: { description: 'Only this host, by its alias.', value: 'ALIAS' },
} as const satisfies Readonly<Record<string, OptionSpec>>;

/** Aliases of the hosts that `--role` and `--host` leave. Throws where there is none. */
export function chooseHosts(hosts: readonly HostSettings[], options: ReadonlyMap<string, string>): string[] {
  const role = options.get('role');
  const alias = options.get('host');
  const roles = [...new Set(hosts.flatMap((host) => host.roles))];
  if (role !== undefined && !roles.includes(role)) throw usage(`no host has the role "${role.slice(0, 60)}"`, suggest(role, roles, 'write --role with one that is in the configuration'));
  const aliases = hosts.map((host) => host.alias);
  if (alias !== undefined && !aliases.includes(alias)) throw usage(`there is no host "${alias.slice(0, 60)}"`, suggest(alias, aliases, 'write --host with one that is in the configuration'));
  const chosen = hosts.filter((host) => (role === undefined || host.roles.includes(role)) && (alias === undefined || host.alias === alias)).map((host) => host.alias);
  if (chosen.length === 0) throw usage(`${alias ?? ''} does not have the role ${role ?? ''}`, 'leave --role or --host out');
  return chosen;
}

/** Puts the host before its lines, where there are several. */
export function prefixFor(hosts: readonly string[]): (host: string) => string {
  const width = Math.max(...hosts.map((host) => host.length));
  return (host) => `${host.padEnd(width)} | `;
}

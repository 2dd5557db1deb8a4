import type { z } from 'zod';

import type { Host, ssh } from './common-schemas';
import { suggest } from './nearest';
import type { Problems } from './problems';
import type { HostSettings } from './settings';
import type { MapEntry, Place } from './tree';
import { asWritten, nodeAt } from './tree';

export const BASTION = 'bastion';

export interface ReadHosts {
  readonly hosts: readonly HostSettings[];
  readonly bastions: readonly HostSettings[];
}

/** Where a host's part of the file is, for what is wrong with it. */
function placeOf(entry: MapEntry | undefined, alias: string, key: string, otherwise: Place): Place {
  const host = entry?.node.type === 'map' ? entry.node.entries.get(alias) : undefined;
  if (host?.node.type === 'map') return host.node.entries.get(key)?.node.at ?? host.at;
  return host?.at ?? otherwise;
}

/**
 * Hosts with what `ssh` says for all of them, in alias order. `via` of `ssh` is for the hosts behind the bastion: the
 * bastion itself, and whatever it is reached through, is not asked to go through itself.
 */
export function readHosts(written: Readonly<Record<string, Host>>, common: z.output<typeof ssh>, entries: { hosts: MapEntry | undefined; ssh: MapEntry | undefined }, start: Place, problems: Problems): ReadHosts {
  const all = Object.entries(written)
    .map(([alias, host]): HostSettings => {
      const own = typeof host === 'string' ? { at: host } : host;
      const user = own.user ?? common.user;
      const planUser = own['plan-user'] ?? common['plan-user'];
      const via = own.via ?? (common.via === alias || own.roles?.includes(BASTION) === true ? undefined : common.via);
      const [key, passphrase, knownHosts] = [own.key ?? common.key, own.passphrase ?? common.passphrase, common['known-hosts']];
      if (user === undefined) {
        const nobody = Object.values(written).every((one) => typeof one === 'string' || one.user === undefined);
        const at = nobody ? (entries.ssh?.at ?? start) : placeOf(entries.hosts, alias, 'at', start);
        problems.add({ code: 'LG-CONFIG-MISSING-KEY', at, path: nobody ? ['ssh'] : ['hosts', alias], what: 'nobody is named to log in as', next: 'add ssh: { user: deploy } for all hosts, or user: beside at:' });
      }
      return {
        alias,
        address: own.at,
        roles: own.roles ?? [],
        user: user ?? '',
        ...(planUser === undefined ? {} : { planUser }),
        port: own.port ?? common.port ?? 22,
        ...(key === undefined ? {} : { key }),
        ...(passphrase === undefined ? {} : { passphrase }),
        ...(via === undefined ? {} : { via }),
        ...(knownHosts === undefined ? {} : { knownHosts }),
      };
    })
    .sort((a, b) => (a.alias < b.alias ? -1 : 1));
  checkWays(all, entries, start, problems);
  checkPlanUsers(all, entries, start, problems);
  const isBastion = (host: HostSettings): boolean => host.roles.includes(BASTION);
  return { hosts: all.filter((host) => !isBastion(host)), bastions: all.filter(isBastion) };
}

/** A plan asks all hosts with the same rights, and with other ones than a deploy has. */
function checkPlanUsers(hosts: readonly HostSettings[], entries: { hosts: MapEntry | undefined; ssh: MapEntry | undefined }, start: Place, problems: Problems): void {
  if (hosts.every(({ planUser }) => planUser === undefined)) return;
  const keyOf = (entry: MapEntry | undefined): MapEntry | undefined => (entry?.node.type === 'map' ? entry.node.entries.get('plan-user') : undefined);
  for (const { alias, user, planUser, roles } of hosts) {
    if (roles.includes(BASTION)) continue;
    const own = entries.hosts?.node.type === 'map' ? keyOf(entries.hosts.node.entries.get(alias)) : undefined;
    const path = own === undefined && planUser !== undefined ? ['ssh', 'plan-user'] : ['hosts', alias, 'plan-user'];
    const at = own?.node.at ?? (planUser === undefined ? placeOf(entries.hosts, alias, 'at', start) : (keyOf(entries.ssh)?.node.at ?? start));
    if (planUser === undefined) problems.add({ code: 'LG-CONFIG-MISSING-KEY', at, path, what: `no plan-user is named for "${alias}", and one is for others`, next: 'add plan-user to ssh, for all hosts, or beside at:' });
    else if (planUser === user) problems.add({ code: 'LG-CONFIG-VALUE', at, path, what: 'plan-user is the very user that deploys', next: 'leave plan-user out, or name a user that may only read' });
  }
}

/** Every way through other hosts leads to hosts that are there, and ends. */
function checkWays(hosts: readonly HostSettings[], entries: { hosts: MapEntry | undefined; ssh: MapEntry | undefined }, start: Place, problems: Problems): void {
  const byAlias = new Map(hosts.map((host) => [host.alias, host]));
  for (const host of hosts) {
    if (host.via === undefined) continue;
    const ownVia = placeOf(entries.hosts, host.alias, 'via', start);
    const sshVia = entries.ssh?.node.type === 'map' ? entries.ssh.node.entries.get('via')?.node.at : undefined;
    const isOwn = entries.hosts?.node.type === 'map' && hasKey(entries.hosts.node.entries.get(host.alias), 'via');
    const at = isOwn ? ownVia : (sshVia ?? ownVia);
    const node = nodeAt(isOwn ? entries.hosts?.node : entries.ssh?.node, isOwn ? [host.alias, 'via'] : ['via']);
    const shown = asWritten(node, host.via);
    const path = isOwn ? ['hosts', host.alias, 'via'] : ['ssh', 'via'];
    if (!byAlias.has(host.via)) {
      problems.add({ code: 'LG-CONFIG-REFERENCE', at, path, what: `there is no host "${shown}" to go through`, next: suggest(host.via, [...byAlias.keys()].filter((alias) => alias !== host.alias), `add it: hosts: { ${shown}: { at: …, roles: [${BASTION}] } }`) });
      continue;
    }
    const way = [host.alias];
    for (let next: string | undefined = host.via; next !== undefined; next = byAlias.get(next)?.via) {
      const seen = way.includes(next);
      way.push(next);
      if (!seen) continue;
      // Told once, at the first host of the circle.
      if (next === host.alias && [...way].sort()[0] === host.alias) problems.add({ code: 'LG-CONFIG-REFERENCE', at, path, what: `the way to "${host.alias}" goes in a circle: ${way.join(' → ')}`, next: 'remove via from the host that is reached directly' });
      break;
    }
  }
}

function hasKey(entry: MapEntry | undefined, key: string): boolean {
  return entry?.node.type === 'map' && entry.node.entries.has(key);
}

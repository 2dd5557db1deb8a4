import type { z } from 'zod';

import * as schemas from './common-schemas';
import type { ReadHosts } from './hosts';
import { readHosts } from './hosts';
import type { MapEntry, MapNode } from './tree';
import type { Surroundings } from './validate';
import { validate } from './validate';

/** `hosts` of one environment; undefined where something in it is wrong. */
export function readHostSection(name: string, map: MapNode, entry: (key: string) => MapEntry | undefined, ssh: z.output<typeof schemas.ssh> | undefined, around: Surroundings): ReadHosts | undefined {
  const { problems } = around;
  const hosts = entry('hosts');
  const tellNone = (at: MapEntry['at']): void => {
    problems.add({ code: 'LG-CONFIG-NO-HOST', at, path: ['environments', name], what: `the environment "${name}" has no hosts`, next: `add hosts: { web: <address> } under environments.${name}` });
  };
  if (hosts === undefined || (hosts.node.type === 'map' && hosts.node.entries.size === 0)) {
    tellNone(hosts?.at ?? map.at);
    return undefined;
  }
  if (hosts.node.type === 'list') {
    problems.add({ code: 'LG-CONFIG-TYPE', at: hosts.node.at, path: ['hosts'], what: 'a list stands where hosts are named', next: 'give each host an alias: hosts: { web-1: <address>, web-2: <address> }' });
    return undefined;
  }
  if (hosts.node.type === 'scalar' && hosts.node.value !== null) {
    problems.add({ code: 'LG-CONFIG-TYPE', at: hosts.node.at, path: ['hosts'], what: 'one address stands where hosts are named', next: 'give the host an alias: hosts: { web: <address> }' });
    return undefined;
  }
  const written = validate(schemas.hosts, { node: hosts.node, path: ['hosts'], keyAt: hosts.at }, around);
  const sshEntry = entry('ssh');
  if (written === undefined || (sshEntry !== undefined && ssh === undefined)) return undefined;
  const read = readHosts(written, ssh ?? {}, { hosts, ssh: sshEntry }, hosts.at, problems);
  if (read.hosts.length === 0) tellNone(hosts.at);
  return read;
}

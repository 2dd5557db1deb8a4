import type { Host } from './common-schemas';
import { type ReadHosts, readHosts } from './hosts';
import { fillIn, type Variables } from './interpolate';
import { mergeMaps } from './merge';
import { Problems } from './problems';
import type { MapNode, Path, TreeNode } from './tree';
import { nodeAt, plain } from './tree';

/** Keys that name a variable: nothing is filled in there. */
const NAMES: ReadonlySet<unknown> = new Set(['key', 'passphrase']);

type Words = Readonly<Record<string, unknown>>;

function isMap(value: unknown): value is Words {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The texts among some keys of a map. */
function texts<K extends string>(map: Words, keys: readonly K[]): { [P in K]?: string } {
  return Object.fromEntries(keys.flatMap((key) => (typeof map[key] === 'string' ? [[key, map[key]]] : []))) as { [P in K]?: string };
}

function portOf({ port }: Words): { port?: number } {
  const number = Number(port);
  return port !== undefined && Number.isInteger(number) ? { port: number } : {};
}

function hostOf(written: unknown): Host | undefined {
  if (typeof written === 'string') return written;
  if (!isMap(written) || typeof written['at'] !== 'string') return undefined;
  const roles = Array.isArray(written['roles']) ? written['roles'].map(String) : typeof written['roles'] === 'string' ? [written['roles']] : undefined;
  return { at: written['at'], ...texts(written, ['user', 'plan-user', 'key', 'passphrase', 'via']), ...portOf(written), ...(roles === undefined ? {} : { roles }) };
}

/**
 * Where the hosts of an environment are, read before anything is validated, so that connecting can begin while the rest is
 * loaded: a guess, to be compared with the settings. Whatever is not plain to see makes it no guess at all.
 */
export function guessHosts(root: MapNode, environment: string, variables: Variables): ReadHosts {
  const none = { hosts: [], bastions: [] };
  const own = nodeAt(root, ['environments', environment]);
  if (own?.type !== 'map') return none;
  const problems = new Problems();
  const merged = mergeMaps(root, own);
  const read = (key: string): unknown => {
    const node: TreeNode | undefined = merged.entries.get(key)?.node;
    return node === undefined ? {} : plain(fillIn(node, [key], { variables, problems, syntax: problems, isSecret: (path: Path) => NAMES.has(path.at(-1)) }));
  };
  const [ssh, hosts] = [read('ssh'), read('hosts')];
  if (problems.any || !isMap(ssh) || !isMap(hosts)) return none;
  const written = Object.entries(hosts).flatMap(([alias, one]) => {
    const host = hostOf(one);
    return host === undefined ? [] : [[alias, host] as const];
  });
  const found = readHosts(Object.fromEntries(written), { ...texts(ssh, ['user', 'plan-user', 'key', 'passphrase', 'via', 'known-hosts']), ...portOf(ssh) }, { hosts: undefined, ssh: undefined }, root.at, problems);
  return problems.all.length > 0 ? none : found;
}

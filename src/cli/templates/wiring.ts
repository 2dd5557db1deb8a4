import { loadSettings } from '../../config/load';
import { readParts } from '../../config/interpolate';
import { parseFile } from '../../config/parse-yaml';
import type { Plugins } from '../../config/plugins';
import { Problems } from '../../config/problems';
import { type MapNode, nodeAt, type TreeNode, without } from '../../config/tree';
import { Failure } from '../../model/failure';

/** What workflows must know of a configuration: everything in them that is not the same for every team. */
export interface Wiring {
  readonly app: string;
  /** In the order of the file. */
  readonly environments: readonly string[];
  /** The branch whose pushes go to `staging`. */
  readonly branch: string;
  /** What `${NAME}` is filled in from; `required` where there is no default. */
  readonly variables: readonly { readonly name: string; readonly required: boolean }[];
  /** Secrets of the steps that reach hosts. */
  readonly secrets: readonly string[];
  /** Secrets of the messages alone. */
  readonly messages: readonly string[];
  readonly backup: boolean;
  readonly migrations: 'none' | 'before-switch' | 'after-switch';
}

export interface WiringRequest {
  readonly text: string;
  /** Its name, for messages. */
  readonly file: string;
  readonly branch: string;
  readonly plugins: Plugins;
}

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
/** Set by the runner itself. */
const RESERVED = /^(GITHUB|RUNNER|INPUT|STATE)_/;
/** Of the documentation's own network: it stands for an address that is not known here. */
const NOWHERE = '203.0.113.1';

function scalars(node: TreeNode): string[] {
  if (node.type === 'scalar') return typeof node.value === 'string' ? [node.value] : [];
  return node.type === 'list' ? node.items.flatMap(scalars) : [...node.entries.values()].flatMap((entry) => scalars(entry.node));
}

function variablesOf(root: MapNode): Wiring['variables'] {
  const found = new Map<string, boolean>();
  for (const part of scalars(root).flatMap(readParts)) {
    if (part.kind === 'variable' && !RESERVED.test(part.name)) found.set(part.name, (found.get(part.name) ?? false) || part.fallback === undefined);
  }
  return [...found].map(([name, required]) => ({ name, required })).sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The root without a key, in every environment as well. */
function leaveOut(root: MapNode, key: string): MapNode {
  const keys = new Set([key]);
  const environments = root.entries.get('environments');
  if (environments?.node.type !== 'map') return without(root, keys);
  const entries = [...environments.node.entries].map(([name, entry]) => [name, entry.node.type === 'map' ? { ...entry, node: without(entry.node, keys) } : entry] as const);
  const inner: MapNode = { ...environments.node, entries: new Map(entries) };
  return { ...root, entries: new Map([...without(root, keys).entries, ['environments', { ...environments, node: inner }]]) };
}

/** What the places that take the name of a secret say. Whether the rest is valid is told by who reads it with its variables. */
function secretsOf({ file, plugins }: WiringRequest, root: MapNode, environments: readonly string[]): Set<string> {
  const names = scalars(root).filter((value) => NAME.test(value));
  const required = variablesOf(root).filter((one) => one.required);
  const variables = Object.fromEntries([...names.map((name) => [name, 'set'] as const), ...required.map(({ name }) => [name, NOWHERE] as const)]);
  const found = new Set<string>();
  for (const environment of environments) {
    try {
      loadSettings({ text: '', parsed: { root, problems: new Problems() }, file, environment, variables, plugins, onSecret: (name) => found.add(name) });
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
    }
  }
  return found;
}

function migrationsOf(root: MapNode, environments: readonly string[]): Wiring['migrations'] {
  const places = [['migrations'], ...environments.map((name) => ['environments', name, 'migrations'])];
  const sections = places.flatMap((path) => nodeAt(root, path) ?? []);
  if (sections.length === 0) return 'none';
  return sections.some((section) => scalars(nodeAt(section, ['when']) ?? section).includes('after-switch')) ? 'after-switch' : 'before-switch';
}

/** Reads from a configuration what its workflows must say. Throws where it is no YAML or has no environments. */
export function readWiring(request: WiringRequest): Wiring {
  const { root, problems } = parseFile(request.text, request.file);
  problems.throwIfAny();
  const map = root === undefined ? undefined : nodeAt(root, ['environments']);
  if (root === undefined || map?.type !== 'map' || map.entries.size === 0) {
    throw new Failure({ kind: 'configuration', code: 'LG-INIT-ENVIRONMENTS', problem: `${request.file} has no environments, and each has a workflow of its own`, next: 'add environments: { production: { hosts: { web: <address> } } }' });
  }
  const environments = [...map.entries.keys()];
  const has = (key: string): boolean => [[key], ...environments.map((name) => ['environments', name, key])].some((path) => nodeAt(root, path) !== undefined);
  const app = nodeAt(root, ['app']);
  const secrets = secretsOf(request, leaveOut(root, 'notify'), environments);
  const all = secretsOf(request, root, environments);
  return {
    app: app?.type === 'scalar' ? String(app.value) : '',
    environments,
    branch: request.branch,
    variables: variablesOf(root),
    secrets: [...secrets],
    messages: [...all].filter((name) => !secrets.has(name)),
    backup: has('backup') && has('database'),
    migrations: migrationsOf(root, environments),
  };
}

import { z } from 'zod';

import type { Unset, Variables } from './interpolate';
import { mergeMaps } from './merge';
import { suggest } from './nearest';
import type { ParsedFile } from './parse-yaml';
import { parseFile } from './parse-yaml';
import type { Plugins } from './plugins';
import type { Problems } from './problems';
import { readEnvironment } from './read-environment';
import { ROOT_KEYS } from './root-keys';
import type { Settings } from './settings';
import type { MapNode, Place } from './tree';
import { treeOf, without } from './tree';
import { validate } from './validate';

export interface LoadRequest {
  /** The content of the file. */
  readonly text: string;
  /** The same, where it was read before; its problems are added to. */
  readonly parsed?: ParsedFile;
  /** Its name, for messages. */
  readonly file: string;
  readonly environment: string;
  /** What `${NAME}` is filled in from: the step's environment. */
  readonly variables: Variables;
  readonly plugins: Plugins;
  /** Told the name of every secret that the chosen environment takes, so that it is hidden before anything is said. */
  readonly onSecret?: (name: string) => unknown;
  /** Told of every variable that the chosen environment needs and is not set, those that hold secrets among them. */
  readonly onUnset?: (unset: Unset) => void;
  /** A release is about to be brought: a secret that goes into it and is not set is a problem of the file. */
  readonly brings?: boolean;
  /** Laid over the chosen environment, in the form of the file: `{ url: 'https://…' }`. */
  readonly overrides?: Readonly<Record<string, unknown>>;
}

const FORMAT = 1;
const ABOVE = new Set(['environments', 'version']);

/** The settings of one environment. Throws `Failures` with everything that is wrong in the file, in every environment. */
export function loadSettings(request: LoadRequest): Settings {
  const { file, environment, plugins, variables } = request;
  const { root, problems } = request.parsed ?? parseFile(request.text, file);
  if (root === undefined || !checkVersion(root, file, problems)) {
    problems.throwIfAny();
    throw new Error('a file that cannot be read has at least one problem');
  }
  const environments = readEnvironments(root, file, problems);
  checkChosen(environment, environments, root, file, problems);
  const common = without(root, ABOVE);
  let settings: Settings | undefined;
  const shapes = environments.size === 0 ? new Map([[environment, { type: 'map', entries: new Map(), at: root.at } satisfies MapNode]]) : environments;
  const start: Place = { file, line: 1, column: 1 };
  const nowhere = new Set(Object.keys(ROOT_KEYS).filter((key) => ![common, ...shapes.values()].some((map) => map.entries.has(key))));
  for (const [name, own] of shapes) {
    const chosen = name === environment || environments.size === 0;
    const over = treeOf(chosen ? (request.overrides ?? {}) : {}, { file: 'the inputs', line: 0, column: 0 });
    const merged = mergeMaps(mergeMaps(common, own), over.type === 'map' ? over : own);
    const at = root.entries.get('environments')?.node;
    const place = (at?.type === 'map' ? at.entries.get(name)?.at : undefined) ?? start;
    const read = readEnvironment({ name, map: { ...merged, at: place }, environments: [...environments.keys()], nowhere, start, standIn: environments.size === 0, plugins, around: { problems, variables, chosen, ...(chosen && request.onSecret !== undefined ? { onSecret: request.onSecret } : {}), ...(chosen && request.onUnset !== undefined ? { onUnset: request.onUnset } : {}), brings: request.brings === true } });
    if (chosen) settings = read;
  }
  problems.throwIfAny();
  if (settings === undefined) throw new Error('a configuration without problems has settings');
  return settings;
}

function checkVersion(root: MapNode, file: string, problems: Problems): boolean {
  const entry = root.entries.get('version');
  const tell = (code: string, at: Place, what: string, next: string): void => problems.add({ code: `LG-CONFIG-${code}`, at, path: code === 'MISSING-KEY' ? [] : ['version'], what, next });
  if (entry === undefined) {
    tell('MISSING-KEY', { file, line: 1, column: 1 }, 'the key "version" is missing', `add the line version: ${String(FORMAT)} at the top`);
    return true;
  }
  const value = entry.node.type === 'scalar' ? entry.node.value : undefined;
  if (value === FORMAT) return true;
  if (typeof value === 'number' && Number.isInteger(value) && value > FORMAT) {
    // Whatever else it says is said to another version.
    tell('VERSION', entry.node.at, `this file is written for format ${String(value)}, and this version of Lockgate reads format ${String(FORMAT)}`, `use Lockgate v${String(value)}: the same actions at @v${String(value)}`);
    return false;
  }
  const quoted = value === String(FORMAT);
  tell('TYPE', entry.node.at, 'this is not the version of a format', quoted ? `remove the quotes: version: ${String(FORMAT)}` : `write version: ${String(FORMAT)}`);
  return true;
}

function readEnvironments(root: MapNode, file: string, problems: Problems): Map<string, MapNode> {
  const entry = root.entries.get('environments');
  const found = new Map<string, MapNode>();
  if (entry === undefined) {
    problems.add({ code: 'LG-CONFIG-MISSING-KEY', at: { file, line: 1, column: 1 }, path: [], what: 'the key "environments" is missing', next: 'add environments: { production: { hosts: { web: <address> } } }' });
    return found;
  }
  if (entry.node.type !== 'map') {
    validate(z.record(z.string(), z.unknown()), { node: entry.node, path: ['environments'], keyAt: entry.at }, { problems, variables: {}, chosen: false });
    return found;
  }
  for (const [name, { at, node }] of entry.node.entries) {
    const path = ['environments', name];
    if (!/^[a-z0-9][a-z0-9_-]*$/i.test(name)) {
      problems.add({ code: 'LG-CONFIG-VALUE', at, path: ['environments'], what: `"${name}" cannot be the name of an environment`, next: 'use letters, digits, - and _' });
    }
    if (node.type === 'map') {
      const nested = node.entries.get('environments') ?? node.entries.get('version');
      if (nested !== undefined) problems.add({ code: 'LG-CONFIG-UNKNOWN-KEY', at: nested.at, path, what: 'environments and version stand at the top of the file alone', next: 'remove it here' });
      found.set(name, without(node, ABOVE));
    } else if (node.type === 'scalar' && node.value === null) found.set(name, { type: 'map', entries: new Map(), at: node.at });
    else validate(z.record(z.string(), z.unknown()), { node, path, keyAt: at }, { problems, variables: {}, chosen: false });
  }
  return found;
}

function checkChosen(environment: string, environments: ReadonlyMap<string, MapNode>, root: MapNode, file: string, problems: Problems): void {
  const entry = root.entries.get('environments');
  if (entry === undefined || environments.has(environment)) return;
  const known = [...environments.keys()];
  const at = entry.at;
  if (environment === '') problems.add({ code: 'LG-CONFIG-ENVIRONMENT', at, path: [], what: 'no environment was chosen', next: `set the input environment to ${known.join(' or ')}` });
  else if (known.length === 0) problems.add({ code: 'LG-CONFIG-ENVIRONMENT', at, path: [], what: `there is no environment "${environment}": there is none at all in ${file}`, next: `add environments: { ${environment}: { hosts: { web: <address> } } }` });
  else problems.add({ code: 'LG-CONFIG-ENVIRONMENT', at, path: [], what: `there is no environment "${environment}"`, next: suggest(environment, known, 'set the input environment to one that is here') });
}

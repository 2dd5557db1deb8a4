import { z } from 'zod';

import { suggest } from './nearest';
import type { PluginSchema } from './plugins';
import { keysAt } from './schema-shape';
import type { MapEntry, MapNode, Path, TreeNode } from './tree';
import { only, plain, without } from './tree';
import type { Surroundings } from './validate';
import { validate, Validation } from './validate';

export interface SectionRequest<C extends z.ZodRawShape> {
  /** What one of these is called: "runtime". */
  readonly what: string;
  readonly entry: MapEntry;
  readonly path: Path;
  readonly registry: Readonly<Record<string, PluginSchema>>;
  /** Keys that all kinds share. */
  readonly common: C;
}

export interface ReadSection<C extends z.ZodRawShape> {
  readonly kind: string;
  readonly plugin: PluginSchema;
  /** What the plugin's schema made of its keys. */
  readonly settings: unknown;
  readonly common: z.output<z.ZodObject<C>>;
  /** The plugin's keys as written, variables filled in. */
  readonly written: unknown;
}

const ANY_MAP = z.record(z.string(), z.unknown());

/** Settings of a plugin: `kind` chooses it, the common keys are split off, its own schema reads the rest. */
export function readSection<C extends z.ZodRawShape>(request: SectionRequest<C>, around: Surroundings): ReadSection<C> | undefined {
  const { entry, path, registry } = request;
  if (entry.node.type !== 'map') {
    tellNoMap(request, entry.node, around);
    return undefined;
  }
  const kind = readKind(request, entry.node, around);
  const plugin = kind === undefined ? undefined : registry[kind];
  const shared = new Set(Object.keys(request.common));
  const common = validate(z.strictObject(request.common), { node: only(entry.node, shared), path, keyAt: entry.at }, around);
  if (kind === undefined || plugin === undefined) return undefined;
  const own = new Set(keysAt(plugin.schema, []).known);
  const rest = without(entry.node, new Set([...shared, 'kind'].filter((key) => !own.has(key))));
  const reading = new Validation(plugin.schema, { node: rest, path, keyAt: entry.at, alsoKnown: [...shared], elsewhere: (key) => ofOtherKind(key, kind, registry) }, around);
  const settings = reading.run();
  if (settings === undefined || common === undefined) return undefined;
  return { kind, plugin, settings, common, written: plain(reading.filled) };
}

/** Mixed kinds, often because an environment changes `kind` and the keys of the common part are merged with its own. */
function ofOtherKind(key: string, kind: string, registry: Readonly<Record<string, PluginSchema>>): string | undefined {
  const other = Object.keys(registry).find((name) => name !== kind && keysAt(registry[name]?.schema ?? ANY_MAP, []).known.includes(key));
  return other === undefined ? undefined : `"${key}" is a key of the kind "${other}": remove it, or, where environments differ in kind, write the whole section in each of them`;
}

function tellNoMap<C extends z.ZodRawShape>(request: SectionRequest<C>, node: TreeNode, around: Surroundings): void {
  const word = node.type === 'scalar' && typeof node.value === 'string' ? node.value : '';
  if (Object.hasOwn(request.registry, word)) {
    around.problems.add({ code: 'LG-CONFIG-TYPE', at: node.at, path: request.path, what: `"${word}" alone does not say enough`, next: `write { kind: ${word} } and its keys` });
  } else validate(ANY_MAP, { node, path: request.path, keyAt: request.entry.at }, around);
}

function readKind<C extends z.ZodRawShape>({ what, entry, path, registry }: SectionRequest<C>, map: MapNode, around: Surroundings): string | undefined {
  const known = Object.keys(registry);
  const written = map.entries.get('kind');
  if (written === undefined) {
    around.problems.add({ code: 'LG-CONFIG-MISSING-KEY', at: entry.at, path, what: 'the key "kind" is missing', next: `add kind: ${known.join(' | ') || '…'}` });
    return undefined;
  }
  const kind = validate(z.string().min(1), { node: written.node, path: [...path, 'kind'], keyAt: written.at }, around);
  if (kind === undefined || Object.hasOwn(registry, kind)) return kind;
  const shown = written.node.type === 'scalar' && written.node.dollars.length > 0 ? written.node.source : kind;
  around.problems.add({
    code: 'LG-CONFIG-UNKNOWN-KIND',
    at: written.node.at,
    path: [...path, 'kind'],
    what: `this version has no ${what} of the kind "${shown}"`,
    next: suggest(kind, known, 'choose another kind, or a version of Lockgate that has it'),
  });
  return undefined;
}

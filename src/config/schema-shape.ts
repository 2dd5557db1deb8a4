import type { z } from 'zod';
import { globalRegistry } from 'zod';

import { secretNames } from '../model/units';
import type { Path } from './tree';

type AnySchema = z.core.$ZodType;
type Leaf = z.core.$ZodTypes;

/** What a schema may be once optional, defaults, unions and transforms are unwrapped, seen from the input's side. */
export function alternatives(schema: AnySchema): Leaf[] {
  const leaf = schema as Leaf;
  const def = leaf._zod.def;
  switch (def.type) {
    case 'optional':
    case 'nullable':
    case 'default':
    case 'prefault':
    case 'nonoptional':
    case 'catch':
    case 'readonly':
    case 'success':
    case 'promise':
      return alternatives(def.innerType);
    case 'pipe':
      return (def.in as Leaf)._zod.def.type === 'transform' ? alternatives(def.out) : alternatives(def.in);
    case 'union':
      return def.options.flatMap(alternatives);
    case 'intersection':
      return [...alternatives(def.left), ...alternatives(def.right)];
    case 'lazy':
      return alternatives(def.getter());
    default:
      return [leaf];
  }
}

function children(leaf: Leaf, key: string | number): AnySchema[] {
  const def = leaf._zod.def;
  switch (def.type) {
    case 'object': {
      const child = def.shape[String(key)] ?? def.catchall;
      return child === undefined ? [] : [child];
    }
    case 'record':
      return [def.valueType];
    case 'array':
      return [def.element];
    case 'tuple': {
      const child = def.items[Number(key)] ?? def.rest;
      return child === null ? [] : [child];
    }
    default:
      return [];
  }
}

/** Every schema that may speak about the end of a path. */
export function schemasAt(schema: AnySchema, path: Path): AnySchema[] {
  return path.reduce<AnySchema[]>((here, key) => here.flatMap(alternatives).flatMap((leaf) => children(leaf, key)), [schema]);
}

/** The same, unwrapped. */
export function leavesAt(schema: AnySchema, path: Path): Leaf[] {
  return schemasAt(schema, path).flatMap(alternatives);
}

/** Whether a place takes the name of a secret. */
export function takesSecret(schema: AnySchema, path: Path): boolean {
  return leavesAt(schema, path).some((leaf) => secretNames.get(leaf) !== undefined);
}

export type ScalarType = 'text' | 'number' | 'boolean';

/** What must be true of a secret that is named here and goes into the release; undefined for any other place. */
export function releasedAt(schema: AnySchema, path: Path): ((value: string) => string | undefined) | undefined {
  return leavesAt(schema, path).flatMap((leaf) => secretNames.get(leaf)?.released ?? [])[0];
}

/** Which kinds of scalars a place takes; all of them where it takes anything. */
export function scalarTypes(schema: AnySchema, path: Path): Set<ScalarType> {
  const types = new Set<ScalarType>();
  const addValue = (value: unknown): void => {
    if (typeof value === 'string') types.add('text');
    if (typeof value === 'number') types.add('number');
    if (typeof value === 'boolean') types.add('boolean');
  };
  for (const leaf of leavesAt(schema, path)) {
    const def = leaf._zod.def;
    if (def.type === 'string' || def.type === 'template_literal') types.add('text');
    else if (def.type === 'number' || def.type === 'bigint') types.add('number');
    else if (def.type === 'boolean') types.add('boolean');
    else if (def.type === 'enum') Object.values(def.entries).forEach(addValue);
    else if (def.type === 'literal') def.values.forEach(addValue);
    else if (def.type === 'any' || def.type === 'unknown' || def.type === 'custom' || def.type === 'transform') (['text', 'number', 'boolean'] as const).forEach((type) => types.add(type));
  }
  return types;
}

/** The values of a place that takes some few, as text. */
export function choicesAt(schema: AnySchema, path: Path): string[] {
  return leavesAt(schema, path).flatMap((leaf) => {
    const def = leaf._zod.def;
    if (def.type === 'enum') return Object.values(def.entries).map(String);
    return def.type === 'literal' ? def.values.map(String) : [];
  });
}

/** The keys that a map may have at a path; `open` where it may have others too. */
export function keysAt(schema: AnySchema, path: Path): { readonly known: string[]; readonly open: boolean } {
  const known = new Set<string>();
  let open = false;
  for (const leaf of leavesAt(schema, path)) {
    const def = leaf._zod.def;
    if (def.type === 'object') {
      Object.keys(def.shape).forEach((key) => known.add(key));
      if (def.catchall !== undefined && (def.catchall as Leaf)._zod.def.type !== 'never') open = true;
    } else if (def.type === 'record' || def.type === 'any' || def.type === 'unknown' || def.type === 'custom' || def.type === 'map' || def.type === 'transform') open = true;
  }
  return { known: [...known], open };
}

/** The description of a place, from whichever wrapper carries it; empty for none. */
export function descriptionAt(schema: AnySchema, path: Path): string {
  const describe = (one: AnySchema): string | undefined => {
    const own = globalRegistry.get(one)?.description;
    if (own !== undefined) return own;
    const def = (one as Leaf)._zod.def;
    return 'innerType' in def ? describe(def.innerType) : def.type === 'pipe' ? describe(def.in) : undefined;
  };
  for (const schemaHere of schemasAt(schema, path)) {
    const found = describe(schemaHere);
    if (found !== undefined) return found;
  }
  return '';
}

import type { z } from 'zod';

import { scalarTypes } from './schema-shape';
import type { MapEntry, Path, ScalarNode, TreeNode } from './tree';

const NUMBER = /^-?[0-9]+([.][0-9]+)?$/;

/** What a variable brought is text; where only a number or a truth fits, it is one. */
function retype(node: ScalarNode, schema: z.core.$ZodType, path: Path): ScalarNode {
  if (node.filled === undefined || node.filled.missing || typeof node.value !== 'string') return node;
  const types = scalarTypes(schema, path);
  if (types.has('text')) return node;
  if (types.has('number') && NUMBER.test(node.value)) return { ...node, value: Number(node.value) };
  if (types.has('boolean') && (node.value === 'true' || node.value === 'false')) return { ...node, value: node.value === 'true' };
  return node;
}

/** The same for everything in a tree that its schema speaks about. */
export function retypeAll(node: TreeNode, schema: z.core.$ZodType, path: Path = []): TreeNode {
  if (node.type === 'scalar') return retype(node, schema, path);
  if (node.type === 'list') return { ...node, items: node.items.map((item, index) => retypeAll(item, schema, [...path, index])) };
  return { ...node, entries: new Map([...node.entries].map(([key, { at, node: value }]): [string, MapEntry] => [key, { at, node: retypeAll(value, schema, [...path, key]) }])) };
}

/** Whether a variable is missing anywhere in it. */
export function hasMissing(node: TreeNode): boolean {
  if (node.type === 'scalar') return node.filled?.missing === true;
  return node.type === 'list' ? node.items.some(hasMissing) : [...node.entries.values()].some((entry) => hasMissing(entry.node));
}

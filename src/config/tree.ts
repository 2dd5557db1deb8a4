/** Where something is written; line 0 for what was not written in a file. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** What a value was before variables were filled in. Such values are never shown: they may be anything. */
export interface Filled {
  readonly raw: string;
  /** A variable was missing: the value is still the raw text, and nothing is to be said about it. */
  readonly missing: boolean;
}

export interface ScalarNode {
  readonly type: 'scalar';
  readonly value: string | number | boolean | null;
  /** As written: `1.10`, `yes`. */
  readonly source: string;
  readonly quoted: boolean;
  readonly at: Place;
  /** Places of each `${` in the value. */
  readonly dollars: readonly Place[];
  readonly filled?: Filled;
}

export interface ListNode {
  readonly type: 'list';
  readonly items: readonly TreeNode[];
  readonly at: Place;
}

export interface MapEntry {
  /** Where the key is written. */
  readonly at: Place;
  readonly node: TreeNode;
}

export interface MapNode {
  readonly type: 'map';
  readonly entries: ReadonlyMap<string, MapEntry>;
  readonly at: Place;
}

/** A configuration value that knows where each part of it was written. */
export type TreeNode = ScalarNode | ListNode | MapNode;

export type Path = readonly (string | number)[];

/** The value alone. */
export function plain(node: TreeNode): unknown {
  if (node.type === 'scalar') return node.value;
  if (node.type === 'list') return node.items.map(plain);
  return Object.fromEntries([...node.entries].map(([key, { node: value }]) => [key, plain(value)]));
}

/** What is at the end of a path, as far as it exists. */
export function nodeAt(node: TreeNode | undefined, path: Path): TreeNode | undefined {
  let here: TreeNode | undefined = node;
  for (const step of path) {
    if (here?.type === 'map') here = here.entries.get(String(step))?.node;
    else if (here?.type === 'list') here = here.items[Number(step)];
    else return undefined;
  }
  return here;
}

/** A map without some of its keys. */
export function without(map: MapNode, keys: ReadonlySet<string>): MapNode {
  return { ...map, entries: new Map([...map.entries].filter(([key]) => !keys.has(key))) };
}

/** A map with some of its keys alone. */
export function only(map: MapNode, keys: ReadonlySet<string>): MapNode {
  return { ...map, entries: new Map([...map.entries].filter(([key]) => keys.has(key))) };
}

/** `gates.released[0].http`, as people point at things. */
export function showPath(path: Path): string {
  return path
    .map((step, index) => {
      if (typeof step === 'number') return `[${String(step)}]`;
      if (!/^[A-Za-z_][A-Za-z0-9_-]*$/.test(step)) return `["${step}"]`;
      return index === 0 ? step : `.${step}`;
    })
    .join('');
}

/** A value for a message: where variables are part of it, as it was written. */
export function asWritten(node: TreeNode | undefined, value: string): string {
  if (node?.type !== 'scalar' || node.dollars.length === 0) return value;
  return node.filled?.raw ?? String(node.value);
}

/** The entries of a list, or the one value that stands for a list of one. */
export function itemsOf(node: TreeNode | undefined): readonly TreeNode[] {
  if (node === undefined) return [];
  return node.type === 'list' ? node.items : [node];
}

/** A value that was not written in the file as a tree. */
export function treeOf(value: unknown, at: Place): TreeNode {
  if (Array.isArray(value)) return { type: 'list', items: value.map((item) => treeOf(item, at)), at };
  if (typeof value === 'object' && value !== null) {
    return { type: 'map', at, entries: new Map(Object.entries(value).map(([key, item]) => [key, { at, node: treeOf(item, at) }])) };
  }
  const scalar = typeof value === 'number' || typeof value === 'boolean' || value === null ? value : typeof value === 'string' ? value : '';
  return { type: 'scalar', value: scalar, source: String(scalar), quoted: typeof scalar === 'string', at, dollars: [] };
}

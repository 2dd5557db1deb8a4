import type { Node, RangeVar, TypeName } from 'libpg-query';

type KindOf<N> = N extends unknown ? keyof N : never;
/** The kinds of nodes that the parser knows. */
export type Kind = KindOf<Node>;
type Holding<N, K extends Kind> = N extends Record<K, infer Value> ? Value : never;
export type NodeOf<K extends Kind> = Holding<Node, K>;

/** Of a node that is one of this kind; undefined for every other. */
export function as<K extends Kind>(kind: K, node: Node | undefined): NodeOf<K> | undefined {
  return node === undefined ? undefined : (node as Partial<Record<K, NodeOf<K>>>)[kind];
}

export function kindOf(node: Node): Kind {
  return Object.keys(node)[0] as Kind;
}

/** Of each node of this kind in a list; others are left out. */
export function all<K extends Kind>(kind: K, nodes: readonly Node[] | undefined): NodeOf<K>[] {
  return (nodes ?? []).flatMap((node) => {
    const found = as(kind, node);
    return found === undefined ? [] : [found];
  });
}

/** The strings of a list: the parts of a name. */
export function strings(nodes: readonly Node[] | undefined): string[] {
  return all('String', nodes).map(({ sval = '' }) => sval);
}

/** Everything of these kinds, at any depth, in the order it is written. */
export function within<K extends Kind>(root: unknown, kinds: readonly K[]): { readonly kind: K; readonly node: NodeOf<K> }[] {
  const found: { kind: K; node: NodeOf<K> }[] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if (Array.isArray(value)) { value.forEach(visit); return; }
    for (const [key, inner] of Object.entries(value)) {
      if (kinds.includes(key as K) && typeof inner === 'object') found.push({ kind: key as K, node: inner as NodeOf<K> });
      visit(inner);
    }
  };
  visit(root);
  return found;
}

/** A name with its schema or without, as the parser folded it. */
export interface Name {
  readonly schema: string;
  readonly name: string;
}

export function nameOf(relation: RangeVar | undefined): Name {
  return { schema: relation?.schemaname ?? '', name: relation?.relname ?? '' };
}

export function nameFrom(parts: readonly string[]): Name {
  return { schema: parts.at(-2) ?? '', name: parts.at(-1) ?? '' };
}

export const typeName = (type: TypeName | undefined): Name => nameFrom(strings(type?.names));

export const show = ({ schema, name }: Name): string => (schema === '' ? name : `${schema}.${name}`);

/** An option in parentheses or a word that stands for one: its value, '' where it has none; undefined where it is not given. */
export function option(nodes: readonly Node[] | undefined, name: string): string | undefined {
  const found = all('DefElem', nodes).find(({ defname }) => defname === name);
  if (found === undefined) return undefined;
  const { arg } = found;
  return as('String', arg)?.sval ?? as('Boolean', arg)?.boolval?.toString() ?? as('Integer', arg)?.ival?.toString() ?? '';
}

/** Whether an option is given and not switched off. */
export function isOn(nodes: readonly Node[] | undefined, name: string): boolean {
  const value = option(nodes, name);
  return value !== undefined && !['false', 'off', '0'].includes(value);
}

/** The text of a string constant, whatever it is cast to. */
export function constant(node: Node | undefined): string | undefined {
  const cast = as('TypeCast', node);
  return cast === undefined ? as('A_Const', node)?.sval?.sval : constant(cast.arg);
}

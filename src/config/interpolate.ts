import type { Problems } from './problems';
import type { MapEntry, Path, Place, ScalarNode, TreeNode } from './tree';

export type Variables = Readonly<Record<string, string | undefined>>;

/** A variable that a value needs, or that holds a secret, and that is not set. */
export interface Unset {
  readonly name: string;
  readonly kind: 'variable' | 'secret';
  readonly at: Place;
  readonly path: Path;
}

type Part =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'variable'; readonly name: string; readonly fallback: string | undefined }
  | { readonly kind: 'wrong'; readonly text: string; readonly what: string; readonly next: string };

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
const LITERAL = 'for a dollar and brace that the shell or the application should see write $${';

function readBraces(inside: string): Part {
  const text = `\${${inside}}`;
  const wrong = (what: string, next: string): Part => ({ kind: 'wrong', text, what, next });
  if (inside.startsWith('{')) {
    return wrong('GitHub does not fill in ${{ … }} in this file', 'hand the value over with `env:` in the workflow and write ${NAME} here');
  }
  const split = inside.indexOf(':-');
  const name = split === -1 ? inside : inside.slice(0, split);
  const fallback = split === -1 ? undefined : inside.slice(split + 2);
  if (name === '') return wrong('a variable without a name', `write \${NAME}; ${LITERAL}`);
  if (!NAME.test(name)) {
    const defaulted = /^([A-Za-z_][A-Za-z0-9_]*)[-=:]/.exec(name);
    return wrong(
      `"${text}" is not a variable: only \${NAME} and \${NAME:-default} are filled in`,
      defaulted === null ? `correct the name; ${LITERAL}` : `write \${${defaulted[1] ?? ''}:-default}; ${LITERAL}`,
    );
  }
  if (fallback?.includes('${') === true) return wrong('a default cannot contain another variable', 'write the default out, or set the variable in the workflow');
  return { kind: 'variable', name, fallback };
}

/**
 * The parts of a value. `$${` is a literal `${`; a dollar without a brace is left alone, since lines for a shell are
 * full of them. Together the parts are the whole text: nothing is lost.
 */
export function readParts(value: string): Part[] {
  const parts: Part[] = [];
  let rest = value;
  for (;;) {
    const at = rest.indexOf('${');
    if (at === -1) break;
    if (rest[at - 1] === '$') {
      parts.push({ kind: 'text', text: `${rest.slice(0, at - 1)}\${` });
      rest = rest.slice(at + 2);
      continue;
    }
    if (at > 0) parts.push({ kind: 'text', text: rest.slice(0, at) });
    const github = rest.startsWith('${{', at);
    const end = github ? rest.indexOf('}}', at) : rest.indexOf('}', at);
    if (end === -1) {
      parts.push({ kind: 'wrong', text: rest.slice(at), what: 'a variable that is not closed', next: `write \${NAME}; ${LITERAL}` });
      return parts;
    }
    // A brace inside the default would end the variable early.
    parts.push(readBraces(rest.slice(at + 2, github ? end + 1 : end)));
    rest = rest.slice(github ? end + 2 : end + 1);
  }
  if (rest !== '') parts.push({ kind: 'text', text: rest });
  return parts;
}

/** Where variables come from, and where it is said that one is missing. */
export interface Filling {
  readonly variables: Variables;
  /** Absent for an environment that is not the chosen one: its variables need not be there. */
  readonly problems: Problems | undefined;
  /** Syntax is wrong whatever the environment. */
  readonly syntax: Problems;
  /** Places that take the name of a secret: nothing is filled in, their schema refuses the braces. */
  isSecret(path: Path): boolean;
  readonly onSecret?: ((name: string) => unknown) | undefined;
  /** Told of everything that is not set and has no default. */
  readonly onUnset?: ((unset: Unset) => void) | undefined;
  /** What a place demands of a secret that goes into the release; absent where no release is brought. */
  readonly releasedAt?: ((path: Path) => ((value: string) => string | undefined) | undefined) | undefined;
}

/** A secret that goes into the release is there, and can go where it goes. */
function checkReleased(node: ScalarNode, path: Path, { variables, problems, releasedAt }: Filling): void {
  const refuse = releasedAt?.(path);
  if (refuse === undefined || problems === undefined || typeof node.value !== 'string' || !NAME.test(node.value)) return;
  const value = variables[node.value] ?? '';
  const name = node.value;
  if (value.trim() === '') {
    const what = variables[name] === undefined ? `the variable ${name} is not set` : `the variable ${name} is empty`;
    problems.add({ code: 'LG-CONFIG-MISSING-VARIABLE', at: node.at, path, what, next: `hand it to the step: env: { ${name}: \${{ secrets.${name} }} } (a secret that does not exist is empty)` });
    return;
  }
  const why = refuse(value);
  if (why !== undefined) problems.add({ code: 'LG-CONFIG-SECRET-VALUE', at: node.at, path, what: `the value of ${name} cannot be written into the file of the environment (it is not shown): ${why}`, next: 'make a new secret without it, or keep it in a file under release.shared' });
}

/** Its value is not read here: that it is missing stops nothing. */
function tellUnsetSecret({ value, at }: ScalarNode, path: Path, filling: Filling): void {
  if (filling.onUnset === undefined || typeof value !== 'string' || !NAME.test(value) || (filling.variables[value] ?? '').trim() !== '' || !filling.isSecret(path)) return;
  filling.onUnset({ name: value, kind: 'secret', at, path });
}

function fillScalar(node: ScalarNode, path: Path, filling: Filling): ScalarNode {
  // Few values are names of variables that are set: only those are looked up in the schema.
  if (typeof node.value === 'string' && filling.onSecret !== undefined && (filling.variables[node.value] ?? '') !== '' && filling.isSecret(path)) filling.onSecret(node.value);
  tellUnsetSecret(node, path, filling);
  checkReleased(node, path, filling);
  if (typeof node.value !== 'string' || !node.value.includes('${') || filling.isSecret(path)) return node;
  const state = { missing: false, touched: false };
  let dollar = -1;
  const text = readParts(node.value).map((part) => {
    if (part.kind === 'text') {
      if (part.text.endsWith('${')) dollar += 1;
      return part.text;
    }
    dollar += 1;
    const at = node.dollars[dollar] ?? node.at;
    if (part.kind === 'wrong') {
      dollar += Math.max(0, part.text.split('${').length - 2);
      state.missing = true;
      filling.syntax.add({ code: 'LG-CONFIG-VARIABLE', at, path, what: part.what, next: part.next });
      return part.text;
    }
    state.touched = true;
    const value = filling.variables[part.name];
    // GitHub hands over an unset secret or variable as an empty text.
    if (value !== undefined && value !== '') return value;
    if (part.fallback !== undefined) return part.fallback;
    state.missing = true;
    filling.onUnset?.({ name: part.name, kind: 'variable', at, path });
    filling.problems?.add({
      code: 'LG-CONFIG-MISSING-VARIABLE',
      at,
      path,
      what: value === undefined ? `the variable ${part.name} is not set` : `the variable ${part.name} is empty`,
      next: `set it in the step: env: { ${part.name}: … } (an unset secret or variable of GitHub is empty), or give a default: \${${part.name}:-default}`,
    });
    return '';
  });
  if (state.missing) return { ...node, filled: { raw: node.value, missing: true } };
  return { ...node, value: text.join(''), ...(state.touched ? { filled: { raw: node.value, missing: false } } : {}) };
}

/** The tree with its variables filled in: in values only, keys are never touched. */
export function fillIn(node: TreeNode, path: Path, filling: Filling): TreeNode {
  if (node.type === 'scalar') return fillScalar(node, path, filling);
  if (node.type === 'list') return { ...node, items: node.items.map((item, index) => fillIn(item, [...path, index], filling)) };
  return {
    ...node,
    entries: new Map([...node.entries].map(([key, entry]): [string, MapEntry] => [key, { at: entry.at, node: fillIn(entry.node, [...path, key], filling) }])),
  };
}

import type { z } from 'zod';

import type { Complaint } from './explain-issue';
import { explainIssue, UNSAID, unknownKey } from './explain-issue';
import type { Unset, Variables } from './interpolate';
import { fillIn } from './interpolate';
import type { Problems } from './problems';
import { isLater } from './root-keys';
import { hasMissing, retypeAll } from './retype';
import { alternatives, keysAt, releasedAt, takesSecret } from './schema-shape';
import type { Path, Place, ScalarNode, TreeNode } from './tree';
import { nodeAt, plain } from './tree';

/** What validation needs to know, whatever the section. */
export interface Surroundings {
  readonly problems: Problems;
  readonly variables: Variables;
  /** False for an environment that is not the chosen one: its variables need not be set. */
  readonly chosen: boolean;
  /** Told the name of each secret. */
  readonly onSecret?: (name: string) => unknown;
  /** Told of what the chosen environment needs and is not set. */
  readonly onUnset?: (unset: Unset) => void;
  /** A release is about to be brought: the secrets that go into it must be there. */
  readonly brings?: boolean;
}

export interface Placed {
  readonly node: TreeNode;
  /** From the top of the configuration. */
  readonly path: Path;
  /** Where the key of the node is written: what is missing in it is told there. */
  readonly keyAt?: Place | undefined;
  /** Keys that are valid beside those of the schema, for suggestions. */
  readonly alsoKnown?: readonly string[];
  /** What to do about an unknown key that belongs somewhere else, if it does. */
  readonly elsewhere?: (key: string) => string | undefined;
}

const CONTAINERS: ReadonlySet<string> = new Set(['object', 'record', 'array', 'tuple', 'map', 'set']);
const HIDDEN = '(not shown)';

/** Validates one node against one schema, adding what is wrong to the problems. */
export class Validation<T> {
  readonly #filled: TreeNode;
  /** Maps with keys of later versions: what they lack is not told. */
  readonly #later = new Set<string>();

  constructor(
    readonly schema: z.ZodType<T>,
    readonly placed: Placed,
    readonly around: Surroundings,
  ) {
    const filling = {
      variables: around.variables,
      problems: around.chosen ? around.problems : undefined,
      syntax: around.problems,
      onSecret: around.onSecret,
      onUnset: around.onUnset,
      isSecret: (path: Path) => takesSecret(schema, path.slice(placed.path.length)),
      ...(around.brings === true && around.chosen ? { releasedAt: (path: Path) => releasedAt(schema, path.slice(placed.path.length)) } : {}),
    };
    this.#filled = retypeAll(fillIn(placed.node, placed.path, filling), schema);
  }

  /** Undefined where it is not valid, or where a variable is missing. */
  run(): T | undefined {
    const told = this.#tellUnknownKeys(this.#filled, []);
    const result = this.schema.safeParse(plain(this.#filled), { error: () => UNSAID, jitless: true });
    if (!result.success) for (const issue of result.error.issues) this.#tell(issue, issue.path as Path);
    return result.success && !told && !hasMissing(this.#filled) ? result.data : undefined;
  }

  get filled(): TreeNode {
    return this.#filled;
  }

  #add({ code, what, next }: Complaint, at: Place, path: Path): void {
    const missing = code === 'LG-CONFIG-MISSING-KEY' ? path.slice(0, -1) : path;
    this.around.problems.add({ code, at, path: [...this.placed.path, ...missing], what, next });
  }

  /** Whatever the schema does about them: a key that is not known is never dropped silently. */
  #tellUnknownKeys(node: TreeNode, path: Path): boolean {
    if (node.type === 'scalar') return false;
    if (node.type === 'list') return node.items.map((item, index) => this.#tellUnknownKeys(item, [...path, index])).includes(true);
    const { known, open } = keysAt(this.schema, path);
    let told = false;
    for (const [key, entry] of node.entries) {
      const isKnown = open || known.includes(key);
      if (!isKnown && (known.length > 0 || this.#takesMap(path))) {
        told = true;
        this.#tellUnknownKey(key, entry.at, path, known);
      } else if (this.#tellUnknownKeys(entry.node, [...path, key])) told = true;
    }
    return told;
  }

  #takesMap(path: Path): boolean {
    return keysAt(this.schema, path).known.length > 0 || (path.length === 0 && alternatives(this.schema).some((leaf) => leaf._zod.def.type === 'object'));
  }

  #tellUnknownKey(key: string, at: Place, path: Path, known: readonly string[]): void {
    if (isLater([...this.placed.path, ...path], key)) {
      this.#later.add(JSON.stringify(path));
      this.#add({ code: 'LG-CONFIG-UNSUPPORTED', what: `"${key}" is not supported here by this version`, next: 'remove it, or use a version of Lockgate that has it' }, at, path);
      return;
    }
    const told = unknownKey(key, [...known, ...(path.length === 0 ? (this.placed.alsoKnown ?? []) : [])]);
    const elsewhere = path.length === 0 ? this.placed.elsewhere?.(key) : undefined;
    this.#add(elsewhere === undefined || told.next.startsWith('did you mean') ? told : { ...told, next: elsewhere }, at, path);
  }

  /** What stands at a path, fit to be shown: what should be the name of a secret may be the secret. */
  #visible(path: Path): TreeNode | undefined {
    const node = nodeAt(this.#filled, path);
    if (node?.type !== 'scalar' || node.filled !== undefined || !takesSecret(this.schema, path) || node.dollars.length > 0) return node;
    return { ...node, source: HIDDEN, filled: { raw: HIDDEN, missing: false } };
  }

  #tell(issue: z.core.$ZodIssue, path: Path): void {
    const node = this.#visible(path);
    if (node?.type === 'scalar' && node.filled?.missing === true) return;
    if (node === undefined && this.#later.has(JSON.stringify(path.slice(0, -1)))) return;
    if (issue.code === 'unrecognized_keys') {
      // Those that no alternative knows have been told already.
      const { known } = keysAt(this.schema, path);
      for (const key of issue.keys) if (known.includes(key)) this.#add({ code: 'LG-CONFIG-UNKNOWN-KEY', what: `the key "${key}" does not go together with the others here`, next: 'remove it, or write the other form of this section' }, this.#placeOf([...path, key], true), path);
      return;
    }
    const said = this.#said(issue.message, node);
    if (said !== undefined) {
      this.#add(said, this.#placeOf(path, issue.code === 'invalid_key'), path);
      return;
    }
    if (issue.code === 'invalid_union' && issue.errors.length > 0) {
      if (node?.type === 'scalar' && node.value !== null) {
        const joined = this.#joinAlternatives(issue.errors, node, path);
        if (joined !== undefined) {
          this.#add(joined, node.at, path);
          return;
        }
      }
      const best = this.#bestAlternative(issue.errors);
      if (best !== undefined) {
        for (const inner of best) this.#tell(inner, [...path, ...(inner.path as Path)]);
        return;
      }
    }
    if (issue.code === 'invalid_key') {
      const why = issue.issues.map((inner) => this.#said(inner.message, undefined)).find((one) => one !== undefined);
      if (why !== undefined) {
        this.#add(why, this.#placeOf(path, true), path);
        return;
      }
    }
    this.#add(explainIssue(issue, node, this.schema, path), this.#placeOf(path, issue.code === 'invalid_key'), path);
  }

  /** Of several alternatives that all failed, the one that was meant: the one whose outermost type fits. */
  #bestAlternative(errors: readonly (readonly z.core.$ZodIssue[])[]): readonly z.core.$ZodIssue[] | undefined {
    const fits = errors.filter((issues) => !issues.some((issue) => issue.path.length === 0 && issue.code === 'invalid_type'));
    return [...fits].sort((a, b) => weigh(a) - weigh(b))[0];
  }

  /** A scalar that fits none of several alternatives: what each of those says that take a scalar at all. */
  #joinAlternatives(errors: readonly (readonly z.core.$ZodIssue[])[], node: ScalarNode, path: Path): Complaint | undefined {
    const all = errors.flatMap((issues) => {
      const [issue] = issues;
      if (issue === undefined || issue.path.length > 0 || (issue.code === 'invalid_type' && issue.message === UNSAID && CONTAINERS.has(issue.expected))) return [];
      if (issue.code === 'invalid_union') return this.#joinAlternatives(issue.errors, node, path) ?? [];
      return this.#said(issue.message, node) ?? explainIssue(issue, node, this.schema, path);
    });
    const unitless = all.filter(({ what }) => what.includes('has no unit'));
    const told = unitless.length > 0 ? unitless : all;
    const [first] = told;
    if (first === undefined) return undefined;
    const join = (parts: readonly string[], by: string): string => [...new Set(parts)].join(by);
    return { code: first.code, what: join(unitless.length > 1 ? [first.what.replace(/: .* is needed$/, '')] : told.map(({ what }) => what), '; '), next: join(told.map(({ next }) => next), '; or ') };
  }

  /** The words of a schema of ours, if the issue has any. */
  #said(message: string, node: TreeNode | undefined): Complaint | undefined {
    if (message === UNSAID || message === 'Invalid input') return undefined;
    const [what = '', ...next] = this.#hideFilled(message, node).split('\n');
    return { code: 'LG-CONFIG-VALUE', what, next: next.join(' ') || 'correct the value' };
  }

  /** A value that came from a variable is shown as it was written. */
  #hideFilled(message: string, node: TreeNode | undefined): string {
    if (node?.type !== 'scalar' || node.filled === undefined) return message;
    const value = String(node.value);
    const { raw } = node.filled;
    return value === '' ? message : message.replaceAll(value, () => raw).replaceAll(value.slice(0, 60), () => raw);
  }

  /** The place of a value, or of its key; of what should hold it where it is missing. */
  #placeOf(path: Path, key: boolean): Place {
    const parent = nodeAt(this.#filled, path.slice(0, -1));
    const last = path.at(-1);
    const entry = parent?.type === 'map' && last !== undefined ? parent.entries.get(String(last)) : undefined;
    if (entry !== undefined && (key || (entry.node.type === 'scalar' && entry.node.value === null))) return entry.at;
    const node = nodeAt(this.#filled, path);
    if (path.length === 0 && node?.type === 'scalar' && node.value === null) return this.placed.keyAt ?? node.at;
    return node?.at ?? this.#holderOf(path);
  }

  #holderOf(path: Path): Place {
    for (let length = path.length - 1; length > 0; length -= 1) {
      const node = nodeAt(this.#filled, path.slice(0, length));
      if (node === undefined) continue;
      const parent = nodeAt(this.#filled, path.slice(0, length - 1));
      return (parent?.type === 'map' ? parent.entries.get(String(path[length - 1]))?.at : undefined) ?? node.at;
    }
    return this.placed.keyAt ?? this.#filled.at;
  }
}

/** Unknown keys weigh most: they mean that another form was intended. */
function weigh(issues: readonly z.core.$ZodIssue[]): number {
  return issues.reduce((sum, issue) => sum + (issue.code === 'unrecognized_keys' ? 10 : 1), 0);
}

export function validate<T>(schema: z.ZodType<T>, placed: Placed, around: Surroundings): T | undefined {
  return new Validation(schema, placed, around).run();
}

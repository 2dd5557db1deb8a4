import type { Document, ParsedNode } from 'yaml';
import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';

import { suggest } from './nearest';
import { Problems } from './problems';
import type { MapEntry, MapNode, Place, ScalarNode, TreeNode } from './tree';
import { explainYamlError, explainYamlWarning } from './yaml-errors';

/** Far more than any configuration has; a few lines of nested aliases would otherwise fill the memory. */
const MOST_NODES = 50_000;

/** Turns a document's nodes into a tree of places, following aliases. */
class Reader {
  readonly #counter: LineCounter;
  readonly #open = new Set<unknown>();
  readonly #anchors: string[] = [];
  #nodes = 0;

  constructor(
    readonly file: string,
    readonly text: string,
    readonly document: Document.Parsed,
    readonly problems: Problems,
    counter: LineCounter,
  ) {
    this.#counter = counter;
  }

  place(offset: number): Place {
    const { line, col } = this.#counter.linePos(offset);
    return { file: this.file, line, column: col };
  }

  complain(code: string, at: Place, what: string, next: string): void {
    this.problems.add({ code, at, path: [], what, next });
  }

  read(node: ParsedNode | null, fallback: number): TreeNode {
    const at = this.place(node?.range[0] ?? fallback);
    this.#nodes += 1;
    if (this.#nodes > MOST_NODES) {
      if (this.#nodes === MOST_NODES + 1) this.complain('LG-CONFIG-YAML', at, 'the aliases of this file unfold to more than 50 000 values', 'use fewer nested aliases');
      return { type: 'scalar', value: null, source: '', quoted: false, at, dollars: [] };
    }
    if (isAlias(node)) return this.#follow(node, at);
    if (node?.anchor !== undefined) this.#anchors.push(node.anchor);
    if (!isMap(node) && !isSeq(node)) return this.#readScalar(node, at);
    this.#open.add(node);
    const tree: TreeNode = isMap(node) ? this.#readMap(node, at) : { type: 'list', at, items: node.items.map((item) => this.read(item, node.range[0])) };
    this.#open.delete(node);
    return tree;
  }

  #follow(alias: ParsedNode & { source: string }, at: Place): TreeNode {
    const target = (alias as { resolve?: (document: Document) => unknown }).resolve?.(this.document) as ParsedNode | undefined;
    const nothing: ScalarNode = { type: 'scalar', value: null, source: `*${alias.source}`, quoted: false, at, dollars: [] };
    if (target === undefined) {
      const glob = /[./*?]/.test(alias.source);
      this.complain(
        'LG-CONFIG-YAML',
        at,
        `there is no anchor &${alias.source} above this line`,
        glob ? `a value that begins with * must be in quotes: "*${alias.source}"` : suggest(alias.source, this.#anchors, `write &${alias.source} at the value that is meant, above this line`),
      );
      return { ...nothing, filled: { raw: `*${alias.source}`, missing: true } };
    }
    if (this.#open.has(target)) {
      this.complain('LG-CONFIG-YAML', at, `*${alias.source} stands inside the very value that it repeats`, 'move the anchor to a value that does not contain the alias');
      return { ...nothing, filled: { raw: `*${alias.source}`, missing: true } };
    }
    return this.read(target, target.range[0]);
  }

  #readScalar(node: ParsedNode | null, at: Place): ScalarNode {
    if (!isScalar(node)) return { type: 'scalar', value: null, source: '', quoted: false, at, dollars: [] };
    const raw = node.value;
    const value = typeof raw === 'string' || typeof raw === 'number' || typeof raw === 'boolean' || raw === null ? raw : '';
    const quoted = node.type !== 'PLAIN';
    const [from, to] = node.range;
    return { type: 'scalar', value, source: node.source, quoted, at, dollars: typeof value === 'string' ? this.#dollars(value, from, to) : [] };
  }

  /** Where each `${` of a value is written; the value's own place where escapes hide them. */
  #dollars(value: string, from: number, to: number): Place[] {
    const wanted = value.split('${').length - 1;
    if (wanted === 0) return [];
    const found = [...this.text.slice(from, to).matchAll(/\$\{/g)].map((match) => this.place(from + match.index));
    return found.length === wanted ? found : Array.from({ length: wanted }, () => this.place(from));
  }

  #readMap(node: ParsedNode, at: Place): MapNode {
    const entries = new Map<string, MapEntry>();
    const inherited = new Map<string, MapEntry>();
    if (!isMap(node)) return { type: 'map', entries, at };
    for (const pair of node.items as { key: ParsedNode | null; value: ParsedNode | null }[]) {
      const offset = pair.key?.range[0] ?? node.range[0];
      const place = this.place(offset);
      if (!isScalar(pair.key) || pair.key.value === null) {
        this.complain('LG-CONFIG-YAML', place, 'a key must be a word', 'a value that begins with { or [ must be in quotes');
        continue;
      }
      // As written: 003 and 1.10 are names here, not numbers.
      const key = pair.key.type === 'PLAIN' || typeof pair.key.value !== 'string' ? pair.key.source : pair.key.value;
      if (key === '__proto__') {
        this.complain('LG-CONFIG-UNKNOWN-KEY', place, 'unknown key "__proto__"', 'remove it');
        continue;
      }
      const value = this.read(pair.value, pair.key.range[1]);
      if (key === '<<' && isMergeable(value)) {
        for (const map of value.type === 'list' ? [...value.items].reverse() : [value]) {
          if (map.type === 'map') for (const [name, entry] of map.entries) inherited.set(name, entry);
        }
        continue;
      }
      const first = entries.get(key);
      if (first !== undefined) {
        this.complain('LG-CONFIG-DUPLICATE-KEY', place, `the key "${key}" is here a second time: it is already on line ${String(first.at.line)}`, 'keep one of the two, or put both together');
        continue;
      }
      entries.set(key, { at: place, node: value });
    }
    for (const [key, entry] of inherited) if (!entries.has(key)) entries.set(key, entry);
    return { type: 'map', entries, at };
  }
}

function isMergeable(node: TreeNode): boolean {
  return node.type === 'map' || (node.type === 'list' && node.items.every((item) => item.type === 'map'));
}

/** The file as a tree; undefined where it cannot be read at all, with the reasons among the problems. */
export function parseYaml(text: string, file: string, problems: Problems): MapNode | undefined {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, uniqueKeys: false, prettyErrors: false, merge: false, logLevel: 'error' });
  const reader = new Reader(file, text, document, problems, counter);
  const errors = document.errors;
  if (errors.length > 0) {
    // What follows the first error mostly follows from it; tabs are told one by one.
    const told = errors.every((error) => error.code === 'TAB_AS_INDENT') ? errors : errors.slice(0, 1);
    for (const error of told) {
      const { offset, what, next } = explainYamlError(error, text, document);
      reader.complain('LG-CONFIG-YAML', reader.place(offset), what, next);
    }
    return undefined;
  }
  for (const warning of document.warnings) {
    const { offset, what, next } = explainYamlWarning(warning);
    reader.complain('LG-CONFIG-YAML', reader.place(offset), what, next);
  }
  const start: Place = { file, line: 1, column: 1 };
  if (document.contents === null || (isScalar(document.contents) && document.contents.value === null)) {
    reader.complain('LG-CONFIG-EMPTY', start, 'the file is empty', 'begin with `version: 1` and `app: <name>`; the README has a first one to start from');
    return undefined;
  }
  const tree = reader.read(document.contents, 0);
  if (tree.type === 'map') return tree;
  reader.complain(
    'LG-CONFIG-TYPE',
    tree.at,
    tree.type === 'list' ? 'the file is a list; it must be a map of keys and values' : 'the file is a piece of text; it must be a map of keys and values',
    tree.type === 'list' ? 'remove the "- " in front of the keys' : 'write `key: value`, with a space after the colon',
  );
  return undefined;
}

/** A file as it is written: its tree, if it has one, and what is wrong with it so far. */
export interface ParsedFile {
  readonly root: MapNode | undefined;
  readonly problems: Problems;
}

export function parseFile(text: string, file: string): ParsedFile {
  const problems = new Problems();
  return { root: parseYaml(text, file, problems), problems };
}

import type { BundledModule } from './licenses';

const FILE_OF = /return "" \+ chunkId \+ "\.index\.js";/;
const PACKAGE = /.*\/node_modules\/(?:@[^/]+\/)?([^/]+)\//;

/** A chunk as webpack's statistics tell of it. */
export interface BundledChunk {
  readonly files?: readonly string[];
  /** Those that `webpackChunkName` gives. */
  readonly names?: readonly string[];
  readonly modules?: readonly BundledModule[];
}

/** A chunk's own name, or that of the package it holds most of. */
function nameOf({ names = [], modules = [] }: BundledChunk): string | undefined {
  if (names[0] !== undefined) return names[0];
  const sizes = new Map<string, number>();
  for (const { nameForCondition, size = 0 } of modules) {
    const holder = PACKAGE.exec(nameForCondition ?? '')?.[1];
    if (holder !== undefined) sizes.set(holder, (sizes.get(holder) ?? 0) + size);
  }
  return [...sizes].sort(([, a], [, b]) => b - a)[0]?.[0];
}

export interface Program {
  readonly code: string;
  /** By the name of their file. */
  readonly chunks: ReadonlyMap<string, string>;
}

/** Names the files of chunks for what they hold, `chunk-<name>.js`, instead of a number. `texts` is by the number's file. */
export function nameChunks(code: string, texts: ReadonlyMap<string, string>, chunks: readonly BundledChunk[]): Program {
  const names = new Map<string, string>();
  let shared = 0;
  for (const chunk of chunks) {
    const file = chunk.files?.find((one) => texts.has(one));
    if (file === undefined) continue;
    const name = nameOf(chunk);
    // What several chunks need, and that holds no package, has no name of its own.
    if (name === undefined) shared += 1;
    names.set(file, `chunk-${name ?? `shared${shared === 1 ? '' : `-${String(shared)}`}`}.js`);
  }
  const named = new Map([...texts].map(([file, text]) => [names.get(file) ?? file, text] as const));
  if (named.size !== texts.size) throw new Error(`two chunks have the same name: ${[...names.values()].sort().join(', ')}; write import(/* webpackChunkName: "…" */ …)`);
  if (named.size === 0) return { code, chunks: named };
  if (!FILE_OF.test(code)) throw new Error('the bundle finds its chunks in a way that is not known here');
  const table = Object.fromEntries([...names].map(([file, name]) => [file.replace('.index.js', ''), name] as const).sort(([a], [b]) => Number(a) - Number(b)));
  return { code: code.replace(FILE_OF, () => `return ${JSON.stringify(table)}[chunkId];`), chunks: named };
}

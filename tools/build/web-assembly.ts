import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

import type { GeneratedFile } from '../generate/generated-file';
import { type BundledModule, filesOf } from './licenses';

/**
 * WebAssembly that a bundled module reads at run time from the folder it lies in: a file beside the chunks. It is portable, unlike
 * a native add-on, and as a file of its own it is a quarter smaller than as text in a chunk.
 */
export function webAssemblyOf(modules: readonly BundledModule[]): GeneratedFile<Uint8Array>[] {
  const found = new Map<string, Uint8Array>();
  for (const file of new Set(filesOf(modules))) {
    if (!file.includes('/node_modules/') || !file.endsWith('.js')) continue;
    const folder = dirname(file);
    for (const name of readdirSync(folder).filter((entry) => entry.endsWith('.wasm'))) {
      if (readFileSync(file, 'utf8').includes(`"${basename(name)}"`)) found.set(name, readFileSync(join(folder, name)));
    }
  }
  return [...found].map(([name, content]) => ({ path: `dist/${name}`, content }));
}

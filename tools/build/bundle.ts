import ncc from '@vercel/ncc';

import type { GeneratedFile } from '../generate/generated-file';
import { nameChunks } from './chunks';
import { collectLicenses } from './licenses';
import { stripComments } from './strip-comments';
import { webAssemblyOf } from './web-assembly';

/** Files that a dependency brings and that no action needs: a Windows program of ssh2. */
const UNWANTED = new Set(['pagent.exe']);

/**
 * `dist/index.js`, its chunks, the WebAssembly that they load and its licences, from one entry: CommonJS, readable, without comments, the same bytes wherever
 * it is built. Native add-ons are refused, since a bundle that holds one runs on the machine that built it and on few others.
 */
export async function bundle(entry: string): Promise<GeneratedFile<string | Uint8Array>[]> {
  const { code, assets, stats } = await ncc(entry, { cache: false, minify: false, quiet: true, transpileOnly: true, target: 'es2023' });
  const native = Object.keys(assets).filter((name) => name.endsWith('.node'));
  if (native.length > 0) throw new Error(`native add-ons would be bundled: ${native.join(', ')}; run npm ci with the .npmrc of this repository`);
  const isChunk = (name: string): boolean => name.endsWith('.index.js');
  const files = Object.entries(assets).map(([name, { source }]) => [name, source.toString()] as const);
  const every = { modulesSpace: Infinity, nestedModulesSpace: Infinity, chunkModulesSpace: Infinity };
  const { modules = [], chunks = [] } = stats.toJson({ all: false, ids: true, modules: true, nestedModules: true, chunks: true, chunkModules: true, ...every });
  const program = nameChunks(code, new Map(files.filter(([name]) => isChunk(name))), chunks);
  return [
    { path: 'dist/index.js', content: stripComments(program.code) },
    ...[...program.chunks].map(([name, text]) => ({ path: `dist/${name}`, content: stripComments(text) })),
    ...webAssemblyOf(modules),
    { path: 'dist/licenses.txt', content: collectLicenses(modules) },
    ...files.filter(([name]) => !isChunk(name) && !UNWANTED.has(name)).map(([name, text]) => ({ path: `dist/${name}`, content: text })),
  ];
}

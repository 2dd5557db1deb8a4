import ncc from '@vercel/ncc';

import type { GeneratedFile } from '../generate/generated-file';
import { stripComments } from './strip-comments';

/** Files that a dependency brings and that no action needs: a Windows program of ssh2. */
const UNWANTED = new Set(['pagent.exe']);

/**
 * `dist/index.js` and its licences, from one entry: CommonJS, readable, without comments, the same bytes wherever it is built.
 * Native add-ons are refused, since a bundle that holds one runs on the machine that built it and on few others; so are further
 * chunks, since their names change and their licences would be lost.
 */
export async function bundle(entry: string): Promise<GeneratedFile[]> {
  const { code, assets } = await ncc(entry, {
    cache: false,
    license: 'licenses.txt',
    minify: false,
    quiet: true,
    transpileOnly: true,
    target: 'es2023',
  });
  const native = Object.keys(assets).filter((name) => name.endsWith('.node'));
  if (native.length > 0) throw new Error(`native add-ons would be bundled: ${native.join(', ')}; run npm ci with the .npmrc of this repository`);
  const chunks = Object.keys(assets).filter((name) => name.endsWith('.js'));
  if (chunks.length > 0) throw new Error(`an import() made a chunk of its own: ${chunks.join(', ')}; write import(/* webpackMode: "eager" */ …)`);
  const rest = Object.entries(assets)
    .filter(([name]) => !UNWANTED.has(name))
    .map(([name, { source }]) => ({ path: `dist/${name}`, content: source.toString() }));
  return [{ path: 'dist/index.js', content: stripComments(code) }, ...rest];
}

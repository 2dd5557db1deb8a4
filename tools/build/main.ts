import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { compareFiles, writeFiles } from '../generate/files';
import { ACTION_IDS } from '../../src/model/action';
import { bundle } from './bundle';

const root = join(__dirname, '../..');
const LIMIT_BYTES = 4_000_000;

/** Names that may be in `dist`: what is built, and the stubs that the generator writes. */
function strangers(built: readonly string[]): string[] {
  const known = new Set([...built, 'dist/cli.js', ...ACTION_IDS.flatMap((id) => [`dist/${id}.js`, `dist/${id}-post.js`])]);
  return readdirSync(join(root, 'dist'))
    .map((name) => `dist/${name}`)
    .filter((path) => !known.has(path));
}

async function main(check: boolean): Promise<number> {
  const files = await bundle(join(root, 'src/main.ts'));
  const changed = check ? compareFiles(root, files) : writeFiles(root, files);
  const chunks = strangers(files.map(({ path }) => path)).filter((path) => /^dist\/chunk-[^/]*\.js$/.test(path));
  if (!check) for (const path of chunks) rmSync(join(root, path));
  for (const path of changed) console.log(check ? `stale: ${path}` : `written: ${path}`);
  const problems = [
    ...(check && changed.length > 0 ? ['dist is not what its sources make; run: npm run build'] : []),
    ...strangers(files.map(({ path }) => path)).map((path) => `${path} does not belong there`),
    ...files.filter(({ content }) => Buffer.byteLength(content) > LIMIT_BYTES).map(({ path }) => `${path} is over ${String(LIMIT_BYTES)} bytes`),
  ];
  for (const problem of problems) console.error(`error: ${problem}`);
  return problems.length === 0 ? 0 : 1;
}

main(process.argv.includes('--check')).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  },
);

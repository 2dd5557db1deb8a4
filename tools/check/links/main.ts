import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { checkLinks, type Tree } from './check-links';

const root = join(__dirname, '../../..');
/** Folders that are no part of the repository. */
const OUTSIDE = new Set(['.git', 'node_modules', '.build', 'coverage', '.lockgate-demo']);

function walk(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .filter(({ name }) => !OUTSIDE.has(name))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? [path, ...walk(path)] : [path];
    });
}

function readTree(): Tree {
  const paths = ['.', ...walk('.')].map((path) => path.replace(/^\.\//, ''));
  const pages = paths.filter((path) => path.endsWith('.md')).map((path) => [path, readFileSync(join(root, path), 'utf8')] as const);
  return { paths: new Set(paths), pages: new Map(pages) };
}

const tree = readTree();
const { links, broken } = checkLinks(tree);
for (const { page, line, target, problem } of broken) console.error(`${page}:${String(line)}: ${target} ${problem}`);
console.log(`${String(links)} links of ${String(tree.pages.size)} pages, ${String(broken.length)} broken`);
process.exitCode = broken.length === 0 && links > 0 ? 0 : 1;

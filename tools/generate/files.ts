import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import type { GeneratedFile } from './generated-file';

/** Paths of the files that are missing or hold something else. */
export function compareFiles(root: string, files: readonly GeneratedFile<string | Uint8Array>[]): string[] {
  return files.filter(({ path, content }) => !existsSync(join(root, path)) || !readFileSync(join(root, path)).equals(Buffer.from(content))).map(({ path }) => path);
}

/** Writes what differs and returns its paths. */
export function writeFiles(root: string, files: readonly GeneratedFile<string | Uint8Array>[]): string[] {
  const changed = new Set(compareFiles(root, files));
  for (const { path, content } of files) {
    if (!changed.has(path)) continue;
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return [...changed];
}

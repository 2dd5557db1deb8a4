import { cpSync, mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';

export const versions = ['v1', 'v2', 'v3'] as const;
export type Version = (typeof versions)[number];

/** Lays a version of the demo's application over what is in a folder: `v1` is the whole of it, later ones are what they change. */
export function layVersion(source: string, version: Version, folder: string): void {
  mkdirSync(folder, { recursive: true });
  const from = version === 'v1' ? source : join(source, 'versions', version);
  cpSync(from, folder, { recursive: true, filter: (path) => path !== join(source, 'versions') && !['__pycache__', 'node_modules'].includes(basename(path)) && !path.endsWith('.db') });
}

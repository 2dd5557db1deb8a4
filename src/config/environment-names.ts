import type { ParsedFile } from './parse-yaml';

/** The names of the environments as they are written; empty where there are none that can be read. */
export function environmentNames({ root }: ParsedFile): string[] {
  const node = root?.entries.get('environments')?.node;
  return node?.type === 'map' ? [...node.entries.keys()] : [];
}

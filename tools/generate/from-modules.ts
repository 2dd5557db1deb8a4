import type { GeneratedFile } from './generated-file';

export interface Generated {
  readonly files: readonly GeneratedFile[];
  /** What is wrong with the sources, for people. */
  readonly problems: readonly string[];
}

export async function generateFromModules(_root: string): Promise<Generated> {
  return Promise.resolve({ files: [], problems: [] });
}

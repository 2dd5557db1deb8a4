import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A webpack module as its statistics tell of it; one that was joined with others has them inside. */
export interface BundledModule {
  readonly nameForCondition?: string | null;
  readonly size?: number;
  readonly modules?: readonly BundledModule[];
}

/** The files that modules were made of, those inside of others too. */
export const filesOf = (modules: readonly BundledModule[]): string[] => modules.flatMap(({ nameForCondition, modules: inner = [] }) => [...(nameForCondition === undefined || nameForCondition === null ? [] : [nameForCondition]), ...filesOf(inner)]);

interface Package {
  readonly name: string;
  readonly license: string;
  readonly text: string;
}

/** The package that a file of node_modules belongs to: the nearest folder whose package.json has a name and a version. */
function packageOf(file: string): Package | undefined {
  if (!file.includes('/node_modules/')) return undefined;
  for (let folder = dirname(file); folder.includes('/node_modules/'); folder = dirname(folder)) {
    const manifest = join(folder, 'package.json');
    if (!existsSync(manifest)) continue;
    const { name, version, license } = JSON.parse(readFileSync(manifest, 'utf8')) as { name?: string; version?: string; license?: string };
    if (name === undefined || version === undefined) continue;
    const own = readdirSync(folder).filter((entry) => /^licen[cs]e(\.|$|-)/i.test(entry)).sort()[0];
    return { name, license: license ?? '', text: own === undefined ? '' : readFileSync(join(folder, own), 'utf8') };
  }
  return undefined;
}

/** The licences of everything that is bundled, in all of its chunks. */
export function collectLicenses(modules: readonly BundledModule[]): string {
  const packages = new Map<string, Package>();
  for (const file of filesOf(modules)) {
    const found = packageOf(file);
    if (found !== undefined) packages.set(found.name, found);
  }
  return [...packages.values()]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, license, text }) => `${name}\n${license}\n${text.replaceAll('\r\n', '\n').trim()}\n`)
    .join('\n');
}

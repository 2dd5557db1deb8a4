import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { type GeneratedFile, HEAD } from './generated-file';

interface Family {
  /** The folder below `src`, and the name of the registry. */
  readonly name: string;
  /** The file and the type of its contract. */
  readonly contract: string;
  readonly type: string;
}

export const FAMILIES: readonly Family[] = [
  { name: 'databases', contract: 'database', type: 'DatabasePlugin' },
  { name: 'migrations', contract: 'migration-tool', type: 'MigrationPlugin' },
  { name: 'runtimes', contract: 'runtime', type: 'RuntimePlugin' },
  { name: 'proxies', contract: 'proxy', type: 'ProxyPlugin' },
  { name: 'releases', contract: 'artefact', type: 'ArtefactPlugin' },
  { name: 'strategies', contract: 'strategy', type: 'StrategyPlugin' },
  { name: 'checks', contract: 'check', type: 'CheckPlugin' },
  { name: 'notifiers', contract: 'notifier', type: 'NotifierPlugin' },
];

/** Names of the sub-folders that hold `file`, sorted. */
export function foldersWith(folder: string, file: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(folder, entry.name, file)))
    .map((entry) => entry.name)
    .sort();
}

/** `env-file` → `envFile` */
export function identifier(kebab: string): string {
  return kebab.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

function entries(names: readonly string[]): string {
  return names.map((name) => (name === identifier(name) ? `  ${name},\n` : `  '${name}': ${identifier(name)},\n`)).join('');
}

function generateFamily(root: string, family: Family): GeneratedFile {
  const kinds = foldersWith(join(root, 'src', family.name), 'index.ts');
  const imports = [
    ...kinds.map((kind) => `import { plugin as ${identifier(kind)} } from './${kind}/index';\n`),
    `import type { ${family.type} } from './${family.contract}';\n`,
  ].join('');
  const body = kinds.length === 0 ? '{}' : `{\n${entries(kinds)}}`;
  return {
    path: `src/${family.name}/registry.generated.ts`,
    content: `${HEAD}${imports}\n/** Every plugin of the family, by its kind. */\nexport const ${family.name}: Readonly<Record<string, ${family.type}>> = ${body};\n`,
  };
}

/** Folders of `src/actions` that lack one of the two files that make an action. */
export function incompleteActions(root: string): string[] {
  const folder = join(root, 'src/actions');
  const specs = foldersWith(folder, 'spec.ts');
  const runs = foldersWith(folder, 'run.ts');
  return [
    ...specs.filter((id) => !runs.includes(id)).map((id) => `src/actions/${id}/run.ts is missing`),
    ...runs.filter((id) => !specs.includes(id)).map((id) => `src/actions/${id}/spec.ts is missing`),
  ];
}

/** The specs by themselves, and with the flows: who reads the ones need not load the others. */
function generateActions(root: string): GeneratedFile[] {
  const folder = join(root, 'src/actions');
  const imports = (ids: readonly string[], file: 'spec' | 'run'): string =>
    ids.map((id) => `import { ${file} as ${identifier(id)} } from './${id}/${file}';\n`).join('');
  const specs = foldersWith(folder, 'spec.ts');
  const runs = foldersWith(folder, 'run.ts');
  const typed = "import type { ActionId } from '../model/action';\n";
  return [
    {
      path: 'src/actions/specs.generated.ts',
      content: `${HEAD}${typed}${imports(specs, 'spec')}import type { ActionSpec } from './spec';\n\nexport const specs: Readonly<Record<ActionId, ActionSpec>> = {\n${entries(specs)}};\n`,
    },
    {
      path: 'src/actions/registry.generated.ts',
      content:
        `${HEAD}${typed}${imports(runs, 'run')}import type { Flow } from './flow';\n\nexport { specs } from './specs.generated';\n\n` +
        `export const runs: Readonly<Record<ActionId, Flow>> = {\n${entries(runs)}};\n`,
    },
  ];
}

/** The verbs of the command line: a file each. */
function generateVerbs(root: string): GeneratedFile[] {
  const folder = join(root, 'src/cli/verbs');
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => name.endsWith('.ts')).map((name) => name.slice(0, -'.ts'.length)).sort();
  const imports = [`import type { Verb } from './verb';\n`, ...names.map((name) => `import { verb as ${identifier(name)} } from './verbs/${name}';\n`)].join('');
  return [{ path: 'src/cli/registry.generated.ts', content: `${HEAD}${imports}\nexport const verbs: Readonly<Record<string, Verb>> = {\n${entries(names)}};\n` }];
}

export function generateRegistries(root: string): GeneratedFile[] {
  return [...FAMILIES.filter(({ name }) => existsSync(join(root, 'src', name))).map((family) => generateFamily(root, family)), ...generateActions(root), ...generateVerbs(root)];
}

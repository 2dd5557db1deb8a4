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

function key(kebab: string): string {
  return kebab.includes('-') ? `'${kebab}'` : kebab;
}

function entries(names: readonly string[], suffix = ''): string {
  return names.map((name) => (key(name) === `${identifier(name)}${suffix}` ? `  ${name},\n` : `  ${key(name)}: ${identifier(name)}${suffix},\n`)).join('');
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

/** An action without a `run.ts` is among the specs only: the compiler and the generator both say what is missing. */
function generateActions(root: string): GeneratedFile {
  const folder = join(root, 'src/actions');
  const specs = foldersWith(folder, 'spec.ts');
  const runs = foldersWith(folder, 'run.ts').filter((id) => specs.includes(id));
  const imports = specs
    .flatMap((id) => [
      ...(runs.includes(id) ? [`import { run as ${identifier(id)}Run } from './${id}/run';\n`] : []),
      `import { spec as ${identifier(id)}Spec } from './${id}/spec';\n`,
    ])
    .join('');
  return {
    path: 'src/actions/registry.generated.ts',
    content:
      `${HEAD}import type { ActionId } from '../model/action';\nimport type { Flow } from './flow';\n${imports}import type { ActionSpec } from './spec';\n\n` +
      `export const specs: Readonly<Record<ActionId, ActionSpec>> = {\n${entries(specs, 'Spec')}};\n\n` +
      `export const runs: Readonly<Record<ActionId, Flow>> = {\n${entries(runs, 'Run')}};\n`,
  };
}

export function generateRegistries(root: string): GeneratedFile[] {
  return [...FAMILIES.filter(({ name }) => existsSync(join(root, 'src', name))).map((family) => generateFamily(root, family)), generateActions(root)];
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { ActionSpec } from '../../src/actions/spec';
import type * as Workflows from '../../src/cli/templates/workflows';
import { describeConfiguration, undescribedKeys } from '../../src/config/describe';
import { buildJsonSchema } from '../../src/config/json-schema';
import type { Plugins } from '../../src/config/plugins';
import { ACTION_IDS } from '../../src/model/action';
import { CLI_STUB, folderOf, generateManifest, generateStubs } from './action-manifest';
import { configurationSections } from './configuration';
import type { GeneratedFile } from './generated-file';
import { actionsTable, generateReadme, sectionsOf } from './readme';
import { FAMILIES, foldersWith } from './registries';
import { validateSpec } from './validate-spec';

export interface Generated {
  readonly files: readonly GeneratedFile[];
  /** What is wrong with the sources, for people. */
  readonly problems: readonly string[];
}

/** Specs in the order of the pipeline. */
async function loadSpecs(root: string): Promise<{ specs: ActionSpec[]; problems: string[] }> {
  const folders = foldersWith(join(root, 'src/actions'), 'spec.ts');
  const problems = [
    ...ACTION_IDS.filter((id) => !folders.includes(id)).map((id) => `src/actions/${id}/spec.ts is missing`),
    ...folders.filter((id) => !ACTION_IDS.some((known) => known === id)).map((id) => `src/actions/${id}: src/model/action.ts does not list this action`),
  ];
  const specs: ActionSpec[] = [];
  for (const id of ACTION_IDS.filter((known) => folders.includes(known))) {
    const { spec } = (await import(join(root, 'src/actions', id, 'spec.ts'))) as { spec: ActionSpec };
    specs.push(spec);
    problems.push(...validateSpec(id, spec));
  }
  return { specs, problems };
}

/** A plugin is found by its folder and chosen by its kind, so the two must be the same. */
async function checkPlugins(root: string): Promise<string[]> {
  const problems: string[] = [];
  for (const { name: family } of FAMILIES) {
    for (const folder of foldersWith(join(root, 'src', family), 'index.ts')) {
      const path = `src/${family}/${folder}/index.ts`;
      const { plugin } = (await import(join(root, path))) as { plugin?: { kind?: unknown } };
      if (plugin === undefined) problems.push(`${path} does not export \`plugin\``);
      else if (plugin.kind !== folder) problems.push(`${path}: its kind is "${String(plugin.kind)}", its folder "${folder}"`);
    }
  }
  return problems;
}

/** The registries are written by the first round, so they are imported only now. */
async function loadPlugins(root: string): Promise<Plugins> {
  const registries = await Promise.all(FAMILIES.map(({ name }) => import(join(root, 'src', name, 'registry.generated.ts')) as Promise<Record<string, unknown>>));
  return Object.assign({}, ...registries) as Plugins;
}

async function generateConfiguration(root: string): Promise<Generated> {
  const plugins = await loadPlugins(root);
  const { file, problems } = generateReadme(root, 'docs/configuration.md', configurationSections(describeConfiguration(plugins), (name) => name in plugins.checks));
  return {
    files: [{ path: 'schema/lockgate.schema.json', content: `${JSON.stringify(buildJsonSchema(plugins), null, 1)}\n` }, ...(file === undefined ? [] : [file])],
    problems: [...problems, ...(['description', 'example'] as const).flatMap((part) => undescribedKeys(plugins, part).map((key) => `the key ${key} of the configuration has no ${part}`))],
  };
}

/** What `lockgate init` writes for the example: its configuration is the source. */
async function generateWorkflows(root: string): Promise<GeneratedFile[]> {
  const example = 'examples/flask-systemd';
  const { workflowFiles } = (await import(join(root, 'src/cli/templates/workflows.ts'))) as typeof Workflows;
  const file = '.github/lockgate.yml';
  const text = readFileSync(join(root, example, file), 'utf8');
  return workflowFiles({ text, file, branch: 'main', plugins: await loadPlugins(root) }).map(({ path, content }) => ({ path: `${example}/${path}`, content }));
}

export async function generateFromModules(root: string): Promise<Generated> {
  const { specs, problems } = await loadSpecs(root);
  const readmes = specs.map((spec) =>
    spec.id === 'lockgate'
      ? generateReadme(root, 'README.md', { actions: actionsTable(specs), ...sectionsOf(spec) })
      : generateReadme(root, `${folderOf(spec)}README.md`, sectionsOf(spec)),
  );
  const configuration = await generateConfiguration(root);
  return {
    files: [...specs.map(generateManifest), ...specs.flatMap(generateStubs), CLI_STUB, ...readmes.flatMap(({ file }) => file ?? []), ...configuration.files, ...(await generateWorkflows(root))],
    problems: [...problems, ...readmes.flatMap((readme) => readme.problems), ...configuration.problems, ...(await checkPlugins(root))],
  };
}

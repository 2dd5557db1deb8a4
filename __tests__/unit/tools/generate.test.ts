import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { parse } from 'yaml';

import { specs } from '../../../src/actions/specs.generated';
import type { ActionSpec } from '../../../src/actions/spec';
import { verbs } from '../../../src/cli/registry.generated';
import { ACTION_IDS } from '../../../src/model/action';
import { folderOf, generateManifest } from '../../../tools/generate/action-manifest';
import { compareFiles, writeFiles } from '../../../tools/generate/files';
import { fillSections, sectionsOf } from '../../../tools/generate/readme';
import { generateRegistries, identifier, incompleteActions } from '../../../tools/generate/registries';
import { validateSpec } from '../../../tools/generate/validate-spec';

const root = join(__dirname, '../../..');

function withFiles<T>(files: Readonly<Record<string, string>>, work: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'lockgate-generate-'));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('specs', () => {
  const sound = specs.backup;
  const broken: readonly (readonly [string, Partial<ActionSpec>])[] = [
    ['input "x" has an empty description', { inputs: { ...sound.inputs, x: { description: ' ' } } }],
    ['output "x" has an empty description', { outputs: { x: { description: '' } } }],
    ['input "dryRun" is not kebab-case', { inputs: { ...sound.inputs, dryRun: { description: 'x' } } }],
    ['input "x" is required and has a default', { inputs: { ...sound.inputs, x: { description: 'x', required: true, default: 'y' } } }],
    ['the default of input "x" is not one of its options', { inputs: { ...sound.inputs, x: { description: 'x', default: 'y', options: ['z'] } } }],
    ['its description is empty', { description: '' }],
    ['its description is longer than the 125 characters that GitHub shows', { description: 'x'.repeat(126) }],
    ['GitHub knows no color "pink"', { color: 'pink' }],
    ['GitHub knows no permission "everything"', { permissions: { everything: 'write' } }],
    ['"old" was renamed to "new", which is not an input', { renamed: { old: 'new' } }],
    ['the example sets "x", which is not an input', { example: '- uses: a/b@v1\n  with: { environment: e, x: 1 }' }],
    ['the example lacks the required input "environment"', { example: '- uses: a/b@v1' }],
    ['the example is not a step', { example: 'hello' }],
  ];

  it.each(broken)('%s', (problem, change) => {
    expect(validateSpec('backup', { ...sound, ...change })).toContain(`src/actions/backup/spec.ts: ${problem}`);
  });

  it.each(ACTION_IDS)('%s is sound', (id) => {
    expect(validateSpec(id, specs[id])).toEqual([]);
  });

  it('have what the gates between actions rely on', () => {
    const outputs = Object.fromEntries(ACTION_IDS.map((id) => [id, Object.keys(specs[id].outputs)]));
    expect(outputs).toMatchObject({
      preflight: ['ready', 'pending-migrations', 'risk', 'plan-digest', 'approved-by'],
      backup: ['backup-id', 'size', 'sha256', 'verified'],
      migrate: ['applied', 'from-revision', 'to-revision', 'reversible'],
      'rolling-deploy': ['release-id', 'previous-release-id', 'status'],
      'health-check': ['status', 'failed-checks', 'p95-ms'],
      rollback: ['level', 'status', 'loss', 'marked-bad', 'kept-database', 'diagnostics'],
      notify: ['delivered', 'messages'],
    });
    const { lockgate, ...others } = outputs;
    expect(new Set(lockgate)).toEqual(new Set(['outcome', 'rollback-status', ...Object.values(others).flat()]));
  });
});

describe('inputs and the flows that read them', () => {
  const folder = join(root, 'src/actions');
  const flows = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts') && !/(spec|common-inputs|generated)\.ts$/.test(name));
  const readBy = (some: readonly string[]): Set<string> =>
    new Set(some.flatMap((name) => [...readFileSync(join(folder, name), 'utf8').matchAll(/\binput\([a-z.]*context, '([a-z-]+)'\)/g)].map((found) => found[1] ?? '')));
  // A folder that is no action's holds flows of verbs of the command line, which have options.
  const folders = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory() && !(ACTION_IDS as readonly string[]).includes(entry.name)).map(({ name }) => name);
  const byVerb = (name: string): boolean => folders.some((one) => name.startsWith(`${one}/`));
  const read = readBy(flows.filter((name) => !byVerb(name)));
  const declared = new Set(ACTION_IDS.flatMap((id) => Object.keys(specs[id].inputs)));
  // Read before a flow begins, by whatever starts it.
  const frame = ['environment', 'config', 'version', 'working-directory', 'dry-run', 'github-token'];

  it('agree', () => {
    expect([...read].sort()).toEqual([...declared].filter((name) => !frame.includes(name)).sort());
  });

  it.each(folders)('agree for the verbs that run the flows in %s', (name) => {
    const options = new Set(Object.values(verbs).flatMap((verb) => Object.keys(verb.options)));
    expect([...readBy(flows.filter((file) => file.startsWith(`${name}/`)))].filter((one) => !options.has(one))).toEqual([]);
  });

  it('find those of a verb', () => {
    expect([...readBy(flows.filter((file) => file.startsWith('adopt/')))]).not.toEqual([]);
  });
});

describe('action.yml', () => {
  it.each(ACTION_IDS)('of %s says what its spec says', (id) => {
    const { path, content } = generateManifest(specs[id]);
    expect(content.startsWith('# Generated by `npm run generate`')).toBe(true);
    const manifest = parse(content) as { inputs: object; outputs: object; runs: { using: string; main: string; post: string } };
    expect(Object.keys(manifest.inputs)).toEqual(Object.keys(specs[id].inputs));
    expect(Object.keys(manifest.outputs)).toEqual(Object.keys(specs[id].outputs));
    expect(manifest.runs).toMatchObject({ using: 'node24', 'post-if': 'always()' });
    for (const file of [manifest.runs.main, manifest.runs.post]) {
      const call = file === manifest.runs.post ? `if (process.env['STATE_lease-may-be-held']) require('./index.js').post('${id}');\n` : `require('./index.js').main('${id}');\n`;
      const [keeps = '', ...rest] = readFileSync(join(root, dirname(path), file), 'utf8').split(/(?<=\n)/);
      expect(keeps).toMatch(/\brequire\('node:module'\)\.enableCompileCache\?\./);
      expect(rest).toEqual([call]);
    }
  });

  it('quotes defaults that YAML would take for something else', () => {
    expect(parse(generateManifest(specs.backup).content)).toMatchObject({ inputs: { 'dry-run': { default: 'false' }, 'job-status': { default: '${{ job.status }}' } } });
  });
});

describe('README', () => {
  it('is filled between its markers and nowhere else', () => {
    const { text, problems } = fillSections('before\n<!-- a -->\nold\n<!-- /a -->\nafter <!-- b -->\n', { a: 'new' });
    expect({ text, problems }).toEqual({ text: 'before\n<!-- a -->\n\nnew\n\n<!-- /a -->\nafter <!-- b -->\n', problems: [] });
    expect(fillSections(text, { a: 'new' }).text).toBe(text);
  });

  it('lacks markers loudly', () => {
    expect(fillSections('text', { inputs: 'x' }).problems).toEqual(['lacks the markers <!-- inputs --> … <!-- /inputs -->']);
  });

  it('leaves out what only the runner understands', () => {
    expect(sectionsOf(specs.backup)['inputs']).not.toContain('job-status');
    expect(sectionsOf(specs.backup)['inputs']).toContain('| `environment` |');
    expect(folderOf(specs.lockgate)).toBe('');
  });
});

describe('registries', () => {
  it('list the folders that hold a plugin, by name', () => {
    const files = { 'src/checks/tcp/index.ts': '', 'src/checks/env-file/index.ts': '', 'src/checks/notes/readme.md': '', 'src/checks/check.ts': '' };
    const generated = withFiles(files, (folder) => generateRegistries(folder).find(({ path }) => path.startsWith('src/checks/')));
    expect(generated?.content).toContain("import { plugin as envFile } from './env-file/index';");
    expect(generated?.content).toContain("= {\n  'env-file': envFile,\n  tcp,\n};");
  });

  it('miss what makes an action whole', () => {
    const files = { 'src/actions/backup/spec.ts': '', 'src/actions/migrate/run.ts': '' };
    expect(withFiles(files, incompleteActions)).toEqual(['src/actions/backup/run.ts is missing', 'src/actions/migrate/spec.ts is missing']);
  });

  it('make names that the language takes', () => {
    expect(identifier('env-file')).toBe('envFile');
  });
});

it('files are compared as they are, and written where they differ', () => {
  withFiles({ 'a/same': '1', 'a/other': '1' }, (folder) => {
    const files = [
      { path: 'a/same', content: '1' },
      { path: 'a/other', content: '2' },
      { path: 'b/new', content: '3' },
    ];
    expect(compareFiles(folder, files)).toEqual(['a/other', 'b/new']);
    expect(writeFiles(folder, files)).toEqual(['a/other', 'b/new']);
    expect(compareFiles(folder, files)).toEqual([]);
  });
});

import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const root = join(__dirname, '../../..');

/** A source tree of its own, linted with the rules of this one. */
class Tree {
  readonly folder = mkdtempSync(join(tmpdir(), 'lockgate-lint-'));

  constructor(files: Readonly<Record<string, string>>) {
    for (const name of ['tsconfig.json', 'package.json', 'eslint.config.mjs', '.dependency-cruiser.cjs']) copyFileSync(join(root, name), join(this.folder, name));
    symlinkSync(join(root, 'node_modules'), join(this.folder, 'node_modules'));
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(this.folder, path)), { recursive: true });
      writeFileSync(join(this.folder, path), text);
    }
  }

  #run(program: string, words: readonly string[]): string {
    const ended = spawnSync(process.execPath, [join(root, 'node_modules', program), ...words], { cwd: this.folder, encoding: 'utf8' });
    if (ended.status === null || !ended.stdout.startsWith('[') === !ended.stdout.startsWith('{')) throw new Error(ended.stderr || ended.stdout);
    return ended.stdout;
  }

  /** `<path>: <rule>`, sorted. */
  eslint(): string[] {
    const results = JSON.parse(this.#run('eslint/bin/eslint.js', ['--format', 'json', '.'])) as { filePath: string; messages: { ruleId: string | null; message: string }[] }[];
    return results.flatMap(({ filePath, messages }) => messages.map(({ ruleId, message }) => `${filePath.slice(this.folder.length + 1)}: ${ruleId ?? message}`)).sort();
  }

  /** `<from>: <rule>`, sorted. */
  imports(): string[] {
    const { summary } = JSON.parse(this.#run('dependency-cruiser/bin/dependency-cruise.mjs', ['--config', '.dependency-cruiser.cjs', '--output-type', 'json', 'src'])) as {
      summary: { violations: { from: string; rule: { name: string } }[] };
    };
    return summary.violations.map(({ from, rule }) => `${from}: ${rule.name}`).sort();
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}

function withTree<T>(files: Readonly<Record<string, string>>, ask: (tree: Tree) => T): T {
  const tree = new Tree(files);
  try {
    return ask(tree);
  } finally {
    tree.remove();
  }
}

/** Each is refused in src/model and, where it says so, allowed in src/shell. */
const REFUSED: readonly { name: string; code: string; rule: string; worldly: boolean }[] = [
  { name: 'environment', code: "export const home = process.env['HOME'];", rule: 'no-restricted-properties', worldly: true },
  { name: 'environment-import', code: "import { env } from 'node:process';\nexport const home = env['HOME'];", rule: 'no-restricted-imports', worldly: true },
  { name: 'clock', code: 'export const now = Date.now();', rule: 'no-restricted-properties', worldly: true },
  { name: 'clock-new', code: 'export const now = new Date();', rule: 'no-restricted-syntax', worldly: true },
  { name: 'clock-performance', code: 'export const now = performance.now();', rule: 'no-restricted-globals', worldly: true },
  { name: 'chance', code: 'export const dice = Math.random();', rule: 'no-restricted-properties', worldly: true },
  { name: 'chance-crypto', code: "import { randomBytes } from 'node:crypto';\nexport const dice = randomBytes(4);", rule: 'no-restricted-imports', worldly: true },
  { name: 'github', code: "import { info } from '@actions/core';\nexport const say = info;", rule: 'no-restricted-imports', worldly: true },
  { name: 'wire', code: "import { NodeSSH } from 'node-ssh';\nexport const ssh = NodeSSH;", rule: 'no-restricted-imports', worldly: true },
  { name: 'wire-types', code: "import type { Client } from 'ssh2';\nexport type Wire = Client;", rule: 'no-restricted-imports', worldly: true },
  { name: 'any', code: 'export function f(x: any): void { void x; }', rule: '@typescript-eslint/no-explicit-any', worldly: false },
  { name: 'floating', code: 'export function f(): void { Promise.resolve(); }', rule: '@typescript-eslint/no-floating-promises', worldly: false },
  { name: 'silenced', code: '// @ts-ignore\nexport const x = 1;', rule: '@typescript-eslint/ban-ts-comment', worldly: false },
  { name: 'disabled', code: '// eslint-disable-next-line eqeqeq\nexport const same = (a: number, b: number): boolean => a == b;', rule: 'eqeqeq', worldly: false },
  { name: 'camelCase', code: 'export const x = 1;', rule: 'lockgate/kebab-case', worldly: false },
];

describe('eslint', () => {
  const files = Object.fromEntries(REFUSED.flatMap(({ name, code }) => [[`src/model/${name}.ts`, code], [`src/shell/${name}.ts`, code]]));
  const found = withTree(
    {
      ...files,
      'src/model/fine.ts': "import { createHash } from 'node:crypto';\nexport const at = (text: string): Date => new Date(text);\nexport const hash = createHash('sha256');\n",
      '__tests__/skipped.test.ts': "it.skip('x', () => undefined);\ndescribe.only('x', () => undefined);\nit.todo('x');\n",
      '__tests__/mocked.test.ts': "jest.mock('../src/model/fine');\n",
      '__tests__/floating.test.ts': "it('x', () => { Promise.resolve(); });\n",
    },
    (tree) => tree.eslint(),
  );

  it.each(REFUSED)('refuses $name', ({ name, rule }) => {
    expect(found).toContain(`src/model/${name}.ts: ${rule}`);
  });

  it.each(REFUSED.filter(({ worldly }) => worldly))('allows $name in src/shell', ({ name }) => {
    expect(found.filter((line) => line.startsWith(`src/shell/${name}.ts`))).toEqual([]);
  });

  it('has nothing against a date that is given and a digest', () => {
    expect(found.filter((line) => line.startsWith('src/model/fine.ts'))).toEqual([]);
  });

  it('refuses tests that do not run, mocks of modules and promises that nobody awaits', () => {
    expect(found.filter((line) => line.startsWith('__tests__/'))).toEqual([
      '__tests__/floating.test.ts: @typescript-eslint/no-floating-promises',
      '__tests__/mocked.test.ts: no-restricted-syntax',
      ...Array.from({ length: 3 }, () => '__tests__/skipped.test.ts: no-restricted-syntax'),
    ]);
  });
});

describe('directions of imports', () => {
  const empty = 'export const x = 1;\n';
  const from = (path: string): string => `export { x } from '${path}';\n`;
  const cases: readonly (readonly [string, Record<string, string>, string])[] = [
    ['model needs nothing', { 'src/model/a.ts': from('../shell/b'), 'src/shell/b.ts': empty }, 'src/model/a.ts: model-imports'],
    ['types count', { 'src/model/a.ts': "import type { B } from '../shell/b';\nexport type A = B;\n", 'src/shell/b.ts': 'export type B = 1;\n' }, 'src/model/a.ts: model-imports'],
    ['shell is below state', { 'src/shell/a.ts': from('../state/b'), 'src/state/b.ts': empty }, 'src/shell/a.ts: shell-imports'],
    ['state is below the families', { 'src/state/a.ts': from('../databases/b'), 'src/databases/b.ts': empty }, 'src/state/a.ts: state-imports'],
    ['families are apart', { 'src/notifiers/a.ts': from('../checks/b'), 'src/checks/b.ts': empty }, 'src/notifiers/a.ts: notifiers-imports'],
    ['families are below strategies', { 'src/runtimes/a.ts': from('../strategies/b'), 'src/strategies/b.ts': empty }, 'src/runtimes/a.ts: runtimes-imports'],
    ['strategies are below actions', { 'src/strategies/a.ts': from('../actions/b'), 'src/actions/b.ts': empty }, 'src/strategies/a.ts: strategies-imports'],
    ['actions are below github', { 'src/actions/a.ts': from('../github/b'), 'src/github/b.ts': empty }, 'src/actions/a.ts: actions-imports'],
    ['what both ways in share is below them', { 'src/entry/a.ts': from('../cli/b'), 'src/cli/b.ts': empty }, 'src/entry/a.ts: entry-imports'],
    ['github and cli are apart', { 'src/cli/a.ts': from('../github/b'), 'src/github/b.ts': empty }, 'src/cli/a.ts: github-and-cli-apart'],
    ['report reads model alone', { 'src/report/a.ts': from('../shell/b'), 'src/shell/b.ts': empty }, 'src/report/a.ts: report-imports'],
    ['plugins of a family are apart', { 'src/checks/http/index.ts': from('../tcp/index'), 'src/checks/tcp/index.ts': empty }, 'src/checks/http/index.ts: plugins-apart'],
    ['a plugin is reached through its registry', { 'src/actions/a.ts': from('../checks/tcp/index'), 'src/checks/tcp/index.ts': empty }, 'src/actions/a.ts: actions-by-registry'],
    ['the family does not name its plugins', { 'src/checks/a.ts': from('./tcp/index'), 'src/checks/tcp/index.ts': empty }, 'src/checks/a.ts: plugins-by-registry'],
    ['no cycles', { 'src/model/a.ts': from('./b'), 'src/model/b.ts': from('./a') }, 'src/model/a.ts: no-cycles'],
    ['src needs no tools', { 'src/model/a.ts': from('../../tools/b'), 'tools/b.ts': empty }, 'src/model/a.ts: src-stands-alone'],
    ['nothing that is not bundled', { 'src/model/a.ts': "import fc from 'fast-check';\nexport const x = fc;\n" }, 'src/model/a.ts: bundled-only'],
    ['nothing that is not there', { 'src/model/a.ts': from('./b') }, 'src/model/a.ts: resolvable'],
  ];

  it.each(cases)('%s', (_, files, violation) => {
    expect(withTree(files, (tree) => tree.imports())).toContain(violation);
  });

  it('allows what the house allows', () => {
    const files = {
      'src/model/a.ts': empty,
      'src/shell/a.ts': from('../model/a'),
      'src/state/a.ts': from('../shell/a'),
      'src/databases/database.ts': from('../state/a'),
      'src/databases/sqlite/index.ts': from('../database'),
      'src/databases/registry.generated.ts': from('./sqlite/index'),
      'src/migrations/a.ts': from('../databases/database'),
      'src/config/a.ts': from('../databases/registry.generated'),
      'src/actions/a.ts': from('../config/a'),
      'src/github/a.ts': from('../actions/a'),
    };
    expect(withTree(files, (tree) => tree.imports())).toEqual([]);
  });
});

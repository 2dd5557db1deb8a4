import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { findNode } from '../../tools/workflow-runner/node-binary';
import { REPOSITORY } from '../support/job';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lockgate-package-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** As npx would run it: from the unpacked package, with nothing beside it. */
const run = (...words: string[]): { status: number | null; stdout: string } =>
  spawnSync(findNode(undefined, false).path, [join(folder, 'package/dist/cli.js'), ...words], { cwd: folder, encoding: 'utf8', env: { PATH: process.env['PATH'] ?? '', WEB: 'web.example.org' } });

test('the package holds what the command line needs, and nothing of the tests', () => {
  const packed = JSON.parse(execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], { cwd: REPOSITORY, encoding: 'utf8' })) as readonly { filename: string; files: readonly { path: string }[] }[];
  const { filename, files } = packed[0] ?? { filename: '', files: [] };
  const paths = files.map(({ path }) => path);
  expect(paths).toEqual(expect.arrayContaining(['package.json', 'LICENSE', 'README.md', 'dist/cli.js', 'dist/index.js', 'dist/licenses.txt', 'dist/libpg-query.wasm']));
  expect(paths.filter((path) => /^(src|tools|__tests__|examples|docs)\//.test(path))).toEqual([]);
  execFileSync('tar', ['-xzf', join(folder, filename), '-C', folder]);
  const { version } = JSON.parse(readFileSync(join(REPOSITORY, 'package.json'), 'utf8')) as { version: string };
  expect(run('--version')).toMatchObject({ status: 0, stdout: `${version}\n` });
  mkdirSync(join(folder, '.github'));
  writeFileSync(join(folder, '.github/lockgate.yml'), 'version: 1\napp: shop\nssh: { user: deploy }\nrelease: { kind: directory, path: /srv/shop }\nenvironments: { production: { hosts: { web: "${WEB}" } } }\n');
  expect(run('validate', '--json')).toMatchObject({ status: 0, stdout: expect.stringContaining('"production"') as string });
});

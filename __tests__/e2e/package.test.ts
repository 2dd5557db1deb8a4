import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { findNode } from '../../tools/workflow-runner/node-binary';
import { REPOSITORY } from '../support/job';

let folder: string;
let tarball: string;
const installed = (): string => join(folder, 'team/node_modules/lockgate');

/** As `npx` has it: the package in a folder of node_modules, installed by npm without a network. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lockgate-package-'));
  tarball = execFileSync(process.execPath, ['--import', 'tsx', join(REPOSITORY, 'tools/package/main.ts'), folder], { cwd: REPOSITORY, encoding: 'utf8' }).trim();
  mkdirSync(join(folder, 'team'));
  writeFileSync(join(folder, 'team/package.json'), '{"private":true}');
  execFileSync('npm', ['install', '--offline', '--no-audit', '--no-fund', '--ignore-scripts', '--cache', join(folder, 'cache'), tarball], { cwd: join(folder, 'team'), encoding: 'utf8' });
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const env = (more: Readonly<Record<string, string>> = {}): Record<string, string> => ({ PATH: process.env['PATH'] ?? '', HOME: folder, TMPDIR: folder, ...more });
const node = findNode(undefined, false).path;
const program = (): string => join(folder, 'team/node_modules/.bin/lockgate');

const run = (...words: string[]): { status: number | null; stdout: string } => spawnSync(node, [program(), ...words], { cwd: folder, encoding: 'utf8', env: env({ WEB: 'web.example.org' }) });

test('the package installs by itself, holds what the command line needs, and nothing of the tests', () => {
  expect(readdirSync(join(folder, 'team/node_modules')).filter((name) => !name.startsWith('.'))).toEqual(['lockgate']);
  const manifest = JSON.parse(readFileSync(join(installed(), 'package.json'), 'utf8')) as Record<string, unknown>;
  const { version } = JSON.parse(readFileSync(join(REPOSITORY, 'package.json'), 'utf8')) as { version: string };
  expect(Object.keys(manifest).sort()).toEqual(['bin', 'description', 'engines', 'files', 'license', 'name', 'version']);
  const paths = readdirSync(installed(), { recursive: true, encoding: 'utf8' });
  expect(paths).toEqual(expect.arrayContaining(['package.json', 'LICENSE', 'README.md', 'dist/cli.js', 'dist/index.js', 'dist/licenses.txt', 'dist/libpg-query.wasm', 'schema/lockgate.schema.json', 'examples/demo/server.py']));
  expect(paths.filter((path) => /^(src|tools|__tests__|docs|examples\/(?!demo))/.test(path.replace(/^examples$/, '')))).toEqual([]);
  expect(run('--version')).toMatchObject({ status: 0, stdout: `${version}\n` });
  mkdirSync(join(folder, '.github'));
  writeFileSync(join(folder, '.github/lockgate.yml'), 'version: 1\napp: shop\nssh: { user: deploy }\nrelease: { kind: directory, path: /srv/shop }\nenvironments: { production: { hosts: { web: "${WEB}" } } }\n');
  expect(run('validate', '--json')).toMatchObject({ status: 0, stdout: expect.stringContaining('"production"') as string });
});

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The demo, interrupted when what it says has this in it. */
function runDemo(words: readonly string[], interruptAt?: string): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(node, [program(), 'demo', ...words], { cwd: folder, env: env(), stdio: ['ignore', 'pipe', 'pipe'] });
    const said = { stdout: '', stderr: '' };
    let interrupted = false;
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (text: string) => {
        said[name] += text;
        if (interruptAt === undefined || interrupted || !said[name].includes(interruptAt)) return;
        interrupted = true;
        child.kill('SIGINT');
      });
    }
    child.once('error', reject);
    child.once('close', (code) => {
      resolve({ code, ...said });
    });
  });
}

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(true));
    socket.once('error', () => resolve(false)).once('connect', () => socket.destroy());
  });

/** Its server's folder, port and the application's port, from its first line. */
async function expectNothingLeft(said: string): Promise<void> {
  const [, ssh, disk = '', app] = /SSH on port (\d+) of this machine, its disk is (\S+)\/server, its application will be at http:\/\/127\.0\.0\.1:(\d+)/.exec(said) ?? [];
  expect(disk).toContain(folder);
  expect(existsSync(disk)).toBe(false);
  expect(await Promise.all([answers(Number(ssh)), answers(Number(app))])).toEqual([false, false]);
  expect(readdirSync(folder).filter((name) => name.startsWith('lockgate-demo'))).toEqual([]);
}

describe('lockgate demo, from the package', () => {
  test('deploys a good release, brings an ill one back, keeps what it promises, and leaves nothing', async () => {
    const ended = await runDemo(['--json']);
    const document = JSON.parse(ended.stdout) as { data: { deployed: unknown; promises: readonly { promise: string; kept: boolean }[] } };
    expect(ended.stderr).toMatch(/^ {2}✓ v3 was brought back by itself/m);
    expect(document.data.promises.filter(({ kept }) => !kept)).toEqual([]);
    expect(document).toMatchObject({ verb: 'demo', exit: 0, status: 'passed', data: { deployed: [{ version: 'v1', exit: 0 }, { version: 'v2', exit: 0 }, { version: 'v3', exit: 5 }] } });
    expect(ended.code).toBe(0);
    await expectNothingLeft(ended.stderr);
  });

  test.each([
    ['while a release is watched', '— health-check'],
    ['while nothing is there yet', '— preflight'],
  ])('interrupted %s it leaves nothing behind', async (_, moment) => {
    const ended = await runDemo([], moment);
    expect([ended.code, ended.stdout]).toEqual([130, expect.stringContaining('the demo was stopped')]);
    await expectNothingLeft(ended.stdout);
  });

  test('says everything that it lacks, and begins nothing', () => {
    const bare = mkdtempSync(join(folder, 'bare-'));
    const ended = spawnSync(node, [program(), 'demo', '--json'], { cwd: bare, encoding: 'utf8', env: env({ PATH: bare }) });
    const { problems, exit } = JSON.parse(ended.stdout) as { exit: number; problems: readonly { problem: string; next: string }[] };
    expect([ended.status, exit]).toEqual([2, 2]);
    expect(problems.map(({ problem }) => /python3|git|flock|tar\b/.exec(problem)?.[0])).toEqual(['python3', 'git', 'flock', 'tar']);
    expect(problems.every(({ next }) => next !== '')).toBe(true);
    expect(ended.stderr).not.toMatch(/\n\s+at /);
  });
});

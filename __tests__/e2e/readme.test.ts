// needs: docker
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { Outside } from '../../tools/demo/github-api';
import { TestServer } from '../../tools/test-server/server';
import { runWorkflow } from '../../tools/workflow-runner';
import { REPOSITORY } from '../support/job';
import { readBlocks } from '../support/readme';

const page = readFileSync(join(REPOSITORY, 'README.md'), 'utf8');
const [onServer = '', keys = '', program = '', deploying = ''] = readBlocks(page, 'sh');
const [configuration = '', workflow = ''] = readBlocks(page).filter((block) => /^(version: 1|name: Deploy)$/m.test(block));

const SHOP = `import json, os, sqlite3
from http.server import BaseHTTPRequestHandler, HTTPServer

class Shop(BaseHTTPRequestHandler):
    def do_GET(self):
        count = sqlite3.connect(os.environ["DATABASE"]).execute("SELECT count(*) FROM products").fetchone()[0]
        body = json.dumps({"status": "ok", "products": count, "version": os.environ["LOCKGATE_VERSION"]}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Shop).serve_forever()
`;

let server: TestServer;
let folder: string;
let environment: Record<string, string>;

/** What somebody types who follows the page: names and addresses are those of this server, and a watch is shorter. */
const typed = (text: string): string => text.replaceAll('server.example.org', server.address).replace('ssh-ed25519 AAAA…', server.hostKey).replace('for: 1m, every: 5s', 'for: 2s, every: 1s');

function inRepository(script: string): string {
  const { status, stdout, stderr } = spawnSync('bash', ['-euo', 'pipefail', '-c', typed(script)], { cwd: join(folder, 'shop'), env: environment, encoding: 'utf8' });
  if (status !== 0) throw new Error(`exit code ${String(status)} of:\n${script}\n${stdout}${stderr}`);
  return stdout;
}

function put(path: string, text: string): void {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

beforeAll(async () => {
  server = await TestServer.start({ alias: 'server' });
  folder = mkdtempSync(join(tmpdir(), 'lockgate-readme-'));
  for (const name of ['home', 'npm/bin', 'bin', 'runner']) mkdirSync(join(folder, name), { recursive: true });
  put('shop/shop/__init__.py', '');
  put('shop/shop/__main__.py', SHOP);
  put('shop/migrations/001_products.sql', "CREATE TABLE products (name TEXT NOT NULL);\nINSERT INTO products VALUES ('Teapot');\n");
  // Root comes in through the container here, not by a key, and leaves to others what it has to.
  put('bin/ssh', `#!/bin/sh\nshift\nexec docker exec --interactive ${server.id} sh -c "umask 077; $*"\n`);
  chmodSync(join(folder, 'bin/ssh'), 0o755);
  environment = {
    PATH: `${join(folder, 'bin')}:${process.env['PATH'] ?? ''}`,
    HOME: join(folder, 'home'),
    npm_config_prefix: join(folder, 'npm'),
    ...{ GIT_AUTHOR_NAME: 'Ann', GIT_AUTHOR_EMAIL: 'ann@example.org', GIT_COMMITTER_NAME: 'Ann', GIT_COMMITTER_EMAIL: 'ann@example.org', GIT_CONFIG_GLOBAL: '/dev/null' },
    // What is published is what is built here.
    ...{ GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: `url.file://${join(folder, 'published')}.insteadOf`, GIT_CONFIG_VALUE_0: 'https://github.com/lockgate/lockgate' },
  };
  for (const name of ['dist', 'package.json']) cpSync(join(REPOSITORY, name), join(folder, 'published', name), { recursive: true });
  execFileSync('sh', ['-c', 'git init --quiet --initial-branch=v1 && git add --all --force && git commit --quiet --message v1'], { cwd: join(folder, 'published'), env: environment });
  execFileSync('git', ['init', '--quiet', '--initial-branch=main'], { cwd: join(folder, 'shop'), env: environment });
});

afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

const answer = async (): Promise<unknown> => JSON.parse(await server.must('curl --silent --fail http://127.0.0.1:8000/health'));

test('from a bare server to a first deploy, as the page is written', async () => {
  const [packages = '', ...rest] = onServer.split('\n');
  expect(await server.must(rest.join('\n'))).toContain(server.hostKey);
  // They are in the image: nothing is fetched here.
  await server.must(`dpkg --status ${/--yes (.+)$/.exec(packages)?.[1] ?? 'nothing'} >/dev/null`);
  inRepository(keys);
  put('shop/.github/lockgate.yml', typed(configuration));
  put('shop/.github/workflows/deploy.yml', workflow);
  inRepository(program);
  const said = inRepository(deploying);
  expect(said).toContain('v1.0.0');
  expect(await answer()).toEqual({ status: 'ok', products: 1, version: 'v1.0.0' });
});

test('and a tag from GitHub', async () => {
  inRepository("echo '# more' >>shop/__main__.py && git commit --quiet --all --message More && git tag v1.0.1");
  const sha = inRepository('git rev-parse HEAD').trim();
  const outside = await Outside.start(() => []);
  try {
    const run = await runWorkflow({
      file: '.github/workflows/deploy.yml',
      root: join(folder, 'shop'),
      event: { name: 'push', ref: 'refs/tags/v1.0.1', sha },
      repository: 'team/shop',
      actor: 'ann',
      runId: '1',
      repositories: { 'lockgate/lockgate': REPOSITORY },
      vars: { PRODUCTION_HOST: server.address },
      secrets: { DEPLOY_KEY: readFileSync(join(folder, 'home/.ssh/deploy_shop'), 'utf8') },
      apiUrl: outside.url,
      temp: join(folder, 'runner'),
      anyNode: true,
    });
    expect(run.conclusion).toBe('success');
    expect(await answer()).toMatchObject({ version: 'v1.0.1' });
  } finally {
    await outside.close();
  }
});

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { type ForgeOptions, GitHubForge } from '../../../src/github/forge';

interface Asked {
  readonly method: string;
  readonly url: string;
  readonly authorization: string;
  readonly body: Record<string, unknown>;
}

type Answer = (asked: Asked, response: ServerResponse) => void;

const answer = (status: number, body: unknown): Answer => (_, response) => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
};

let server: Server;
let asked: Asked[];
let warnings: string[];
let answers: Record<string, Answer | Answer[]>;

beforeEach(async () => {
  asked = [];
  warnings = [];
  answers = {};
  server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString();
      const one: Asked = { method: request.method ?? '', url: request.url ?? '', authorization: request.headers.authorization ?? '', body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>) };
      asked.push(one);
      const key = `${one.method} ${one.url.split('?')[0] ?? ''}`;
      const found = answers[key] ?? answer(404, { message: 'Not Found' });
      const turn = Array.isArray(found) ? (found.length > 1 ? found.shift()! : found[0]!) : found;
      turn(one, response);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
});

function forge(more: Partial<ForgeOptions> = {}): GitHubForge {
  return new GitHubForge({
    token: 'ghs_token',
    apiUrl: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/api/v3`,
    repository: 'acme/shop',
    owner: 'acme/shop/42/deploy',
    commit: 'c'.repeat(40),
    environment: 'production',
    environmentUrl: 'https://example.org',
    runUrl: 'https://github.com/acme/shop/actions/runs/42',
    dryRun: false,
    warn: (message) => warnings.push(message),
    ...more,
  });
}

const RUN = 'GET /api/v3/repos/acme/shop/actions/runs/41';

describe('whether a run is over', () => {
  test.each([
    ['completed', true],
    ['in_progress', false],
    ['queued', false],
    ['waiting', false],
  ])('%s', async (status, over) => {
    answers[RUN] = answer(200, { id: 41, status, conclusion: null });
    expect(await forge().isRunOver('acme/shop/41/deploy')).toBe(over);
    expect(asked).toMatchObject([{ method: 'GET', url: '/api/v3/repos/acme/shop/actions/runs/41', authorization: 'token ghs_token' }]);
    expect(warnings).toEqual([]);
  });

  test.each([['me@laptop/77'], [''], ['acme/shop'], ['acme/shop/x/deploy']])('an owner that is no run (%j) is not asked about', async (owner) => {
    expect(await forge().isRunOver(owner)).toBeUndefined();
    expect(asked).toEqual([]);
  });

  test('a token that may not read runs: unknown, and the permission is named once', async () => {
    answers[RUN] = answer(403, { message: 'Resource not accessible by integration' });
    const one = forge();
    expect(await one.isRunOver('acme/shop/41/deploy')).toBeUndefined();
    expect(await one.isRunOver('acme/shop/41/deploy')).toBeUndefined();
    expect(warnings).toEqual(['GitHub did not tell whether the run 41 is over: the token may not: add "actions: read" to the job\'s permissions (403)']);
    expect(asked).toHaveLength(2);
  });

  test('trouble on their side is asked about twice', async () => {
    answers[RUN] = [answer(502, { message: 'Bad Gateway' }), answer(200, { status: 'completed' })];
    expect(await forge().isRunOver('acme/shop/41/deploy')).toBe(true);
    expect(asked).toHaveLength(2);
    answers[RUN] = answer(500, { message: 'no' });
    expect(await forge().isRunOver('acme/shop/41/deploy')).toBeUndefined();
    expect(asked).toHaveLength(4);
    expect(warnings).toHaveLength(1);
  });

  test('no answer is given up on', async () => {
    answers[RUN] = () => undefined;
    expect(await forge({ timeoutMs: 150 }).isRunOver('acme/shop/41/deploy')).toBeUndefined();
    expect(warnings).toHaveLength(1);
  });

  test('the rate limit is told as such', async () => {
    answers[RUN] = answer(403, { message: 'API rate limit exceeded for installation' });
    expect(await forge().isRunOver('acme/shop/41/deploy')).toBeUndefined();
    expect(warnings).toEqual(['GitHub did not tell whether the run 41 is over: the rate limit of the API is reached (403)']);
  });

  test.each([[null], [{}], [[]], ['text']])('an answer that makes no sense (%j) is no answer', async (body) => {
    answers[RUN] = answer(200, body);
    expect(await forge().isRunOver('acme/shop/41/deploy')).toBeUndefined();
  });

  test('nobody there', async () => {
    expect(await forge({ apiUrl: 'http://127.0.0.1:1' }).isRunOver('acme/shop/41/deploy')).toBeUndefined();
    expect(await forge({ token: '' }).isRunOver('acme/shop/41/deploy')).toBeUndefined();
    expect(warnings).toHaveLength(2);
    expect(warnings[1]).toMatch(/no token/);
  });
});

describe('commits', () => {
  test('newest first, their first line, bounded', async () => {
    answers['GET /api/v3/repos/acme/shop/compare/a...b'] = answer(200, {
      commits: [
        { sha: '1', commit: { message: 'first\n\nbody' } },
        { sha: '2', commit: { message: `second\u001b[31m ${'x'.repeat(500)}` } },
      ],
    });
    const commits = await forge().commitsBetween('a', 'b');
    expect(commits.map(({ id }) => id)).toEqual(['2', '1']);
    expect(commits[1]?.subject).toBe('first');
    expect(commits[0]?.subject.length).toBeLessThan(250);
    expect(commits[0]?.subject).not.toContain('\u001b');
  });

  test.each([
    ['', 'b'],
    ['a', ''],
    ['a', 'a'],
  ])('nothing to ask between %j and %j', async (from, to) => {
    expect(await forge().commitsBetween(from, to)).toEqual([]);
    expect(asked).toEqual([]);
  });

  test('a commit that is not there any more', async () => {
    expect(await forge().commitsBetween('gone', 'b')).toEqual([]);
  });
});

describe('deployment records', () => {
  const LIST = 'GET /api/v3/repos/acme/shop/deployments';
  const CREATE = 'POST /api/v3/repos/acme/shop/deployments';
  const STATUS = 'POST /api/v3/repos/acme/shop/deployments/7/statuses';

  test('one is made for the run, and each state is a status of it', async () => {
    answers[LIST] = answer(200, [{ id: 6, payload: { lockgate: 'acme/shop/41/deploy' } }, { id: 5, payload: 'text' }]);
    answers[CREATE] = answer(201, { id: 7 });
    answers[STATUS] = answer(201, { id: 1 });
    const one = forge();
    await one.recordDeployment('in_progress', 'a\nb');
    await one.recordDeployment('success', 'x'.repeat(300));
    expect(asked.map(({ method, url }) => `${method} ${url.split('?')[0] ?? ''}`)).toEqual([LIST, CREATE, STATUS, STATUS]);
    expect(asked[1]?.body).toEqual({ ref: 'c'.repeat(40), environment: 'production', task: 'deploy', auto_merge: false, required_contexts: [], payload: { lockgate: 'acme/shop/42/deploy' }, description: 'Lockgate' });
    expect(asked[2]?.body).toEqual({ state: 'in_progress', description: 'a ⏎ b', log_url: 'https://github.com/acme/shop/actions/runs/42', environment_url: 'https://example.org', auto_inactive: true });
    expect((asked[3]?.body['description'] as string).length).toBe(140);
    expect(warnings).toEqual([]);
  });

  test('an earlier step of the run made it', async () => {
    answers[LIST] = answer(200, [{ id: 7, payload: { lockgate: 'acme/shop/42/deploy' } }]);
    answers[STATUS] = answer(201, { id: 1 });
    await forge().recordDeployment('failure', 'x');
    expect(asked.map(({ method }) => method)).toEqual(['GET', 'POST']);
  });

  test('without the permission it is warned of, and goes on', async () => {
    answers[LIST] = answer(200, []);
    answers[CREATE] = answer(403, { message: 'Resource not accessible by integration' });
    await forge().recordDeployment('success', 'x');
    expect(warnings).toEqual(['GitHub did not tell a new deployment record: the token may not: add "deployments: write" to the job\'s permissions (403)']);
  });

  test('a dry run writes nothing', async () => {
    await forge({ dryRun: true }).recordDeployment('success', 'x');
    expect(asked).toEqual([]);
  });
});

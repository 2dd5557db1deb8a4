import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { type ForgeOptions, GitHubForge } from '../../../src/github/forge';
import { plugin as deployment } from '../../../src/notifiers/github-deployment/index';
import { TestPorts } from '../../contracts/checks/rig';
import { MESSAGE } from '../../contracts/notifiers/messages';

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
    environment: 'production',
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
    expect(warnings).toEqual(['GitHub did not tell whether the run 41 is over: the rate limit of the API is reached (403): it answers again in 60 s']);
  });

  test('the rate limit is told by the headers as well', async () => {
    answers[RUN] = (_, response) => {
      response.writeHead(403, { 'content-type': 'application/json', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1795000040' }).end('{"message":"Forbidden"}');
    };
    expect(await forge({ now: () => new Date(1_795_000_000_000) }).isRunOver('acme/shop/41/deploy')).toBeUndefined();
    expect(warnings).toEqual(['GitHub did not tell whether the run 41 is over: the rate limit of the API is reached (403): it answers again in 40 s']);
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
  const between = async (from: string, to: string): Promise<{ readonly ids: string[]; readonly subjects: string[]; readonly total: number }> => {
    const told = await forge().changesBetween(from, to);
    if ('untold' in told) throw new Error(told.untold);
    return { ids: told.commits.map(({ id }) => id), subjects: told.commits.map(({ subject }) => subject), total: told.total };
  };
  const commit = (sha: string, message: string): object => ({ sha, commit: { message, author: { name: 'Ann' } }, author: null });

  test('newest first, their first line, bounded', async () => {
    answers['GET /api/v3/repos/acme/shop/compare/a...b'] = answer(200, {
      total_commits: 2,
      behind_by: 0,
      commits: [commit('1', 'first\n\nbody'), commit('2', `second\u001b[31m ${'x'.repeat(500)}`)],
    });
    const { ids, subjects, total } = await between('a', 'b');
    expect(total).toBe(2);
    expect(ids).toEqual(['2', '1']);
    expect(subjects[1]).toBe('first');
    expect(subjects[0]?.length).toBeLessThan(250);
    expect(subjects[0]).not.toContain('\u001b');
  });

  test('a commit that is not there any more', async () => {
    expect(await forge().changesBetween('gone', 'b')).toEqual({ untold: expect.stringContaining('is no commit of acme/shop') as string });
  });

  test.each([
    [3, [1], 3],
    [100, [1], 100],
    [150, [1, 2], 100],
    [250, [1, 2, 3], 100],
    [640, [1, 6, 7], 100],
  ])('of %i commits the newest are told', async (many, pages, told) => {
    answers['GET /api/v3/repos/acme/shop/compare/a...b'] = ({ url }, response) => {
      const page = Number(new URL(url, 'http://x').searchParams.get('page'));
      const commits = Array.from({ length: many }, (_, index) => commit(String(index + 1), 'x')).slice((page - 1) * 100, page * 100);
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ total_commits: many, behind_by: 0, commits }));
    };
    const { ids, total } = await between('a', 'b');
    expect(total).toBe(many);
    expect(ids.map(Number)).toEqual(Array.from({ length: told }, (_, index) => many - index));
    expect(asked.map(({ url }) => Number(new URL(url, 'http://x').searchParams.get('page')))).toEqual(pages);
  });
});

/** Who asks, what for, and the permission that it takes. */
const CALLERS: readonly [who: string, paths: readonly string[], ask: (one: GitHubForge) => Promise<string>, permission: string][] = [
  ['whether a run is over', [RUN], async (one) => `${String(await one.isRunOver('acme/shop/41/deploy'))} ${warnings.join()}`, 'actions: read'],
  ['what lies between two commits', ['GET /api/v3/repos/acme/shop/compare/a...b'], async (one) => JSON.stringify(await one.changesBetween('a', 'b')), 'contents: read'],
  ['who approved', ['GET /api/v3/repos/acme/shop/environments/production', 'GET /api/v3/repos/acme/shop/actions/runs/42/approvals'], async (one) => { const evidence = await one.approval(); return evidence.kind === 'unknown' ? `${evidence.failure.code} ${evidence.failure.facts.cause ?? ''} ${evidence.failure.facts.next}` : evidence.kind; }, 'actions: read'],
  ['a deployment', ['GET /api/v3/repos/acme/shop/deployments'], async (one) => { const sent = await deployment.open(deployment.schema.parse({})).send(MESSAGE, new TestPorts(), { reference: '', forge: one.api() }); return `${String(sent.delivered)} ${sent.cause}`; }, 'deployments: write'],
];

describe.each(CALLERS)('GitHub in trouble, asked for %s', (_who, paths, ask, permission) => {
  const all = (turn: Answer): void => {
    for (const path of paths) answers[path] = turn;
  };
  const refused = (status: number, message: string, headers: Readonly<Record<string, string>> = {}): Answer => (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify({ message }));
  };

  test.each<[what: string, turn: Answer, says: RegExp]>([
    ['says that the token may not', refused(403, 'Resource not accessible by integration'), /the token may not.*add .*/],
    ['says so in words that nobody has seen before', refused(403, 'Nope'), /the token may not.*add .*/],
  ])('%s: the permission is named', async (_what, turn, says) => {
    all(turn);
    const told = await ask(forge());
    expect(told).toMatch(says);
    expect(told).toContain(permission);
  });

  test.each<[what: string, turn: Answer]>([
    ['with 429 and a time', refused(429, 'slow down', { 'retry-after': '4000' })],
    ['with 403 and a time', refused(403, 'You have exceeded a secondary rate limit', { 'retry-after': '4000' })],
    ['with 403 and nothing remaining', refused(403, 'Forbidden', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1795004000' })],
  ])('limits the rate %s: said as such, with the time, asked once, and no permission is blamed', async (_what, turn) => {
    all(turn);
    const told = await ask(forge({ now: () => new Date(1_795_000_000_000) }));
    expect(told).toMatch(/rate limit.* 4000 s/);
    expect(told).not.toContain(`add "${permission}"`);
    expect(asked).toHaveLength(paths.length);
  });

  test.each<[what: string, turn: Answer, says: RegExp]>([
    ['answers with an error of its own', refused(502, 'Bad Gateway'), /502/],
    ['answers with something else than JSON', (_, response) => { response.writeHead(503, { 'content-type': 'text/html' }).end('<h1>Unicorn</h1>'); }, /503/],
    ['hangs up', ({ url: _url }, response) => { response.destroy(); }, /./],
    ['never answers', () => undefined, /./],
  ])('%s: unknown, and nothing is thrown', async (_what, turn, says) => {
    all(turn);
    const told = await ask(forge({ timeoutMs: 100 }));
    expect(told).toMatch(says);
    expect(told).toMatch(/^(undefined|\{"untold"|LG-APPROVAL-UNKNOWN|false)/);
    expect(told).not.toMatch(/ghs_token|add "/);
  });
});

describe('the API for notifiers', () => {
  const STATUS = 'POST /api/v3/repos/acme/shop/deployments/7/statuses';
  const request = { method: 'POST', path: '/repos/acme/shop/deployments/7/statuses', body: { state: 'success', url: 'https://x' } } as const;

  test('an answer comes as it is, with its headers in small letters', async () => {
    answers[STATUS] = (_, response) => {
      response.writeHead(201, { 'content-type': 'application/json', 'X-RateLimit-Remaining': '41' }).end('{"id":1}');
    };
    const answer = await forge().api()?.ask(request);
    expect(answer).toMatchObject({ kind: 'answered', status: 201, body: '{"id":1}', headers: { 'x-ratelimit-remaining': '41' } });
    expect(asked).toMatchObject([{ method: 'POST', authorization: 'token ghs_token', body: request.body }]);
  });

  test('a refusal is an answer, without the token in it', async () => {
    answers[STATUS] = (_, response) => {
      response.writeHead(403, { 'content-type': 'application/json', 'Retry-After': '9' }).end('{"message":"ghs_token may not"}');
    };
    expect(await forge().api()?.ask(request)).toMatchObject({ kind: 'answered', status: 403, body: '{"message":"*** may not"}', headers: { 'retry-after': '9' } });
    expect(warnings).toEqual([]);
  });

  test('no answer is one too', async () => {
    answers[STATUS] = (_, response) => response.destroy();
    expect(await forge().api()?.ask(request)).toMatchObject({ kind: 'unreachable', cause: 'no answer' });
    answers[STATUS] = () => undefined;
    expect(await forge({ timeoutMs: 150 }).api()?.ask(request)).toMatchObject({ kind: 'unreachable' });
  });

  test('without a token, and in a dry run, there is none', () => {
    expect(forge({ token: '' }).api()).toBeUndefined();
    expect(forge({ dryRun: true }).api()).toBeUndefined();
  });
});

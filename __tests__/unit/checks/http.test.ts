import type { RequestListener } from 'node:http';

import { plugin } from '../../../src/checks/http/index';
import { CheckRig, closedPort, TestPorts } from '../../contracts/checks/rig';
import fc from '../../support/properties';

const rig = new CheckRig();
afterAll(() => rig.remove());

const answering = (status: number, body: string, headers: Record<string, string> = {}): RequestListener => (_request, response) => {
  response.writeHead(status, headers).end(body);
};

async function got(written: object, listener: RequestListener, more: Parameters<CheckRig['context']>[0] = {}): Promise<string> {
  const port = await rig.serve(listener);
  const { status, got: came } = await rig.ask(plugin, written, rig.context({ port, ...more }));
  return `${status}: ${came.replace(/in [0-9.]+ m?s$/, 'in time')}`;
}

const HEALTH = { path: '/health', json: { status: 'ok', database: 'connected' } };

test.each([
  ['a healthy answer', HEALTH, answering(200, '{"status":"ok","database":"connected"}'), 'passed: 200, {"status":"ok","database":"connected"} in time'],
  ['a sick one', HEALTH, answering(503, '{"status":"degraded","database":"timeout"}'), 'failed: status = degraded, database = timeout (503, {"status":"degraded","database":"timeout"})'],
  ['a key that is missing', HEALTH, answering(200, '{"status":"ok"}'), 'failed: database = nothing (200, {"status":"ok"})'],
  ['an answer that is not JSON', HEALTH, answering(200, '<h1>It works</h1>'), 'failed: a body that is not JSON (200, <h1>It works</h1>)'],
  ['an empty answer', HEALTH, answering(200, ''), 'failed: an empty body, where JSON was expected (200, empty body)'],
  ['a redirect', { path: '/health' }, answering(302, '', { location: 'https://login.example.org/' }), 'failed: a redirect to https://login.example.org/, which is not followed (302, empty body)'],
  ['a redirect that is wanted', { status: ['200-299', 302] }, answering(302, '', { location: '/login' }), 'passed: 302, empty body in time'],
  ['text beside a number', { json: { failed: 0 } }, answering(200, '{"failed":"0"}'), 'failed: failed = "0" as text (200, {"failed":"0"})'],
  ['a limit', { json: { failed: { max: 0 } } }, answering(200, '{"failed":7}'), 'failed: failed = 7 (200, {"failed":7})'],
  ['a limit on what is no number', { json: { failed: { max: 0 } } }, answering(200, '{"failed":null}'), 'failed: failed = null, which is no number (200, {"failed":null})'],
  ['a path into an object', { json: { 'services.salesforce': 'ok' } }, answering(200, '{"services":{"salesforce":"ok"}}'), 'passed: 200, {"services":{"salesforce":"ok"}} in time'],
  ['a key with a dot', { json: { 'services.salesforce': 'ok' } }, answering(200, '{"services.salesforce":"ok"}'), 'passed: 200, {"services.salesforce":"ok"} in time'],
  ['an empty list', { json: { incidents: [] } }, answering(200, '{"incidents":[]}'), 'passed: 200, {"incidents":[]} in time'],
  ['a list that is not empty', { json: { incidents: [] } }, answering(200, '{"incidents":[1]}'), 'failed: incidents = [1] (200, {"incidents":[1]})'],
  ['text in the body', { contains: 'Directory' }, answering(200, '<title>Maintenance</title>'), 'failed: no "Directory" in the body (200, <title>Maintenance</title>)'],
  ['a body like this', { matches: '^pong$' }, answering(200, 'pong'), 'passed: 200, pong in time'],
  ['a header', { 'response-headers': { 'Cache-Control': { matches: 'no-store' } } }, answering(200, ''), 'failed: header Cache-Control = nothing (200, empty body)'],
  ['a prototype is no data', { json: { 'constructor.name': 'Object' } }, answering(200, '{}'), 'failed: constructor.name = nothing (200, {})'],
])('%s', async (_name, written, listener, expected) => {
  expect(await got(written, listener)).toBe(expected);
});

describe('the version that serves', () => {
  const both = { release: '20261121-2104-3f9c2ab', version: 'v1.16.0' };
  test.each([
    ['by version', true, answering(200, '{"version":"v1.16.0"}'), 'passed'],
    ['without its v', true, answering(200, '{"version":"1.16.0"}'), 'passed'],
    ['by release', true, answering(200, '{"version":"1.2","release":"20261121-2104-3f9c2ab"}'), 'passed'],
    ['in a header', true, answering(200, '', { 'x-release': '20261121-2104-3f9c2ab' }), 'passed'],
    ['as the whole answer', true, answering(200, 'v1.16.0\n'), 'passed'],
    ['at a path', 'build.version', answering(200, '{"build":{"version":"v1.16.0"}}'), 'passed'],
    ['the OLD one', true, answering(200, '{"version":"v1.15.0"}'), 'failed: v1.15.0 serves, not 20261121-2104-3f9c2ab (200, {"version":"v1.15.0"})'],
    ['one that only begins alike', true, answering(200, '{"version":"v1.16.0-rc1"}'), 'failed: v1.16.0-rc1 serves'],
    ['none', true, answering(200, '{"status":"ok"}'), 'failed: no version is told'],
    ['none at the path', 'build.version', answering(200, '{"version":"v1.16.0"}'), 'failed: no version is told at build.version'],
  ])('%s', async (_name, version, listener, expected) => {
    expect(await got({ version }, listener, both)).toContain(expected);
  });

  test('nobody knows which it should be', async () => {
    const port = await rig.serve(answering(200, '{"version":"v1"}'));
    expect(await rig.ask(plugin, { version: true }, rig.context({ port, release: '', version: '' }))).toMatchObject({ status: 'inconclusive', cause: 'it is not known which release should serve' });
  });
});

describe('nobody answers', () => {
  test('refused', async () => {
    const result = await rig.ask(plugin, HEALTH, rig.context({ port: await closedPort() }));
    expect(result.status).toBe('failed');
    expect(result.got).toContain('ECONNREFUSED');
  });
  test('a server that hangs', async () => {
    const port = await rig.serve(() => undefined);
    expect(await rig.ask(plugin, HEALTH, rig.context({ port }), new TestPorts(), 100)).toMatchObject({ status: 'failed', got: 'no answer: no answer within 0.1 s' });
  });
  test('a name that does not resolve says nothing about the application', async () => {
    expect(await rig.ask(plugin, { url: 'http://nowhere.invalid/health' })).toMatchObject({ status: 'inconclusive', got: 'it could not be asked' });
  });
  test('neither a port nor an address', async () => {
    expect(await rig.ask(plugin, HEALTH)).toMatchObject({ status: 'inconclusive', cause: expect.stringContaining('neither a port') as string });
    expect((await rig.ask(plugin, { service: 'worker' })).cause).toBe('the runtime has no instance called worker');
  });
});

describe('whom it asks', () => {
  const named = (name: string): RequestListener => answering(name === 'ill' ? 500 : 200, name);
  test.each([
    ['instance', 'instance', {}, 'passed: 200, port'],
    ['released', 'both', {}, 'passed: instance: 200, port in T; public: 200, site in T'],
    ['watch', 'both', {}, 'passed: instance: 200, port in T; public: 200, site in T'],
    ['preflight', 'instance', {}, 'passed: 200, port'],
    ['released', 'only the port', { from: 'host' }, 'passed: 200, port'],
    ['instance', 'only the address', { from: 'public' }, 'passed: 200, site'],
  ] as const)('at %s %s', async (moment, _what, written, expected) => {
    const [port, site] = [await rig.serve(named('port')), await rig.serve(named('site'))];
    const result = await rig.ask(plugin, written, rig.context({ port, moment }, `http://127.0.0.1:${String(site)}`));
    expect(`${result.status}: ${result.got.replace(/in [0-9.]+ m?s/g, 'in T')}`).toContain(expected);
  });

  test('what both say is told once', async () => {
    const port = await rig.serve(named('ill'));
    const result = await rig.ask(plugin, {}, rig.context({ port, moment: 'released' }, `http://127.0.0.1:${String(port)}`));
    expect(result).toMatchObject({ status: 'failed', got: 'instance and public: 500, ill' });
  });

  test('one of two that is ill closes it, and is named', async () => {
    const [well, ill] = [await rig.serve(named('well')), await rig.serve(named('ill'))];
    const site = `http://127.0.0.1:${String(ill)}`;
    const result = await rig.ask(plugin, {}, rig.context({ port: well, moment: 'released' }, site));
    expect(result).toMatchObject({ status: 'failed', asked: `GET / on port ${String(well)} and ${site}/` });
    expect(result.got).toMatch(/^instance: 200, well in .*; public: 500, ill$/);
  });
});

describe('secrets', () => {
  test('a header carries it, and an answer that repeats it is not shown', async () => {
    let sent: string | undefined;
    const port = await rig.serve((request, response) => {
      sent = request.headers.authorization;
      response.writeHead(500).end(`who are you, ${String(sent)}?`);
    });
    const written = { headers: { Authorization: { secret: 'API_TOKEN', prefix: 'Bearer ' }, Accept: 'application/json' } };
    const result = await rig.ask(plugin, written, rig.context({ port }), new TestPorts({ API_TOKEN: 's3cr3t-value' }));
    expect(sent).toBe('Bearer s3cr3t-value');
    expect(JSON.stringify(result)).not.toContain('s3cr3t-value');
    expect(result.got).toContain('[secret API_TOKEN]');
  });
  test('a variable that is missing is said, and nothing is asked', async () => {
    expect(await rig.ask(plugin, { headers: { A: { secret: 'API_TOKEN' } } }, rig.context({ port: 1 }))).toMatchObject({ status: 'inconclusive', cause: expect.stringContaining('API_TOKEN') as string });
  });
});

test('a body and a method are sent', async () => {
  const seen: string[] = [];
  const port = await rig.serve((request, response) => {
    request.on('data', (data: Buffer) => seen.push(`${String(request.method)} ${data.toString()}`));
    request.on('end', () => response.end('{}'));
  });
  await rig.ask(plugin, { method: 'POST', body: '{"q":1}' }, rig.context({ port }));
  expect(seen).toEqual(['POST {"q":1}']);
});

test('whatever is answered, what is shown is bounded and clean', async () => {
  let body = '';
  const port = await rig.serve((_request, response) => response.writeHead(500).end(body));
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 3000 }), async (text) => {
      body = `${text}\u001b[31m::error::\u0007\u202e`;
      const { got: came } = await rig.ask(plugin, HEALTH, rig.context({ port }));
      expect(Array.from(came).length).toBeLessThanOrEqual(400);
      expect(came).not.toMatch(/\p{Cc}|[\u202a-\u202e\u2066-\u2069]/u);
    }),
    { numRuns: 50 },
  );
});

test.each([
  [{ path: 'health' }], [{ url: 'ftp://example.org' }], [{ url: 'https://example.org', path: '/' }], [{ status: '200-' }], [{ status: 99 }], [{ headers: { A: { secret: 'https://example.org' } } }],
  [{ json: { a: {} } }], [{ json: { a: { matches: '(' } } }], [{ under: 2 }], [{ paht: '/' }],
])('refuses %j', (written) => {
  expect(plugin.schema.safeParse(written).success).toBe(false);
});

test('an answer that is right but late is a complaint about speed alone', async () => {
  const port = await rig.serve(answering(200, 'ok'));
  const late = (written: object) => rig.ask(plugin, { under: '0ms', ...written }, rig.context({ port }));
  // An answer in no time at all does not exist.
  expect(await late({})).toMatchObject({ status: 'failed', slow: true });
  expect((await late({ contains: 'nothing of that' })).slow).toBeUndefined();
  expect((await late({ status: 500 })).slow).toBeUndefined();
});

import { GitHubForge } from '../../../src/github/forge';
import { type Message, NOTIFY_EVENTS, type NotifyEvent } from '../../../src/model/message';
import type { Delivery } from '../../../src/notifiers/notifier';
import { plugin as deployment } from '../../../src/notifiers/github-deployment/index';
import { CheckRig, TestPorts } from '../checks/rig';
import { MESSAGE } from './messages';
import type { Reply, Seen } from './service';

const rig = new CheckRig();
afterAll(() => rig.remove());

interface Told {
  readonly delivery: Delivery;
  readonly asked: readonly Seen[];
  readonly ports: TestPorts;
}

const LIST = /^GET .*\/deployments\?/;
const CREATE = /^POST .*\/deployments$/;
const STATUSES = /^GET .*\/deployments\/(\d+)\/statuses/;
const STATUS = /^POST .*\/deployments\/(\d+)\/statuses$/;
const json = (body: unknown, status = 200, headers: Record<string, string> = {}): Reply => ({ status, body: JSON.stringify(body), headers });

/** A GitHub with these deployments in the environment, each with its statuses; `first` is what it answers before anything else. */
async function tell(deployments: readonly { readonly id: number; readonly sha?: string; readonly payload?: unknown; readonly statuses?: readonly object[] }[], options: { event?: NotifyEvent; reference?: string; first?: Reply[]; supersede?: boolean; lost?: RegExp; message?: Partial<Message> } = {}): Promise<Told> {
  const asked: Seen[] = [];
  const all = [...deployments];
  const first = [...(options.first ?? [])];
  let { lost } = options;
  const answer = (line: string, body: string): Reply => {
    const early = first.shift();
    if (early !== undefined) return early;
    if (LIST.test(line)) return json(all.map(({ id, sha = MESSAGE.commit, payload = '' }) => ({ id, sha, payload, environment: 'production' })));
    if (CREATE.test(line)) {
      all.unshift({ id: 900 + all.length, ...JSON.parse(body) });
      return json({ id: all[0]?.id }, 201);
    }
    const found = all.find(({ id }) => String(id) === (STATUSES.exec(line) ?? STATUS.exec(line))?.[1]);
    if (found === undefined) return json({ message: 'Not Found' }, 404);
    return STATUSES.test(line) ? json(found.statuses ?? []) : json({ id: 1 }, 201);
  };
  const port = await rig.serve((request, response) => {
    let body = '';
    request.on('data', (data: Buffer) => (body += data.toString()));
    request.on('end', () => {
      const line = `${request.method ?? ''} ${request.url ?? ''}`;
      asked.push({ method: request.method ?? '', url: request.url ?? '', body, headers: request.headers });
      const reply = answer(line, body);
      // It was done, and nobody hears of it.
      if (lost?.test(line) === true) {
        lost = undefined;
        response.writeHead(502).end();
      } else response.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers }).end(reply.body);
    });
  });
  const ports = new TestPorts({}, new Date('2026-11-21T21:04:00Z'));
  const forge = new GitHubForge({ now: () => ports.now(), token: 'ghs_x', apiUrl: `http://127.0.0.1:${String(port)}`, repository: 'acme/shop', owner: MESSAGE.run, environment: 'production', dryRun: false, warn: () => undefined }).api();
  const notifier = deployment.open(deployment.schema.parse({ supersede: options.supersede }));
  const delivery = await notifier.send({ ...MESSAGE, event: options.event ?? 'succeeded', ...options.message }, ports, { reference: options.reference ?? '', forge });
  return { delivery, asked, ports };
}

const lines = ({ asked }: Told): string[] => asked.map(({ method, url }) => `${method} ${url.replace('/repos/acme/shop', '').replace(/\?.*/, '')}`);
const status = ({ asked }: Told): any => JSON.parse(asked.findLast(({ method, url }) => STATUS.test(`${method} ${url}`))?.body ?? 'null');

test('where there is no record, one is made for the run', async () => {
  const told = await tell([{ id: 5, payload: { lockgate: 'acme/shop/41/deploy' } }]);
  expect(told.delivery).toEqual({ delivered: true, cause: '', reference: '901' });
  expect(lines(told)).toEqual(['GET /deployments', 'POST /deployments', 'POST /deployments/901/statuses']);
  expect(new URL(told.asked[0]!.url, 'http://x').search).toBe('?environment=production&task=deploy&per_page=30');
  expect(JSON.parse(told.asked[1]!.body)).toEqual({ ref: MESSAGE.commit, environment: 'production', task: 'deploy', auto_merge: false, required_contexts: [], payload: { lockgate: 'acme/shop/42/deploy' }, description: 'shop v1.16.0' });
  expect(status(told)).toMatchObject({ log_url: MESSAGE.runUrl, environment_url: MESSAGE.environmentUrl, auto_inactive: false });
});

test('an earlier step of the run made it', async () => {
  for (const payload of [{ lockgate: MESSAGE.run }, JSON.stringify({ lockgate: MESSAGE.run })]) {
    const told = await tell([{ id: 8 }, { id: 7, payload }]);
    expect([told.delivery.reference, lines(told)]).toEqual(['7', ['GET /deployments', 'POST /deployments/7/statuses']]);
  }
});

const OF_RUN = [{ state: 'in_progress', created_at: '2026-11-21T21:00:00Z', log_url: `${MESSAGE.runUrl}/job/99` }];
const OF_OTHER = [{ state: 'success', created_at: '2026-11-21T20:00:00Z', log_url: 'https://github.com/acme/shop/actions/runs/421/job/9', target_url: null }];

test('the record that GitHub made for a job with an environment is used, not a second one', async () => {
  const told = await tell([{ id: 8, statuses: OF_OTHER }, { id: 7, statuses: [{ state: 'success', created_at: '2026-11-21T21:01:00Z', target_url: 'https://x' }, ...OF_RUN] }, { id: 6 }]);
  expect(lines(told)).toEqual(['GET /deployments', 'GET /deployments/8/statuses', 'GET /deployments/7/statuses', 'POST /deployments/7/statuses']);
});

test('it is looked for under the same commit first, and elsewhere too', async () => {
  const told = await tell([{ id: 9, sha: 'e'.repeat(40), statuses: OF_RUN }, { id: 8, statuses: OF_OTHER }]);
  expect(lines(told)).toEqual(['GET /deployments', 'GET /deployments/8/statuses', 'GET /deployments/9/statuses', 'POST /deployments/9/statuses']);
});

test('of many strangers only a few are looked at', async () => {
  const told = await tell(Array.from({ length: 30 }, (_, index) => ({ id: index + 1, statuses: OF_OTHER })));
  expect(lines(told).filter((line) => line.startsWith('GET'))).toHaveLength(6);
  expect(told.delivery.reference).toBe('930');
});

test.each(NOTIFY_EVENTS.map((event) => [event]))('%s is a state of GitHub', async (event) => {
  const states = { started: 'in_progress', waiting: 'pending', succeeded: 'success', failed: 'failure', 'rolled-back': 'failure', 'rollback-failed': 'failure' };
  expect(status(await tell([{ id: 7, statuses: OF_RUN }], { event })).state).toBe(states[event]);
});

test('a release that had served and was taken back is inactive', async () => {
  const statuses = [OF_RUN[0]!, { state: 'success', created_at: '2026-11-21T21:03:00Z' }];
  expect(status(await tell([{ id: 7, payload: { lockgate: MESSAGE.run }, statuses }], { event: 'rolled-back' })).state).toBe('inactive');
  expect(status(await tell([{ id: 7, statuses }], { event: 'rolled-back', reference: '7' })).state).toBe('inactive');
  expect(status(await tell([], { event: 'rolled-back', reference: '7' })).state).toBe('failure');
});

test('a run that only goes back makes no record: it says so on the one that served', async () => {
  const going = { message: { deploys: false }, event: 'rolled-back' } as const;
  const told = await tell([{ id: 9, statuses: [{ state: 'failure', created_at: '2026-11-21T21:03:00Z' }] }, { id: 8, payload: { lockgate: 'acme/shop/41/deploy' }, statuses: OF_OTHER }, { id: 7, statuses: OF_OTHER }], going);
  expect([told.delivery.reference, status(told).state, lines(told).filter((line) => line.startsWith('POST'))]).toEqual(['8', 'inactive', ['POST /deployments/8/statuses']]);
  const none = await tell([], going);
  expect([none.delivery.cause, lines(none)]).toEqual(['GitHub has no record of what was gone back from, and none is made for it', ['GET /deployments']]);
});

test('earlier deployments become inactive only where that is asked for', async () => {
  expect(status(await tell([], { supersede: true })).auto_inactive).toBe(true);
});

test('one that was made although nobody heard of it is not made again', async () => {
  const told = await tell([], { lost: CREATE });
  expect(lines(told)).toEqual(['GET /deployments', 'POST /deployments', 'GET /deployments', 'POST /deployments/900/statuses']);
  expect(told.delivery.delivered).toBe(true);
});

describe('limits and permissions', () => {
  const now = Date.parse('2026-11-21T21:04:00Z') / 1000;

  test.each([
    ['403 with a time to wait', json({ message: 'You have exceeded a secondary rate limit' }, 403, { 'retry-after': '11' }), 11_000],
    ['429 with a time to wait', json({ message: 'x' }, 429, { 'retry-after': '3' }), 3000],
    ['403 with nothing remaining until soon', json({ message: 'API rate limit exceeded' }, 403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(now + 40) }), 40_000],
    ['403 with a reset that is over', json({ message: 'x' }, 403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(now - 5) }), 1000],
    ['403 that speaks of it', json({ message: 'You have exceeded a secondary rate limit' }, 403), 60_000],
  ])('%s is tried again', async (_what, reply, slept) => {
    const { delivery, ports } = await tell([], { first: [reply] });
    expect([delivery.delivered, ports.slept]).toEqual([true, [slept]]);
  });

  test('a reset that is far away is not waited for', async () => {
    const { delivery, ports } = await tell([], { first: [json({ message: 'x' }, 403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(now + 1800) })] });
    expect([delivery.cause, ports.slept]).toEqual(['GitHub said that its rate limit is reached (403) and asked to wait 1800 s', []]);
  });

  test.each([
    [json({ message: 'Resource not accessible by integration' }, 403, { 'x-ratelimit-remaining': '4999', 'x-ratelimit-reset': String(now + 1800) }), 'GitHub answered 403 about the deployments: the token may not; add "deployments: write" to the job\'s permissions'],
    [json({ message: 'Not Found' }, 404), 'GitHub answered 404 about the deployments: the token may not; add "deployments: write" to the job\'s permissions'],
    [json({ message: 'Bad credentials' }, 401), 'GitHub answered 401 about the deployments: the token is not valid any more'],
    [json({ message: 'Validation Failed' }, 422), 'GitHub answered 422 about the deployments: Validation Failed'],
    [json('nonsense'), 'GitHub answered 200, but not with the deployments'],
  ])('%j is told', async (reply, cause) => {
    const { delivery, ports } = await tell([], { first: [reply] });
    expect([delivery, ports.slept]).toEqual([{ delivered: false, cause, reference: '' }, []]);
  });
});

test.each([[{ token: 'x' }], [{ supersede: 'yes' }], [{ webhook: 'A' }]])('refuses %j', (written) => {
  expect(deployment.schema.safeParse(written).success).toBe(false);
});

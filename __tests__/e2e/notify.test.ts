import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { Rig } from '../support/rig';

interface Asked {
  readonly line: string;
  readonly body: any;
}

const TOKEN = 'discord-t0ken-of-the-team';
const GITHUB_TOKEN = 'ghs_of_this_run_alone';

/** Discord's webhooks and GitHub's API, as far as they are asked. */
class Services {
  readonly asked: Asked[] = [];
  /** What GitHub says to have changed. */
  subjects: string[] = [];
  /** What the webhook answers with in place of a message. */
  broken: { status: number; body: string } | undefined;
  readonly #server: Server;
  #deployments: { id: number; [name: string]: unknown }[] = [];

  private constructor() {
    this.#server = createServer((request, response) => {
      let text = '';
      request.on('data', (data: Buffer) => (text += data.toString()));
      request.on('end', () => {
        const line = `${request.method ?? ''} ${(request.url ?? '').replace(/\?.*/, '')}`;
        const body = text === '' ? undefined : JSON.parse(text);
        this.asked.push({ line, body });
        const { status, body: answer } = this.#answer(line, body);
        response.writeHead(status, { 'content-type': 'application/json' }).end(answer);
      });
    });
  }

  static async start(): Promise<Services> {
    const services = new Services();
    await new Promise<void>((done) => services.#server.listen(0, '127.0.0.1', done));
    return services;
  }

  get origin(): string {
    return `http://127.0.0.1:${String((this.#server.address() as AddressInfo).port)}`;
  }

  get env(): Record<string, string> {
    return { GITHUB_API_URL: this.origin, DEPLOY_WEBHOOK: `${this.origin}/api/webhooks/123456789012345678/${TOKEN}` };
  }

  /** What was asked of this path and has a body. */
  of(path: string): Asked[] {
    return this.asked.filter(({ line, body }) => line.includes(path) && body !== undefined);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }

  #answer(line: string, body: any): { status: number; body: string } {
    const say = (answer: unknown, status = 200): { status: number; body: string } => ({ status, body: JSON.stringify(answer) });
    if (line.includes('/webhooks/')) return this.broken ?? say({ id: '1417000000000000001' });
    if (line.includes('/compare/')) return say({ total_commits: this.subjects.length, behind_by: 0, commits: this.subjects.map((message, index) => ({ sha: String(index).repeat(40), commit: { message, author: { name: 'Ann' } }, author: null })) });
    if (line.endsWith('/approvals')) return say([{ state: 'approved', user: { login: 'hubot' }, environments: [{ name: 'production' }] }]);
    if (line.startsWith('GET') && line.endsWith('/deployments')) return say(this.#deployments);
    if (line.endsWith('/deployments')) {
      this.#deployments = [{ id: 77, sha: body.ref, ...body }, ...this.#deployments];
      return say({ id: 77 }, 201);
    }
    if (line.endsWith('/statuses')) return line.startsWith('GET') ? say([]) : say({ id: 1 }, 201);
    return say({ message: 'Not Found' }, 404);
  }
}

let rig: Rig;
let services: Services;
afterEach(async () => {
  await rig.close();
  await services.close();
});

const notifying = (notify: string) => (text: string): string => text.replace(/ {2}watch:\n( {4}.*\n)+/, '').replace('settle: 500ms', 'settle: 100ms').replace('attempts: 10', 'attempts: 60').replace(/^notify: .*$/m, `notify: ${notify}`);

async function begin(notify: string): Promise<void> {
  services = await Services.start();
  rig = await Rig.start({ configure: notifying(notify) });
}

const fieldsOf = ({ body }: Asked): Record<string, string> => Object.fromEntries(body.embeds[0].fields.map(({ name, value }: { name: string; value: string }) => [name, value]));

it('a deploy that is taken back is one message and one record, with what happened, and nothing to wire', async () => {
  // The deployment record is written without being listed.
  await begin('[{ kind: discord, webhook: DEPLOY_WEBHOOK }]');
  const first = await rig.run('lockgate', { 'github-token': GITHUB_TOKEN }, { env: services.env });
  expect(first.outputs).toMatchObject({ outcome: 'released', delivered: 'true', messages: 'discord=1417000000000000001 github-deployment=77' });
  // Of the only deploy so far: all its gates were open, and there is nothing that it could differ from.
  const [told] = services.of('/webhooks/');
  expect(told?.line).toMatch(/^POST /);
  expect(fieldsOf(told!)['Gates']).toMatch(/✅ preflight/);
  expect(fieldsOf(told!)).toMatchObject({ By: 'somebody', 'Approved by': 'hubot', Took: expect.stringMatching(/ s$|ms$/) });
  expect(told?.body.embeds[0].description).toBeUndefined();

  services.asked.length = 0;
  services.subjects = ['A fix', `@everyone ${GITHUB_TOKEN} [x](https://evil.example)`];
  // Longer than it has to stay: it is the gate that finds out.
  rig.write('server.py', 'import sys, time\ntime.sleep(1)\nsys.exit("this release cannot start")\n');
  const job = rig.job({ env: services.env });
  const step = async (id: Parameters<typeof job.step>[0], more: Record<string, string> = {}): Promise<Awaited<ReturnType<typeof job.step>>> => job.step(id, { environment: 'production', scope: 'application', 'github-token': GITHUB_TOKEN, ...more });
  const started = await step('notify', { event: 'started' });
  for (const id of ['preflight', 'rolling-deploy'] as const) await step(id);
  const back = await step('rollback');
  expect([job.status, back.outputs['status']]).toEqual(['failure', 'rolled-back']);
  const ended = await step('notify');
  await job.end();
  expect([started.code, ended.code]).toEqual([0, 0]);
  expect(ended.outputs).toEqual({ delivered: 'true', messages: 'discord=1417000000000000001 github-deployment=77' });

  const [opening, closing, ...more] = services.of('/webhooks/');
  expect(more).toEqual([]);
  expect([opening!.line.slice(0, 5), closing!.line]).toEqual(['POST ', `PATCH /api/webhooks/123456789012345678/${TOKEN}/messages/1417000000000000001`]);
  expect(opening!.body.content).toMatch(/^🚀 shop .* is being deployed to production$/);
  expect(closing!.body.content).toMatch(/^↩️ shop .* was taken back from production\\: rolling-deploy\\: /);
  expect(fieldsOf(closing!)['Gates']).toMatch(/^❌ instance\\: /);
  expect(fieldsOf(closing!)['Gates']).toContain('✅ preflight');
  const compared = services.asked.find(({ line }) => line.includes('/compare/'))?.line;
  expect(compared).toMatch(new RegExp(`/compare/${String(first.outputs['release-id']).slice(-7)}\\.\\.\\.[0-9a-f]{40}$`));
  expect(closing!.body.embeds[0].description).toBe('**Changes since the last release**\n`1111111` \\@everyone \\*\\*\\* \\[x\\]\\(https\\://evil.example\\)\n`0000000` A fix');

  expect(services.of('/statuses').map(({ body }) => [body.state, body.auto_inactive])).toEqual([['in_progress', false], ['failure', false]]);
  for (const { log, summary } of [started, ended]) for (const secret of [TOKEN, GITHUB_TOKEN]) expect((log + summary).split('\n').filter((line) => line.includes(secret) && !line.startsWith('::add-mask::'))).toEqual([]);
}, 240_000);

it('a place that is down does not turn the step red, unless it is required; a job further on edits what one before sent', async () => {
  await begin('[{ kind: discord, webhook: DEPLOY_WEBHOOK }]');
  services.broken = { status: 404, body: '{"message":"Unknown Webhook","code":10015}' };
  const quiet = await rig.run('notify', { event: 'waiting' }, { env: services.env });
  expect([quiet.code, quiet.outputs['delivered'], quiet.outputs['messages']]).toEqual([0, 'false', '']);
  expect(quiet.log).toContain('discord: not delivered: Discord answered 404: there is no such webhook any more; make a new one and put its address into DEPLOY_WEBHOOK');
  rig.configure((text) => text.replace('webhook: DEPLOY_WEBHOOK }', 'webhook: DEPLOY_WEBHOOK, required: true }'));
  const loud = await rig.run('notify', { event: 'waiting' }, { env: services.env });
  expect([loud.code, loud.outputs['delivered']]).toEqual([1, 'false']);
  expect(loud.log).toContain('LG-NOTIFY');
  services.broken = undefined;
  const waiting = await rig.run('notify', { event: 'waiting' }, { env: services.env });
  services.asked.length = 0;
  const done = await rig.run('notify', { event: 'succeeded', messages: waiting.outputs['messages'] ?? '' }, { env: services.env });
  expect(done.outputs).toEqual({ delivered: 'true', messages: 'discord=1417000000000000001' });
  expect(services.of('/webhooks/').map(({ line }) => line.split(' ')[0])).toEqual(['PATCH']);
});

it('what a mask would drop turns nothing red', async () => {
  await begin('[{ kind: webhook, webhook: DEPLOY_WEBHOOK, signed-with: TEAM_KEY }]');
  services.broken = { status: 200, body: '{"id":"m-9876"}' };
  const { code, log, outputs } = await rig.run('notify', { event: 'succeeded' }, { env: { ...services.env, TEAM_KEY: '9876', SHOP_URL: 'http://shop-9876.example.org' } });
  expect([code, outputs]).toEqual([0, { delivered: 'true', messages: '' }]);
  expect(log).toContain("webhook: the id of the message holds a secret's text and is not kept");
  const [{ body }] = services.of('/webhooks/') as [Asked];
  expect([body.environmentUrl, body.links]).toEqual(['', [{ title: 'workflow run', url: expect.stringMatching(/^https:/) }]]);
});

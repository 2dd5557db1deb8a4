import type { Message } from '../../../src/model/message';
import { plugin as discord } from '../../../src/notifiers/discord/index';
import { CheckRig, TestPorts } from '../checks/rig';
import { HUGE, MESSAGE } from './messages';
import { type Outcome, type Reply, SECRET, sendTo, type Sending } from './service';
import { SUBJECTS } from './subjects';

const rig = new CheckRig();
afterAll(() => rig.remove());

const subject = SUBJECTS['discord']!;
const send = (replies: readonly Reply[], sending?: Sending): Promise<Outcome> => sendTo(rig, subject, replies, sending);
const bodyOf = ({ posts }: Outcome): any => JSON.parse(posts[0]?.body ?? '');
const sayAs = async (message: Partial<Message>): Promise<any> => bodyOf(await send([subject.ok], { message: { ...MESSAGE, ...message } }));

test('what a channel reads', async () => {
  const { content, embeds } = await sayAs({});
  expect(content).toBe('❌ shop v1.16.0 was not released on production\\: health-check\\: the new release is not healthy');
  expect(embeds).toEqual([
    {
      title: 'shop v1.16.0 → production',
      url: 'https://github.com/acme/shop/actions/runs/42',
      color: 0xed4245,
      description: '**Changes since the last release**\n`3f9c2ab` Search\\: quotes "and" $\\(all\\) ⏎ \\:\\:error\\:\\:x',
      fields: [
        { name: 'Release', value: '20261121-2104-3f9c2ab', inline: true },
        { name: 'By', value: 'mona', inline: true },
        { name: 'Approved by', value: 'hubot', inline: true },
        { name: 'Took', value: '2 min 05 s', inline: true },
        { name: 'Gates', value: '❌ released\\: GET /health \\(web\\)\n✅ preflight', inline: false },
        { name: 'Links', value: '[workflow run](https://github.com/acme/shop/actions/runs/42)\n[production](https://shop.example.org/)', inline: false },
      ],
      timestamp: '2026-11-21T21:04:00.000Z',
    },
  ]);
});

test('a gate that did not pass is not among what is left out', async () => {
  const { embeds } = bodyOf(await send([subject.ok], { message: HUGE }));
  const gates = embeds[0].fields.find(({ name }: { name: string }) => name === 'Gates').value;
  expect(gates).toMatch(/^❌ /);
  expect(gates).toMatch(/\n… and 1[0-9]{2} more$/);
  const list = embeds[0].description.split('\n');
  expect(list[0]).toBe('**Changes since the last release**');
  // Whole lines only, each with its commit.
  for (const line of list.slice(1, -1)) expect(line).toMatch(/^`[0-9a-f]{7}` .{20,160}…$/u);
});

test('it is posted so that it comes back, and into a thread where the address names one', async () => {
  const at = (query: string, reference = ''): Promise<Outcome> => send([subject.ok], { reference, secrets: (origin) => ({ DISCORD_WEBHOOK: `${origin}${subject.path}${query}` }) });
  const urls = await Promise.all([at(''), at('/'), at('?thread_id=91&wait=false&x=1'), at('?thread_id=a/../b'), at('?thread_id=91', '1417000000000000001')].map(async (outcome) => (await outcome).posts.map(({ method, url }) => `${method} ${url}`).join()));
  expect(urls).toEqual([
    `POST ${subject.path}?wait=true`,
    `POST ${subject.path}?wait=true`,
    `POST ${subject.path}?thread_id=91&wait=true`,
    `POST ${subject.path}?wait=true`,
    `PATCH ${subject.path}/messages/1417000000000000001?thread_id=91`,
  ]);
});

test.each([
  ['{"message":"You are being rate limited.","retry_after":2.457,"global":false}', {}, 2457],
  ['{"retry_after":2.457}', { 'retry-after': '3' }, 3000],
  ['{"retry_after":9}', { 'retry-after': '3' }, 9000],
  ['{"retry_after":"soon"}', {}, 1000],
  ['<html>', { 'retry-after': '0.5' }, 500],
])('of a 429 with %s and %j the longer time counts', async (body, headers, slept) => {
  const { delivery, ports } = await send([{ status: 429, body, headers }, subject.ok]);
  expect([delivery.delivered, ports.slept]).toEqual([true, [slept]]);
});

test.each([
  [{ status: 404, body: '{"message":"Unknown Webhook","code":10015}' }, 'Discord answered 404: there is no such webhook any more; make a new one and put its address into DISCORD_WEBHOOK'],
  [{ status: 401, body: '{"message":"Invalid Webhook Token","code":50027}' }, "Discord answered 401: the token in the address is not valid; copy the webhook's address into DISCORD_WEBHOOK again"],
  [{ status: 403, body: '{}' }, "Discord answered 403: the webhook may not post there; look at its channel's permissions"],
  [
    { status: 400, body: '{"message":"Invalid Form Body","code":50035,"errors":{"embeds":{"0":{"description":{"_errors":[{"code":"BASE_TYPE_MAX_LENGTH","message":"x"}]}}}}}' },
    'Discord answered 400: Invalid Form Body, code 50035, embeds.0.description',
  ],
  [{ status: 400, body: 'nginx' }, 'Discord answered 400'],
  [{ status: 200, body: '{"message":"busy","code":0}' }, 'Discord answered 200, but not with the message'],
])('%j is told as %j', async (reply, cause) => {
  expect((await send([reply])).delivery).toEqual({ delivered: false, cause, reference: '' });
});

test.each([
  ['https://discord.com/api/webhooks/1/x/slack', 'the address in DISCORD_WEBHOOK ends with /slack: take that off'],
  ['https://discord.com/api/webhooks/1/x/github', 'the address in DISCORD_WEBHOOK ends with /github: take that off'],
  [`https://discord.com/channels/1/${SECRET}`, 'the variable DISCORD_WEBHOOK holds no address of a Discord webhook (…/api/webhooks/<number>/<token>)'],
  [`ftp://discord.com/api/webhooks/1/${SECRET}`, 'the variable DISCORD_WEBHOOK holds no http or https address'],
])('%s is not asked', async (address, cause) => {
  const ports = new TestPorts({ DISCORD_WEBHOOK: address });
  expect(await subject.open().send(MESSAGE, ports, { reference: '', forge: undefined })).toEqual({ delivered: false, cause, reference: '' });
});

test('an answer without a body is a delivery of a message that is not found again', async () => {
  expect((await send([{ status: 204 }])).delivery).toEqual({ delivered: true, cause: '', reference: '' });
});

test.each([[{}], [{ webhook: 'https://discord.com/api/webhooks/1/x' }], [{ webhook: '${DISCORD_WEBHOOK}' }], [{ webhook: 'A', username: 'x' }]])('refuses %j', (written) => {
  expect(discord.schema.safeParse(written).success).toBe(false);
});

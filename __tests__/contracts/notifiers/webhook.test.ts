import { createHmac } from 'node:crypto';

import { plugin as webhook } from '../../../src/notifiers/webhook/index';
import { CheckRig, TestPorts } from '../checks/rig';
import { MESSAGE } from './messages';
import { SECRET, type Seen, sendTo, type Subject } from './service';
import { SUBJECTS } from './subjects';

const rig = new CheckRig();
afterAll(() => rig.remove());

const as = (written: object): Subject => ({ ...SUBJECTS['webhook']!, open: () => webhook.open(webhook.schema.parse({ webhook: 'TEAM_WEBHOOK', ...written })) });
const secrets = (more: Record<string, string>) => (origin: string) => ({ TEAM_WEBHOOK: `${origin}/hooks/${SECRET}`, ...more });

test('it posts the message as JSON with a format, and headers with secrets', async () => {
  const subject = as({ headers: { Authorization: { secret: 'TEAM_TOKEN', prefix: 'Bearer ' } } });
  const { delivery, posts } = await sendTo(rig, subject, [{ status: 200, body: '{"id":"m-17"}' }], { secrets: secrets({ TEAM_TOKEN: 'tok' }) });
  expect(delivery).toEqual({ delivered: true, cause: '', reference: 'm-17' });
  const links = [
    { title: 'workflow run', url: 'https://github.com/acme/shop/actions/runs/42' },
    { title: 'production', url: 'https://shop.example.org' },
  ];
  expect(JSON.parse(posts[0]!.body)).toEqual({ format: 1, sentAt: '2026-11-21T21:04:00.000Z', ...MESSAGE, links });
  expect(posts[0]?.headers).toMatchObject({ 'content-type': 'application/json', authorization: 'Bearer tok', 'x-lockgate-delivery': 'a5'.repeat(16) });
  expect(posts[0]?.headers['x-lockgate-signature-256']).toBeUndefined();
});

test('a later message says which one it follows', async () => {
  const { posts } = await sendTo(rig, as({}), [{ status: 204 }], { reference: 'm-17' });
  expect(JSON.parse(posts[0]!.body)).toMatchObject({ format: 1, reference: 'm-17' });
});

test('a receiver with the key knows that a message is ours, at every attempt', async () => {
  const { delivery, posts } = await sendTo(rig, as({ 'signed-with': 'TEAM_KEY' }), [{ status: 503 }, { status: 204 }], { secrets: secrets({ TEAM_KEY: 'clé secrète' }) });
  expect([delivery.delivered, posts.length]).toEqual([true, 2]);
  const expected = ({ body }: Seen): string => `sha256=${createHmac('sha256', 'clé secrète').update(Buffer.from(body)).digest('hex')}`;
  for (const post of posts) expect(post.headers['x-lockgate-signature-256']).toBe(expected(post));
});

test.each([
  [{ 'signed-with': 'TEAM_KEY' }, 'the variable TEAM_KEY is not set'],
  [{ headers: { X: { secret: 'TEAM_TOKEN' } } }, 'the variable TEAM_TOKEN is not set'],
])('with %j and no such variable nothing is sent', async (written, cause) => {
  const { delivery, posts } = await sendTo(rig, as(written), [{ status: 204 }]);
  expect([delivery, posts]).toEqual([{ delivered: false, cause, reference: '' }, []]);
});

test('a header or a key that comes back in a refusal is not repeated', async () => {
  const subject = as({ 'signed-with': 'TEAM_KEY', headers: { X: { secret: 'TEAM_TOKEN' } } });
  for (const word of ['hunter2', 'k3y-of-ours', SECRET]) {
    const { delivery } = await sendTo(rig, subject, [{ status: 200, body: JSON.stringify({ error: `bad ${word}` }) }], { secrets: secrets({ TEAM_TOKEN: 'hunter2', TEAM_KEY: 'k3y-of-ours' }) });
    expect(delivery.cause).toBe('the webhook answered 200, but refused');
  }
  const { delivery } = await sendTo(rig, subject, [{ status: 200, body: '{"error":"channel_not_found"}' }], { secrets: secrets({ TEAM_TOKEN: 'hunter2', TEAM_KEY: 'k3y-of-ours' }) });
  expect(delivery.cause).toBe('the webhook answered 200, but refused: channel_not_found');
});

test('an id that could not be kept is no reference', async () => {
  for (const id of ['a b', 'x=y', '../..', 'é', 'x'.repeat(101), { a: 1 }]) {
    expect((await sendTo(rig, as({}), [{ status: 200, body: JSON.stringify({ id }) }])).delivery).toEqual({ delivered: true, cause: '', reference: '' });
  }
});

test('it does not wait for an hour', async () => {
  const { delivery, ports } = await sendTo(rig, as({}), [{ status: 429, headers: { 'retry-after': '3600' } }]);
  expect(delivery).toMatchObject({ delivered: false, cause: 'the webhook answered 429 and asked to wait 3600 s' });
  expect(ports.slept).toEqual([]);
});

test('a server that is not there is told by the word of the system alone', async () => {
  const ports = new TestPorts({ TEAM_WEBHOOK: `http://127.0.0.1:1/${SECRET}` });
  expect((await as({}).open().send(MESSAGE, ports, { reference: '', forge: undefined })).cause).toBe('the webhook did not answer (ECONNREFUSED), 5 times');
});

test.each([[{}], [{ webhook: 'https://example.org/hook' }], [{ webhook: '${TEAM_WEBHOOK}' }], [{ webhook: 'A', url: 'x' }], [{ webhook: 'A', headers: { X: 'plain' } }], [{ webhook: 'A', 'signed-with': 'not a name' }]])('refuses %j', (written) => {
  expect(webhook.schema.safeParse(written).success).toBe(false);
});

import type { Notifier } from '../../../src/notifiers/notifier';
import { notifiers } from '../../../src/notifiers/registry.generated';
import { plugin as webhook } from '../../../src/notifiers/webhook/index';
import type { HttpAnswer, Ports } from '../../../src/shell/ports';
import { CheckRig, TestPorts } from '../checks/rig';
import { MESSAGE, PROMISES, SECRET_PATH } from './promises';
import type { Promised, Subject } from './promises';

const SUBJECTS: Readonly<Record<string, Subject>> = {
  webhook: { open: () => webhook.open(webhook.schema.parse({ webhook: 'TEAM_WEBHOOK' })), variable: 'TEAM_WEBHOOK', ok: { status: 204 } },
};

const rig = new CheckRig();
afterAll(() => rig.remove());

test('every notifier is held to the contract', () => {
  expect(Object.keys(SUBJECTS)).toEqual(Object.keys(notifiers));
});

describe.each(Object.entries(SUBJECTS))('%s', (_kind, subject) => {
  test.each(PROMISES.map((promised) => [promised.name, promised] as const))('%s', async (_name, promised) => {
    await promised.holds(rig, subject);
  });
});

const sound = SUBJECTS['webhook'] as Subject;
type Http = Ports['http'];

/** The sound notifier over a world that lies to it, so that it does one thing wrong. */
const over = (change: (http: Http) => Http): Subject => ({ ...sound, open: () => ({ send: (message, ports) => sound.open().send(message, Object.setPrototypeOf({ http: change(ports.http.bind(ports)) }, ports) as Ports) }) });
const answered = (answer: HttpAnswer, more: Partial<Extract<HttpAnswer, { kind: 'answered' }>>): HttpAnswer => (answer.kind === 'answered' ? { ...answer, ...more } : answer);
const through = (turn: (answer: HttpAnswer) => HttpAnswer): Subject => over((http) => async (request) => turn(await http(request)));
const after = (change: (delivery: Awaited<ReturnType<Notifier['send']>>, ports: Ports) => Awaited<ReturnType<Notifier['send']>>): Subject => ({
  ...sound,
  open: () => ({ send: async (message, ports) => change(await sound.open().send(message, ports), ports) }),
});

const BROKEN: readonly { readonly wrong: string; readonly breaks: number; readonly says: RegExp; readonly subject: Subject }[] = [
  { wrong: 'says nothing', breaks: 0, says: /not one request/, subject: { ...sound, open: () => ({ send: () => Promise.resolve({ delivered: true, cause: '', reference: '' }) }) } },
  { wrong: 'says everything twice', breaks: 0, says: /not one request/, subject: { ...sound, open: () => ({ send: async (message, ports) => { await sound.open().send(message, ports); return sound.open().send(message, ports); } }) } },
  { wrong: 'does not wait as long as it is asked to', breaks: 1, says: /waited/, subject: through((answer) => answered(answer, { headers: {} })) },
  { wrong: 'takes no dates', breaks: 2, says: /waited/, subject: through((answer) => (answer.kind === 'answered' && /GMT/.test(answer.headers['retry-after'] ?? '') ? answered(answer, { headers: {} }) : answer)) },
  { wrong: 'gives up at a 5xx', breaks: 3, says: /1 requests/, subject: through((answer) => (answer.kind === 'answered' && answer.status >= 500 ? answered(answer, { status: 499 }) : answer)) },
  { wrong: 'tries again whatever is answered', breaks: 4, says: /status 400/, subject: through((answer) => (answer.kind === 'answered' && answer.status >= 300 && answer.status < 500 && answer.status !== 429 ? answered(answer, { status: 500 }) : answer)) },
  { wrong: 'looks at the status alone', breaks: 5, says: /delivered: /, subject: through((answer) => (answer.kind === 'answered' && answer.status === 200 ? answered(answer, { body: '' }) : answer)) },
  { wrong: 'tells where it posted to', breaks: 6, says: /the address is told/, subject: after((delivery, ports) => (delivery.delivered ? delivery : { ...delivery, cause: `${delivery.cause} at ${ports.secret(sound.variable)?.reveal() ?? ''}` })) },
  { wrong: 'repeats the answer', breaks: 6, says: /the address is told/, subject: { ...sound, open: () => ({ send: async (message, ports) => { let body = ''; const delivery = await (over((http) => async (request) => { const answer = await http(request); if (answer.kind === 'answered') ({ body } = answer); return answer; }).open().send(message, ports)); return { ...delivery, cause: `${delivery.cause}${body}` }; } }) } },
  { wrong: 'throws', breaks: 7, says: /cannot reach/, subject: { ...sound, open: () => ({ send: async (message, ports) => { const delivery = await sound.open().send(message, ports); if (delivery.cause.includes('could not be sent')) throw new Error('cannot reach it'); return delivery; } }) } },
];

test.each(BROKEN.map((broken) => [broken.wrong, broken] as const))('the suite catches a notifier that %s', async (_wrong, { breaks, says, subject }) => {
  await expect((PROMISES[breaks] as Promised).holds(rig, subject)).rejects.toThrow(says);
});

test('every promise has a notifier that breaks it', () => {
  expect([...new Set(BROKEN.map(({ breaks }) => breaks))].sort()).toEqual(PROMISES.map((_, index) => index));
});

describe('webhook', () => {
  test('it posts the message as JSON with a format, and headers with secrets', async () => {
    const seen: { body: unknown; headers: Record<string, unknown> }[] = [];
    const port = await rig.serve((request, response) => {
      let body = '';
      request.on('data', (data: Buffer) => (body += data.toString()));
      request.on('end', () => {
        seen.push({ body: JSON.parse(body), headers: request.headers });
        response.writeHead(200).end('{"id":"m-17"}');
      });
    });
    const settings = webhook.schema.parse({ webhook: 'TEAM_WEBHOOK', headers: { Authorization: { secret: 'TEAM_TOKEN', prefix: 'Bearer ' } } });
    const delivery = await webhook.open(settings).send(MESSAGE, new TestPorts({ TEAM_WEBHOOK: `http://127.0.0.1:${String(port)}${SECRET_PATH}`, TEAM_TOKEN: 'tok' }));
    expect(delivery).toEqual({ delivered: true, cause: '', reference: 'm-17' });
    expect(seen[0]?.body).toEqual({ format: 1, ...MESSAGE });
    expect(seen[0]?.headers).toMatchObject({ 'content-type': 'application/json', authorization: 'Bearer tok' });
  });

  test('it does not wait for an hour', async () => {
    const port = await rig.serve((_request, response) => response.writeHead(429, { 'retry-after': '3600' }).end());
    const ports = new TestPorts({ TEAM_WEBHOOK: `http://127.0.0.1:${String(port)}/` });
    expect(await webhook.open(webhook.schema.parse({ webhook: 'TEAM_WEBHOOK' })).send(MESSAGE, ports)).toMatchObject({ delivered: false, cause: 'the webhook answered 429 and asked to wait 3600 s' });
    expect(ports.slept).toEqual([]);
  });

  test.each([[{}], [{ webhook: 'https://example.org/hook' }], [{ webhook: '${TEAM_WEBHOOK}' }], [{ webhook: 'A', url: 'x' }], [{ webhook: 'A', headers: { X: 'plain' } }]])('refuses %j', (written) => {
    expect(webhook.schema.safeParse(written).success).toBe(false);
  });
});

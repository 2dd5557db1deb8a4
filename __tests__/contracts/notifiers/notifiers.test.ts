import type { Delivery, Errand } from '../../../src/notifiers/notifier';
import { notifiers } from '../../../src/notifiers/registry.generated';
import type { HttpAnswer, HttpRequest, Ports } from '../../../src/shell/ports';
import { CheckRig } from '../checks/rig';
import { PROMISES, type Promised } from './promises';
import type { Subject } from './service';
import { SUBJECTS } from './subjects';

const rig = new CheckRig();
afterAll(() => rig.remove());

test('every notifier is held to the contract', () => {
  expect(Object.keys(SUBJECTS).sort()).toEqual(Object.keys(notifiers).sort());
});

test('who is told without being listed needs no settings, and a forge', () => {
  const uninvited = Object.values(notifiers).filter((plugin) => plugin.uninvited !== undefined);
  expect(uninvited.map(({ kind }) => kind)).toEqual(['github-deployment']);
  for (const plugin of uninvited) expect([plugin.schema.safeParse({}).success, plugin.uninvited?.({ reference: '', forge: undefined })]).toEqual([true, false]);
});

describe.each(Object.entries(SUBJECTS))('%s', (_kind, subject) => {
  test.each(PROMISES.map((promised) => [promised.name, promised] as const))('%s', async (_name, promised) => {
    await promised.holds(rig, subject);
  });
});

const sound = SUBJECTS['webhook'] as Subject;
const editor = SUBJECTS['discord'] as Subject;
type Http = Ports['http'];

/** A sound notifier over a world that lies to it, so that it does one thing wrong. */
const over = (change: (http: Http) => Http, of = sound): Subject => ({ ...of, open: () => ({ send: (message, ports, errand) => of.open().send(message, Object.setPrototypeOf({ http: change(ports.http.bind(ports)) }, ports) as Ports, errand) }) });
const answered = (answer: HttpAnswer, more: Partial<Extract<HttpAnswer, { kind: 'answered' }>>): HttpAnswer => (answer.kind === 'answered' ? { ...answer, ...more } : answer);
const through = (turn: (answer: HttpAnswer) => HttpAnswer, of = sound): Subject => over((http) => async (request) => turn(await http(request)), of);
const before = (turn: (body: any, request: HttpRequest) => unknown, of = editor): Subject => over((http) => (request) => http({ ...request, body: JSON.stringify(turn(JSON.parse(request.body ?? ''), request)) }), of);
const after = (change: (delivery: Delivery, ports: Ports) => Delivery): Subject => ({
  ...sound,
  open: () => ({ send: async (message, ports, errand) => change(await sound.open().send(message, ports, errand), ports) }),
});
const knowing = (errand: (given: Errand) => Errand): Subject => ({ ...editor, open: () => ({ send: (message, ports, given) => editor.open().send(message, ports, errand(given)) }) });
const embed = (more: object) => (body: any): unknown => ({ ...body, embeds: [{ ...body.embeds[0], ...more }] });

const BROKEN: readonly { readonly wrong: string; readonly breaks: number; readonly says: RegExp; readonly subject: Subject }[] = [
  { wrong: 'says nothing', breaks: 0, says: /not one request/, subject: { ...sound, open: () => ({ send: () => Promise.resolve({ delivered: true, cause: '', reference: '' }) }) } },
  { wrong: 'says everything twice', breaks: 0, says: /not one request/, subject: { ...sound, open: () => ({ send: async (...given) => { await sound.open().send(...given); return sound.open().send(...given); } }) } },
  { wrong: 'does not wait as long as it is asked to', breaks: 1, says: /waited/, subject: through((answer) => answered(answer, { headers: {} })) },
  { wrong: 'takes no dates', breaks: 2, says: /waited/, subject: through((answer) => (answer.kind === 'answered' && /GMT/.test(answer.headers['retry-after'] ?? '') ? answered(answer, { headers: {} }) : answer)) },
  { wrong: 'gives up at a 5xx', breaks: 3, says: /1 requests/, subject: through((answer) => (answer.kind === 'answered' && answer.status >= 500 ? answered(answer, { status: 499 }) : answer)) },
  { wrong: 'says something else at every attempt', breaks: 3, says: /says something else/, subject: (() => { let n = 0; return before((body) => ({ ...body, n: (n += 1) }), sound); })() },
  { wrong: 'tries again whatever is answered', breaks: 4, says: /status 400/, subject: through((answer) => (answer.kind === 'answered' && answer.status >= 300 && answer.status < 500 && answer.status !== 429 ? answered(answer, { status: 500 }) : answer)) },
  { wrong: 'looks at the status alone', breaks: 5, says: /delivered: /, subject: through((answer) => (answer.kind === 'answered' && answer.status === 200 ? answered(answer, { body: '' }) : answer)) },
  { wrong: 'tells where it posted to', breaks: 6, says: /the address is told/, subject: after((delivery, ports) => (delivery.delivered ? delivery : { ...delivery, cause: `${delivery.cause} at ${ports.secret(sound.variable)?.reveal() ?? ''}` })) },
  { wrong: 'repeats the answer', breaks: 6, says: /the address is told/, subject: { ...sound, open: () => ({ send: async (message, ports, errand) => { let body = ''; const delivery = await (over((http) => async (request) => { const answer = await http(request); if (answer.kind === 'answered') ({ body } = answer); return answer; }).open().send(message, ports, errand)); return { ...delivery, cause: `${delivery.cause}${body}` }; } }) } },
  { wrong: 'throws', breaks: 7, says: /cannot reach/, subject: { ...sound, open: () => ({ send: async (...given) => { const delivery = await sound.open().send(...given); if (delivery.cause.includes('could not be sent')) throw new Error('cannot reach it'); return delivery; } }) } },
  { wrong: 'waits as long as anybody asks', breaks: 8, says: /waited/, subject: { ...sound, open: () => ({ send: async (...given) => { const delivery = await sound.open().send(...given); if (delivery.cause.includes('wait')) await given[1].sleep(3_600_000); return delivery; } }) } },
  { wrong: 'keeps quiet about who waits for approval', breaks: 9, says: /not delivered/, subject: { ...sound, open: () => ({ send: (...given) => (given[0].event === 'waiting' ? Promise.resolve({ delivered: false, cause: 'nobody cares', reference: '' }) : sound.open().send(...given)) }) } },
  { wrong: 'writes too long a description', breaks: 10, says: /description should NOT be longer/, subject: before(embed({ description: 'x'.repeat(4097) })) },
  { wrong: 'writes too much in all', breaks: 10, says: /longer than 6000/, subject: before(embed({ description: 'x'.repeat(4000), fields: Array.from({ length: 3 }, () => ({ name: 'n', value: 'x'.repeat(1000) })) })) },
  { wrong: 'does not say that there is more', breaks: 10, says: /left out is not told/, subject: before(embed({ description: 'some commits' })) },
  { wrong: 'calls everybody', breaks: 11, says: /should NOT have more than 0 items/, subject: before((body) => ({ ...body, allowed_mentions: { parse: ['everyone'] } })) },
  { wrong: 'escapes nothing', breaks: 11, says: /obeyed: /, subject: before((body) => JSON.parse(JSON.stringify(body).replaceAll('\\\\', ''))) },
  { wrong: 'posts the end as a second message', breaks: 12, says: /not edited/, subject: knowing((errand) => ({ ...errand, reference: '' })) },
  { wrong: 'gives up where the message is gone', breaks: 12, says: /not told anew/, subject: through((answer) => (answer.kind === 'answered' && answer.status === 404 ? answered(answer, { status: 410 }) : answer), editor) },
];

test.each(BROKEN.map((broken) => [broken.wrong, broken] as const))('the suite catches a notifier that %s', async (_wrong, { breaks, says, subject }) => {
  await expect((PROMISES[breaks] as Promised).holds(rig, subject)).rejects.toThrow(says);
});

test('every promise has a notifier that breaks it', () => {
  expect([...new Set(BROKEN.map(({ breaks }) => breaks))].sort((a, b) => a - b)).toEqual(PROMISES.map((_, index) => index));
});

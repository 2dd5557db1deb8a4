import { composeMessage, factsOf, gatesByWeight, hideSecrets, linksOf, type MessageFacts, NOTIFY_EVENTS, sentenceOf } from '../../../src/model/message';

const FACTS: MessageFacts = {
  event: 'failed',
  deploys: true,
  app: 'shop',
  environment: 'production',
  version: 'v2',
  release: 'r2',
  commit: 'c'.repeat(40),
  run: 'acme/shop/42/deploy',
  reason: 'health-check: it is ill',
  actor: 'mona',
  approvers: ['hubot', ''],
  durationMs: 61_000,
  gates: [{ name: 'released', status: 'failed', detail: 'GET /' }],
  commits: [{ id: 'a', subject: 'one\u001b[31m\ntwo' }],
  commitCount: 0,
  runUrl: 'https://github.example/run',
  environmentUrl: '',
};

test.each(NOTIFY_EVENTS.map((event) => [event]))('%s', (event) => {
  const message = composeMessage({ ...FACTS, event });
  const ended = event !== 'started' && event !== 'waiting';
  expect(message.headline).toMatch(/^shop v2 .* production$/);
  expect(sentenceOf(message)).toBe(ended && event !== 'succeeded' ? `${message.headline}: health-check: it is ill` : message.headline);
  expect(factsOf(message)).toEqual([{ name: 'Release', value: 'r2' }, { name: 'By', value: 'mona' }, { name: 'Approved by', value: 'hubot' }, ...(ended ? [{ name: 'Took', value: '1 min 01 s' }] : [])]);
});

test.each([
  ['rolled-back', 'shop was taken back on production'],
  ['rollback-failed', 'shop could not be taken back on production'],
] as const)('a run that only goes back names no version: %s', (event, headline) => {
  expect(sentenceOf(composeMessage({ ...FACTS, event, deploys: false, reason: 'r1 serves again' }))).toBe(`${headline}: r1 serves again`);
});

test('texts are clean lines, counts are at least what is listed, and links are addresses', () => {
  const message = composeMessage(FACTS);
  expect(message.commits).toEqual([{ id: 'a', subject: 'one ⏎ two' }]);
  expect(message.commitCount).toBe(1);
  expect(linksOf(message)).toEqual([{ title: 'workflow run', url: 'https://github.example/run' }]);
  expect(linksOf({ ...message, environmentUrl: 'javascript:alert(1)', runUrl: 'https://' })).toEqual([]);
});

test('secrets are hidden in every text, and an address with one in it goes', () => {
  const message = composeMessage({ ...FACTS, actor: 'a s3cret b', approvers: ['s3cret'], gates: [{ name: 's3cret', status: 'failed', detail: 's3cret' }], commits: [{ id: 's3cret', subject: 's3cret' }], environmentUrl: 'https://s3cret.example' });
  const hidden = hideSecrets(message, (text) => text.replaceAll('s3cret', '***').replaceAll('failed', '###'));
  expect(JSON.stringify(hidden)).not.toContain('s3cret');
  expect([hidden.actor, hidden.environmentUrl, hidden.runUrl, hidden.event, hidden.gates[0]?.status]).toEqual(['a *** b', '', 'https://github.example/run', 'failed', 'failed']);
});

test('what did not pass is read first', () => {
  const of = (status: 'passed' | 'warned' | 'held' | 'failed') => ({ name: status, status, detail: '' });
  expect(gatesByWeight([of('passed'), of('warned'), of('failed'), of('held')]).map(({ name }) => name)).toEqual(['failed', 'held', 'warned', 'passed']);
});

import type { GateVerdict } from '../../../src/model/check';
import type { ActionReport } from '../../../src/model/report';
import { beganAt, bringsRelease, gatesIn, readTrace, reasonIn, toldBefore, type Trace, traceOf } from '../../../src/model/trace';

const verdict = (moment: GateVerdict['moment'], leads: GateVerdict['leads'], checks: readonly [string, 'passed' | 'failed' | 'inconclusive', string?][]): GateVerdict => ({
  moment,
  leads,
  checks: checks.map(([name, status, host]) => ({ name, kind: 'http', onFail: 'warn', onInconclusive: 'warn', ...(host === undefined ? {} : { host }), result: { status, asked: name, got: '', expected: '' } })),
});

const report = (action: ActionReport['action'], more: Partial<ActionReport> = {}): ActionReport => ({
  action,
  status: 'passed',
  headline: `${action} is done`,
  app: 'shop',
  environment: 'production',
  version: 'v2',
  release: 'r2',
  startedAt: '2026-11-21T21:04:00.000Z',
  durationMs: 1,
  timeline: [],
  gates: [],
  facts: [],
  commands: [],
  failures: [],
  notes: [],
  ...more,
});

const trace = (action: ActionReport['action'], more: Partial<ActionReport> = {}, outputs: Record<string, string> = {}): Trace => traceOf(report(action, more), outputs);

test('a trace survives being written', () => {
  const one = trace('preflight', { gates: [verdict('preflight', 'open', [['disk', 'passed'], ['logs', 'failed', 'web-1'], ['logs', 'failed', 'web-1']])] }, { ready: 'true' });
  expect(readTrace(JSON.stringify(one))).toEqual(one);
  expect(one.gates).toEqual([{ name: 'preflight', status: 'warned', detail: 'logs (web-1)' }]);
});

test.each([[''], ['{'], ['null'], ['[]'], ['{"action":"x"}'], [JSON.stringify({ ...trace('notify'), startedAt: 'then' })], [JSON.stringify({ ...trace('notify'), outputs: { a: 1 } })]])('%j is none', (text) => {
  expect(readTrace(text)).toBeUndefined();
});

test('a gate that is asked on many hosts is one line, the worst of them; the way back is told apart', () => {
  const traces = [
    trace('rolling-deploy', { gates: [verdict('instance', 'open', [['a', 'passed', 'web-1']]), verdict('instance', 'rollback', [['a', 'failed', 'web-2']]), verdict('instance', 'open', [['b', 'inconclusive', 'web-3']])] }),
    trace('health-check', { gates: [verdict('released', 'hold', [['p95', 'failed']])] }),
    trace('rollback', { gates: [verdict('released', 'open', [['a', 'passed']])] }),
  ];
  expect(gatesIn(traces)).toEqual([
    { name: 'instance', status: 'failed', detail: 'a (web-2), b (web-3)' },
    { name: 'released', status: 'held', detail: 'p95' },
    { name: 'released (after going back)', status: 'passed', detail: '' },
  ]);
});

test('the last word of whoever is asked counts, and empty words do not', () => {
  const traces = [trace('rolling-deploy', {}, { 'release-id': 'r1' }), trace('rolling-deploy', {}, { 'release-id': 'r2' }), trace('lockgate', {}, { 'release-id': '' }), trace('backup', {}, { 'release-id': 'r9' })];
  expect(toldBefore(traces, 'release-id', ['rolling-deploy', 'lockgate'])).toBe('r2');
  expect(toldBefore(traces, 'messages', ['notify'])).toBeUndefined();
});

test('the reason is what went wrong, not what followed', () => {
  const bad = { status: 'failed', headline: 'it is ill' } as const;
  expect(reasonIn([trace('preflight'), trace('health-check', bad), trace('rollback', { status: 'failed', headline: 'stuck' })])).toBe('health-check: it is ill');
  expect(reasonIn([trace('preflight'), trace('notify', bad)])).toBe('');
});

test('a job that only goes back tells where it went', () => {
  const back = trace('rollback', { headline: 'r1 serves again' });
  expect([bringsRelease([back]), reasonIn([back])]).toEqual([false, 'r1 serves again']);
  for (const traces of [[], [trace('notify')], [trace('preflight'), back], [trace('lockgate')]]) expect(bringsRelease(traces)).toBe(true);
});

test('a deploy begins with its first action', () => {
  expect(beganAt([trace('backup'), trace('preflight', { startedAt: '2026-11-21T21:00:00.000Z' })])).toEqual(new Date('2026-11-21T21:00:00Z'));
  expect(beganAt([])).toBeUndefined();
});

import { mkdirSync, writeFileSync } from 'node:fs';

import { backupBytes, judgeRoom, plugin as room } from '../../../src/checks/automatic/room';
import { plugin as restarts } from '../../../src/checks/automatic/restarts';
import { plugin as target } from '../../../src/checks/automatic/rollback-target';
import { plugin as errors } from '../../../src/checks/errors/index';
import { plugin as latency, quantile } from '../../../src/checks/latency/index';
import { scanLines } from '../../../src/checks/logs/scan';
import { plugin as memory } from '../../../src/checks/memory/index';
import { judgeLoad } from '../../../src/checks/resources/index';
import { plugin as backupAge } from '../../../src/checks/backup-age/index';
import { counting } from '../../../src/actions/health-check/watched';
import { reading } from '../../../src/model/command';
import type { Runtime } from '../../../src/runtimes/runtime';
import { ask } from '../../../src/shell/shell';
import { CheckRig, TestPorts } from '../../contracts/checks/rig';

const rig = new CheckRig();
afterAll(() => rig.remove());

describe('latency', () => {
  const KEY = latency.baseline?.(latency.schema.parse({ p95: 'baseline+20%' })) ?? '';
  const asked = async (written: object, before?: Record<string, number>, moment: 'released' | 'preflight' = 'released', first = false): Promise<{ status: string; slow?: true; figures?: object }> => {
    const port = await rig.serve((_request, response) => response.end('ok'));
    const baseline = { first, figures: before === undefined ? {} : { [KEY]: before } };
    return rig.ask(latency, { requests: 4, ...written }, rig.context({ port, moment, baseline }));
  };
  test('beside the release before, an absolute limit, and nothing', async () => {
    expect(KEY).toBe('GET /');
    expect(await asked({ p95: 'baseline+20%' }, { p50: 60_000, p95: 60_000 })).toMatchObject({ status: 'passed', figures: { requests: 4 } });
    expect(await asked({ p95: 'baseline+20%' }, { p50: -60_000, p95: -60_000 })).toMatchObject({ status: 'failed', slow: true });
    expect(await asked({ p50: '1m', p95: '0ms' })).toMatchObject({ status: 'failed', slow: true });
    expect((await asked({ p95: 'baseline+20%' })).status).toBe('inconclusive');
    expect((await asked({ p95: 'baseline+20%' }, undefined, 'released', true)).status).toBe('passed');
    expect((await asked({ p95: 'baseline+20%' }, undefined, 'preflight')).status).toBe('passed');
    expect(latency.baseline?.(latency.schema.parse({ p95: '1s' }))).toBeUndefined();
  });
  test('an error says nothing of speed, however quickly it comes', async () => {
    const port = await rig.serve((_request, response) => response.writeHead(503).end());
    const result = await rig.ask(latency, { p95: '1m', requests: 3 }, rig.context({ port }));
    expect([result.status, result.slow, result.got]).toEqual(['failed', undefined, '3 of 3 answers are none: status 503']);
  });
  test('quantiles', () => {
    expect([quantile([3, 1, 2], 0.5), quantile(Array.from({ length: 20 }, (_, n) => n + 1), 0.95)]).toEqual([2, 19]);
  });
});

describe('errors', () => {
  test('its own requests, and those of the watch', async () => {
    let number = 0;
    const port = await rig.serve((_request, response) => response.writeHead((number += 1) % 4 === 0 ? 500 : 404).end());
    const { ports, answers } = counting(new TestPorts(), 'https://shop.example.org');
    const of = (written: object) => rig.ask(errors, { requests: 4, ...written }, rig.context({ port, answers: answers() }), ports);
    expect(await of({ under: '25%' })).toMatchObject({ status: 'failed', got: '1 of 4 answers are errors (25 %)' });
    expect(await of({ under: '26%' })).toMatchObject({ status: 'passed', got: '2 of 8 answers are errors (25 %)' });
    expect(answers()).toEqual({ all: 8, bad: 2 });
  });
  test('access logs since a moment', async () => {
    const at = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toUTCString().replace(/^..., (..) (...) (....) (.*) GMT$/, '$1/$2/$3:$4 +0000');
    const line = (minutes: number, request: string, status: number): string => `10.0.0.1 - - [${at(minutes)}] "${request}" ${String(status)} 12 "-" "curl \\"503\\""`;
    writeFileSync(`${rig.root}/log/access.log`, [line(90, 'GET /old HTTP/1.1', 500), line(5, 'GET / HTTP/1.1', 200), line(4, 'GET /\\" 500 HTTP/1.1', 200), line(3, 'POST / HTTP/1.1', 502), 'no request', ''].join('\n'));
    const of = (written: object) => rig.ask(errors, { files: ['log/acc*.log'], last: '1h', ...written });
    expect(await of({ under: '40%' })).toMatchObject({ status: 'passed', got: '1 of 3 answers are errors (33.3 %)' });
    expect((await of({ under: '1%' })).status).toBe('failed');
    expect((await of({ under: '40%', 'at-least': 100 })).status).toBe('inconclusive');
    expect((await of({ under: '40%', files: ['log/none'] })).status).toBe('inconclusive');
  });
});

test('load is judged by figure, and what the host does not tell is no pass', () => {
  const text = 'cpu\t60\t100\nmemory\t1000\t300\nload\t0.50\ncpus\t2\n';
  const of = (limits: object) => judgeLoad({ cpu: undefined, memory: undefined, load: undefined, connections: undefined, ...limits }, text).parts.map(({ got, fine }) => [got, fine]);
  expect(of({ cpu: 0.5, memory: 0.7, load: 0.4 })).toEqual([['60 %', false], ['70 % (307.2 kB available)', true], ['0.5', false]]);
  expect(judgeLoad({ cpu: 0.5, memory: undefined, load: undefined, connections: undefined }, 'cpu\t0\t0\n').parts[0]).toMatchObject({ why: 'the host does not tell' });
});

const runtime = (more: Partial<Runtime>): Runtime => ({ kind: 'test', start: () => [], stop: () => [], status: () => ({ commands: [], read: () => ({ state: 'running', detail: '' }) }), serves: () => ({ commands: [], read: () => [] }), logs: () => ({ commands: [], read: () => '' }), instances: [], ...more });

test('memory for a second instance', async () => {
  const holding = (bytes: number, instances = 1) => rig.context({ runtime: runtime({ memory: () => ({ commands: [], read: () => ({ bytes, instances }) }) }) });
  const of = (bytes: number, instances?: number) => rig.ask(memory, { 'free-for': 'second-instance' }, holding(bytes, instances));
  expect((await of(1000)).status).toBe('passed');
  expect((await of(1e15)).status).toBe('failed');
  expect((await of(0, 0)).status).toBe('inconclusive');
  expect((await rig.ask(memory, { 'free-for': 'second-instance' }, rig.context({ runtime: runtime({}) }))).cause).toContain('does not tell');
});

test('more restarts than when the watch began close it', async () => {
  const counted = (count: number | undefined, before?: number) => {
    const check = restarts.create(undefined);
    if (check.asks !== 'host') throw new Error('it is asked on a host');
    const status = { state: 'running' as const, detail: '', ...(count === undefined ? {} : { restarts: count }) };
    return ask(rig.shell, check.probe(rig.context({ restarts: before, runtime: runtime({ status: () => ({ commands: [reading('ask', 'true', [])], read: () => status }) }) }), new TestPorts()));
  };
  expect([(await counted(2)).status, (await counted(2, 2)).status, (await counted(3, 2)).status, (await counted(undefined)).status]).toEqual(['passed', 'passed', 'failed', 'inconclusive']);
});

test('a release to go back to: none yet, whole, and broken', async () => {
  const release = { id: 'r1', version: 'v1', status: 'good' };
  const of = (settings: Parameters<typeof target.create>[0]) => {
    const check = target.create(settings);
    if (check.asks !== 'host') throw new Error('it is asked on a host');
    return ask(rig.shell, check.probe(rig.context(), new TestPorts()));
  };
  expect(await of({ ready: [] })).toMatchObject({ status: 'passed', got: expect.stringContaining('first deploy') as string });
  expect((await of({ release, ready: [reading('look', 'true', [])] })).status).toBe('passed');
  expect((await of({ release, ready: [reading('look', 'false', [])] })).status).toBe('failed');
});

describe('room', () => {
  const mount = (device: string, free: number, inodes = 1e6) => ({ path: '/', device, space: { all: 1e9, free }, inodes: { all: 1e6, free: inodes } });
  const need = (path: string, bytes: number, on: ReturnType<typeof mount>) => ({ place: { path, brings: 'backup' as const }, mount: on, bytes });
  test('what goes to one file system is added up', () => {
    expect(judgeRoom([need('/a', 4e8, mount('1', 9e8)), need('/b', 4e8, mount('2', 9e8))])).toEqual([]);
    expect(judgeRoom([need('/a', 4e8, mount('1', 9e8)), need('/b', 4e8, mount('1', 9e8))])[0]).toContain('900.0 MB free where 961.0 MB are needed');
    expect(judgeRoom([need('/a', 1, mount('1', 9e8, 5))])[0]).toContain('5 inodes free');
  });
  test('a backup grows with its database', () => {
    expect([backupBytes(undefined, 100), backupBytes({ bytes: 10, databaseBytes: 100 }, 200), backupBytes({ bytes: 10, databaseBytes: 100 }, undefined), backupBytes(undefined, undefined)]).toEqual([100, 20, 10, undefined]);
  });
  test('asked of this machine', async () => {
    mkdirSync(`${rig.root}/current`, { recursive: true });
    const check = room.create({ places: [{ path: rig.root, brings: 'release' }, { path: `${rig.root}/not/yet/there`, brings: 'backup' }], last: { bytes: 1e15, databaseBytes: 1 } });
    if (check.asks !== 'host') throw new Error('it is asked on a host');
    const result = await ask(rig.shell, check.probe(rig.context(), new TestPorts()));
    expect([result.status, result.got]).toEqual(['failed', expect.stringContaining('1.0 PB for the backup in')]);
  });
});

test('files of another program: the newest, its age and its size', async () => {
  writeFileSync(`${rig.root}/shared/dump-1.gz`, 'x'.repeat(10));
  const of = (written: object) => rig.ask(backupAge, { files: ['shared/dump-*.gz'], 'younger-than': '1h', ...written }, rig.context());
  expect((await of({})).status).toBe('passed');
  expect((await of({ 'minimum-size': '11B' })).status).toBe('failed');
  expect((await of({ files: ['shared/none-*'] })).status).toBe('inconclusive');
  expect((await rig.ask(backupAge, '1h', rig.context({ backups: [] }))).got).toBe('there is none');
});

test('lines of a runtime without files: since a moment, and no further back than they reach', () => {
  const text = '2026-11-21T20:00:00+0100 web app[1]: ERROR old\n2026-11-21T21:00:00+0100 web app[1]: fine\n  ERROR of that moment\n';
  const since = Date.parse('2026-11-21T19:30:00Z');
  expect(scanLines(text, false, since, ['ERROR'], [])).toEqual({ scanned: 1, unreadable: [], more: 0, hits: [{ dated: true, where: 'line 3', text: '  ERROR of that moment' }] });
  expect(scanLines(text, false, since, ['ERROR'], ['moment']).hits).toEqual([]);
  expect(scanLines(text, false, 0, ['x'], []).unreadable).toHaveLength(1);
});

import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

import { plugin } from '../../../src/runtimes/command/index';
import type { Runtime } from '../../../src/runtimes/runtime';
import { ask } from '../../../src/shell/shell';
import { app } from '../../contracts/runtimes/promises';
import { eventually, Rig } from '../../contracts/runtimes/rig';

const FOREVER = 'while :; do sleep 0.2; done';
let rig: Rig;
beforeEach(() => {
  rig = new Rig();
});
afterEach(() => {
  rig.remove();
});

const open = (written: object): Runtime => plugin.open(plugin.schema.parse({ settle: '300ms', 'stop-timeout': '1s', ...written }), rig.site);
const read = (name: string): string => readFileSync(`${rig.root}/${name}`, 'utf8');

test('the commands, exactly', () => {
  const runtime = plugin.open(plugin.schema.parse({ start: './serve', port: 8000, env: { MODE: 'x y' }, 'env-file': 'shared/.env' }), { ...rig.site, layout: { ...rig.site.layout, root: '/srv/a', state: '/srv/a/.lockgate' } });
  expect([...runtime.start(), ...runtime.stop(), ...runtime.status().commands, ...runtime.logs(50).commands].map(({ program, words, env, library, mutates, idempotent, deadlineMs }) => ({ line: [program, ...words], env, library, mutates, idempotent, deadlineMs }))).toEqual([
    { line: ['lg_runtime_start', '/srv/a', 'shop', '/srv/a/.lockgate/log/shop.log', '2000', '/srv/a/shared/.env', './serve'], env: { PORT: '8000', MODE: 'x y' }, library: true, mutates: true, idempotent: true, deadlineMs: 32_000 },
    { line: ['lg_runtime_stop', '/srv/a', 'shop', '10000', '', '8000'], env: { PORT: '8000', MODE: 'x y' }, library: true, mutates: true, idempotent: true, deadlineMs: 50_000 },
    { line: ['lg_runtime_status', '/srv/a', 'shop'], env: undefined, library: true, mutates: false, idempotent: true, deadlineMs: 30_000 },
    { line: ['lg_runtime_logs', '/srv/a/.lockgate/log/shop.log', '50'], env: undefined, library: true, mutates: false, idempotent: true, deadlineMs: 30_000 },
  ]);
  expect(runtime.instances).toEqual([{ name: 'shop', port: 8000 }]);
  expect(runtime.logFiles).toEqual(['/srv/a/.lockgate/log/shop.log']);
});

test.each([
  [{}], [{ start: '' }], [{ start: 'x', status: 'y' }], [{ start: 'x', port: 0 }], [{ start: 'x', settle: 2 }], [{ start: 'x', env: { 'A B': '1' } }], [{ start: 'x', stpo: 'y' }],
])('refuses %j', (written) => {
  expect(plugin.schema.safeParse(written).success).toBe(false);
});

test('the application knows its release, its port, its variables and its env file, and none of it is told', async () => {
  writeFileSync(`${rig.root}/shared/.env`, '# of the host\nexport TOKEN="s3cr3t $(id) `id`"\r\nPLAIN = a b # comment\nnot a line\nMODE=of the file');
  const runtime = open({ start: app(rig, `printf '%s|' "$LOCKGATE_RELEASE" "$LOCKGATE_VERSION" "$PORT" "$MODE" "$TOKEN" "$PLAIN" >'${rig.root}/shared/seen'; ${FOREVER}`), port: 8000, env: { MODE: 'of the configuration' }, 'env-file': 'shared/.env' });
  const results = await rig.run([...runtime.start(), ...runtime.start(), ...runtime.status().commands]);
  expect(results.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0]);
  await eventually(() => existsSync(`${rig.root}/shared/seen`), 'it was started');
  expect(read('shared/seen')).toBe('r1|r1|8000|of the file|s3cr3t $(id) `id`|a b|');
  expect(JSON.stringify(results)).not.toContain('s3cr3t');
  await rig.stop(runtime);
});

test('an env file that is not there fails the start, before anything runs', async () => {
  const [result] = await rig.run(open({ start: app(rig, FOREVER), 'env-file': 'shared/none' }).start());
  expect(result?.exitCode).toBe(1);
  expect(result?.stderr).toContain('shared/none cannot be read');
  expect(rig.started()).toEqual([]);
});

test('a process that was given the id of ours is never killed', async () => {
  const runtime = open({ start: app(rig, FOREVER) });
  await rig.start(runtime);
  await eventually(() => rig.living().length === 1, 'one process');
  const stranger = spawn('sh', ['-c', FOREVER], { detached: true, stdio: 'ignore', cwd: rig.root });
  try {
    const [ours] = rig.living();
    process.kill(Number(ours), 'SIGKILL');
    await eventually(() => rig.living().length === 0, 'none');
    const [, started, boot] = read('.lockgate/run/shop').split(' ');
    writeFileSync(`${rig.root}/.lockgate/run/shop`, `${String(stranger.pid)} ${String(started)} ${String(boot)} r1\n`);
    expect((await rig.status(runtime)).state).toBe('failed');
    await rig.stop(runtime);
    await rig.start(runtime);
    expect(stranger.exitCode).toBeNull();
    expect(stranger.signalCode).toBeNull();
    process.kill(stranger.pid as number, 0);
  } finally {
    process.kill(-(stranger.pid as number), 'SIGKILL');
  }
});

test('a record of another boot is a process that is gone', async () => {
  const runtime = open({ start: app(rig, FOREVER) });
  await rig.start(runtime);
  const record = read('.lockgate/run/shop').split(' ');
  await rig.stop(runtime);
  writeFileSync(`${rig.root}/.lockgate/run/shop`, [String(process.pid), record[1], '00000000-0000-0000-0000-000000000000', 'r1\n'].join(' '));
  expect(await rig.status(runtime)).toEqual({ state: 'failed', detail: 'its process is gone: the host was started anew since' });
  await rig.start(runtime);
  expect((await rig.status(runtime)).state).toBe('running');
});

test('what a dead main process left behind is ended before a new start, also without a record', async () => {
  const runtime = open({ start: app(rig, `(${app(rig, FOREVER).replace('$$', '"$(exec sh -c \'echo $PPID\')"')}) & ${FOREVER}`) });
  await rig.start(runtime);
  await eventually(() => rig.living().length === 2, 'two processes');
  const { 0: main } = read('.lockgate/run/shop').split(' ');
  process.kill(Number(main), 'SIGKILL');
  await eventually(() => rig.living().length === 1, 'one');
  const [left] = rig.living();
  writeFileSync(`${rig.root}/.lockgate/run/shop`, '');
  await rig.start(runtime);
  await eventually(() => rig.living().length === 2, 'two new ones');
  expect(rig.living()).not.toContain(left);
});

test('a stop line asks first; what it leaves is ended', async () => {
  const runtime = open({ start: app(rig, `trap '' TERM; ${FOREVER}`), stop: `echo asked >'${rig.root}/shared/asked'; exit 4` });
  await rig.start(runtime);
  const [result] = await rig.run(runtime.stop());
  expect(result?.exitCode).toBe(0);
  expect(result?.stdout).toBe('the stop line ended with exit code 4\nit did not end when asked and was killed\nstopped\n');
  expect(read('shared/asked')).toBe('asked\n');
  expect(rig.living()).toEqual([]);
});

describe('where the team\'s own program looks after it', () => {
  const lines = (start: string): Runtime => open({ start, stop: `kill "$(cat '${rig.root}/shared/pid')" && rm '${rig.root}/shared/pid'`, status: `test -e '${rig.root}/shared/pid' || exit 3; read -r _ _ state _ <"/proc/$(cat '${rig.root}/shared/pid')/stat" && test "$state" != Z || exit 1; echo all is well` });
  const daemon = (): string => `nohup sh -c "pwd -P >'${rig.root}/started/'\\$\\$; echo \\$\\$ >'${rig.root}/shared/pid'; ${FOREVER}" & sleep 0.2`;

  test('start, status, stop, each twice', async () => {
    const runtime = lines(daemon());
    expect((await rig.status(runtime)).state).toBe('stopped');
    await rig.start(runtime);
    await rig.start(runtime);
    expect(rig.started()).toHaveLength(1);
    expect(await rig.status(runtime)).toEqual({ state: 'running', detail: 'all is well' });
    process.kill(Number(rig.living()[0]), 'SIGKILL');
    await eventually(() => rig.living().length === 0, 'none');
    expect((await rig.status(runtime)).state).toBe('failed');
    await rig.start(runtime);
    await rig.stop(runtime);
    await rig.stop(runtime);
    expect(rig.living()).toEqual([]);
    expect((await rig.status(runtime)).state).toBe('stopped');
  });

  test('a start that leads to nothing fails, with what it printed', async () => {
    const [result] = await rig.run(lines('echo no such program').start());
    expect(result?.exitCode).toBe(1);
    expect(result?.stderr).toContain('its status line says that it does not run');
    expect(result?.stderr).toContain('no such program');
  });

  test('a status line that cannot be run is no answer', async () => {
    const runtime = open({ start: 'true', stop: 'true', status: 'no-such-program-here' });
    await expect(ask(rig.shell, runtime.status())).rejects.toMatchObject({ facts: { code: 'LG-RUNTIME-STATUS-UNREADABLE' } });
  });
});

test('the log is kept, told, and begins each start with a date', async () => {
  const runtime = open({ start: app(rig, `echo hello; ${FOREVER}`) });
  await rig.start(runtime);
  await rig.stop(runtime);
  await rig.start(runtime);
  const log = await ask(rig.shell, runtime.logs(3));
  expect(log).toMatch(/^hello\n\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ lockgate: starting r1\nhello\n$/);
  await rig.stop(runtime);
});

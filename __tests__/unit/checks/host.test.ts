import { spawn } from 'node:child_process';
import { appendFileSync, chmodSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';

import { plugin as clock, surelyOff } from '../../../src/checks/clock/index';
import { plugin as command } from '../../../src/checks/command/index';
import { plugin as disk } from '../../../src/checks/disk/index';
import { plugin as envFile } from '../../../src/checks/env-file/index';
import { plugin as logs } from '../../../src/checks/logs/index';
import { plugin as processes } from '../../../src/checks/processes/index';
import { plugin as service } from '../../../src/checks/service/index';
import { plugin as tcp } from '../../../src/checks/tcp/index';
import { plugin as runtime } from '../../../src/runtimes/command/index';
import { ask } from '../../../src/shell/shell';
import { CheckRig, closedPort, TestPorts } from '../../contracts/checks/rig';

const rig = new CheckRig();
afterAll(() => rig.remove());

describe('logs', () => {
  const NONE = ['ERROR', 'CRITICAL'];
  const iso = (minutesAgo: number): string => new Date(Date.now() - minutesAgo * 60_000).toISOString();
  const write = (name: string, ...lines: string[]): string => {
    const file = `${rig.root}/log/${name}`;
    writeFileSync(file, lines.map((line) => `${line}\n`).join(''));
    return file;
  };
  const pad = (n: number): string => String(n).padStart(2, '0');

  test('only lines since then count, and each is told with its place', async () => {
    const file = write('a.log', `${iso(120)} ERROR old`, `${iso(30)} INFO fine`, `${iso(20)} ERROR the pool is empty`, '  at pool.py ERROR in a line without a date', `${iso(1)} INFO`);
    const result = await rig.ask(logs, { files: [file], last: '1h', none: NONE });
    expect(result.status).toBe('failed');
    expect(result.got).toContain(`${file}:3 `);
    expect(result.got).toContain('ERROR the pool is empty');
    expect(result.got).toContain(`${file}:4 at pool.py`);
    expect(result.got).not.toContain('old');
  });

  test('old errors, and errors that are ignored, pass', async () => {
    const file = write('b.log', `${iso(120)} ERROR old`, '  ERROR of the same moment', `${iso(5)} ERROR broken pipe`, `${iso(1)} INFO`);
    expect(await rig.ask(logs, { files: ['log/b.log'], last: '1h', none: NONE, ignore: ['broken pipe$'] })).toMatchObject({ status: 'passed', got: 'none in 1 file' });
    expect((await rig.ask(logs, { files: [file], last: '3h', none: NONE, ignore: ['broken pipe$'] })).status).toBe('failed');
  });

  test('since the deploy began', async () => {
    write('c.log', `${iso(10)} ERROR before`, `${iso(1)} INFO after`);
    const context = rig.context({ deployedAt: iso(5) });
    expect((await rig.ask(logs, { files: ['log/c.log'], last: 'deploy', none: NONE }, context)).status).toBe('passed');
    appendFileSync(`${rig.root}/log/c.log`, `${iso(0)} CRITICAL after\n`);
    expect((await rig.ask(logs, { files: ['log/c.log'], last: 'deploy', none: NONE }, context)).status).toBe('failed');
    expect(await rig.ask(logs, { files: ['log/c.log'], none: NONE })).toMatchObject({ status: 'inconclusive', cause: 'it is not known when the deploy began' });
  });

  const at = new Date(Date.now() - 10 * 60_000);
  const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
  const utc = `${String(at.getUTCFullYear())}-${pad(at.getUTCMonth() + 1)}-${pad(at.getUTCDate())}`;
  const time = `${pad(at.getUTCHours())}:${pad(at.getUTCMinutes())}:${pad(at.getUTCSeconds())}`;
  const local = `${String(at.getFullYear())}-${pad(at.getMonth() + 1)}-${pad(at.getDate())} ${pad(at.getHours())}:${pad(at.getMinutes())}:${pad(at.getSeconds())}`;
  const east = new Date(at.getTime() + 90 * 60_000).toISOString();
  const month = months[at.getUTCMonth()] ?? '';
  test.each([
    ['ISO', `${utc}T${time}Z ERROR x`],
    ['ISO with fractions', `${utc}T${time}.123456Z ERROR x`],
    ['ISO of another zone', `${east.slice(0, 19)}+01:30 ERROR x`],
    ["Python's logging, in the host's zone", `${local},123 ERROR x`],
    ['gunicorn', `[${utc} ${time} +0000] [12] [ERROR] x`],
    ["nginx's errors, in the host's zone", `${local.replaceAll('-', '/')} [ERROR] x`],
    ['access logs', `10.0.0.1 - - [${pad(at.getUTCDate())}/${month}/${String(at.getUTCFullYear())}:${time} +0000] "GET / HTTP/1.1" 500 ERROR`],
    ["syslog, in the host's zone", `${months[at.getMonth()] ?? ''} ${String(at.getDate()).padStart(2, ' ')} ${local.slice(11)} web app: ERROR x`],
    ['JSON', `{"time":"${utc}T${time}Z","level":"ERROR"}`],
  ])('dates as %s writes them', async (_name, line) => {
    const file = write('dated.log', line);
    expect((await rig.ask(logs, { files: [file], last: '11m', none: ['ERROR'] })).status).toBe('failed');
    expect((await rig.ask(logs, { files: [file], last: '9m', none: ['ERROR'] })).status).toBe('passed');
  });

  test('a file untouched since then is not read; lines that cannot be dated are not judged', async () => {
    const file = write('undated.log', 'ERROR when was that?');
    expect(await rig.ask(logs, { files: [file], last: '1h', none: NONE })).toMatchObject({ status: 'inconclusive', got: `${file}:1 ERROR when was that?` });
    utimesSync(file, new Date(Date.now() - 7_200_000), new Date(Date.now() - 7_200_000));
    expect((await rig.ask(logs, { files: [file], last: '1h', none: NONE })).status).toBe('passed');
    write('clean.log', 'all is well', 'without dates');
    expect((await rig.ask(logs, { files: ['log/clean.log'], last: '1h', none: NONE })).status).toBe('passed');
  });

  test('wildcards are taken on the host, and nothing else of a pattern means anything', async () => {
    mkdirSync(`${rig.root}/log/w i`, { recursive: true });
    write('w i/one.log', `${iso(1)} fine`);
    write('w i/two.log', `${iso(1)} ERROR two`);
    const result = await rig.ask(logs, { files: ['log/w i/*.log'], last: '1h', none: NONE });
    expect(result.got).toContain('two.log:1');
    expect(await rig.ask(logs, { files: [`log/$(touch ${rig.root}/ran)*`, 'log/`id`.log', '-n'], last: '1h', none: NONE })).toMatchObject({ status: 'inconclusive', got: 'no file' });
    expect((await rig.ask(command, { run: `test ! -e '${rig.root}/ran'` })).status).toBe('passed');
  });

  test('no file, an expression that grep refuses: inconclusive', async () => {
    expect(await rig.ask(logs, { files: ['log/none*.log'], last: '1h', none: NONE })).toMatchObject({ status: 'inconclusive', got: 'no file' });
    write('d.log', 'x');
    expect((await rig.ask(logs, { files: ['log/d.log'], last: '1h', none: ['a\\'] })).status).toBe('inconclusive');
  });

  test('many hits are counted, and control characters are not shown', async () => {
    write('many.log', ...Array.from({ length: 50 }, (_, n) => `${iso(1)} ERROR \u001b[31m::error::${String(n)}\u0007 ${'x'.repeat(500)}`));
    const { got } = await rig.ask(logs, { files: ['log/many.log'], last: '1h', none: NONE });
    expect(got).toMatch(/^50 lines, such as .*many.log:1 /);
    expect(got).not.toMatch(/\p{Cc}/u);
  });

  test('a number of lines that is still fine', async () => {
    write('some.log', `${iso(3)} WARNING one`, `${iso(2)} WARNING two`, `${iso(1)} INFO`);
    const of = (more: object) => rig.ask(logs, { files: ['log/some.log'], last: '1h', ...more });
    expect(await of({ 'at-most': { WARNING: 2 } })).toMatchObject({ status: 'passed', got: '2 with WARNING in 1 file' });
    expect((await of({ 'at-most': { WARNING: 1 } })).status).toBe('failed');
    expect((await of({ 'at-most': { WARNING: 2 }, none: ['INFO'] })).status).toBe('failed');
  });

  test('a unit of which the journal holds nothing is no pass', async () => {
    expect((await rig.ask(logs, { units: ['lockgate-no-such-unit'], last: '1h', none: NONE })).status).toBe('inconclusive');
  });

  test('without files, the log of the runtime', async () => {
    const context = rig.context();
    const app = runtime.open(runtime.schema.parse({ start: 'x', log: 'log/app.log' }), context.site);
    write('app.log', `${iso(1)} lockgate: starting r1`, 'ERROR: it is not a date that I wrote');
    expect((await rig.ask(logs, { last: '1h', none: NONE }, { ...context, runtime: app })).status).toBe('failed');
    expect((await rig.ask(logs, { last: '1h', none: NONE })).status).toBe('inconclusive');
  });
});

describe('env-file', () => {
  const secret = 'sw0rdf1sh-never-shown';
  beforeAll(() => {
    writeFileSync(
      `${rig.root}/shared/.env`,
      `# comment\nexport DATABASE_URL="postgres://u:${secret}@db/x"\r\nSECRET_KEY = '${secret}'\nEMPTY=\nMODE=production # said twice\nTWICE=old\nTWICE=new\nCORS=https://shop.example.org\nEVIL=$(touch ${rig.root}/evil)\n  INDENTED=yes\nNO EQUALS\nHASH=a#b`,
    );
  });
  const keys = async (rules: object): Promise<string> => {
    const result = await rig.ask(envFile, { keys: rules }, rig.context({}, 'https://shop.example.org'));
    expect(JSON.stringify(result)).not.toContain(secret);
    return `${result.status}: ${result.got}`;
  };

  test.each([
    [{ DATABASE_URL: 'set', SECRET_KEY: { 'min-length': 21 } }, 'passed: all of 2 keys'],
    [{ SECRET_KEY: { 'min-length': 22 } }, 'failed: SECRET_KEY is too short'],
    [{ EMPTY: 'set', ABSENT: 'set' }, 'failed: EMPTY is empty, ABSENT is missing'],
    [{ MODE: { equals: 'production' }, TWICE: { equals: 'new' }, INDENTED: { 'one-of': ['no', 'yes'] }, HASH: { equals: 'a#b' } }, 'passed: all of 4 keys'],
    [{ TWICE: { equals: 'old' } }, 'failed: TWICE is not what it must be'],
    [{ CORS: { equals: 'url' } }, 'passed: all of 1 keys'],
    [{ MODE: { 'one-of': ['staging', 'prod*'] } }, 'failed: MODE is none of the allowed values'],
    [{ DATABASE_URL: { matches: '^postgres://' } }, 'passed: all of 1 keys'],
    [{ DATABASE_URL: { matches: '^mysql://' } }, 'failed: DATABASE_URL does not match'],
    [{ DATABASE_URL: { matches: '(' } }, 'inconclusive: not every rule could be judged'],
    [{ SECRET_KEY: { equals: 'else', 'min-length': 99 } }, 'failed: SECRET_KEY is too short, SECRET_KEY is not what it must be'],
    [{ EVIL: { equals: '$(true)' } }, 'failed: EVIL is not what it must be'],
  ])('%j', async (rules, expected) => {
    expect(await keys(rules)).toBe(expected);
  });

  test('no such file; one that may not be read', async () => {
    expect(await rig.ask(envFile, { path: 'shared/none', keys: { A: 'set' } })).toMatchObject({ status: 'failed', got: 'there is no such file' });
    const folder = await rig.ask(envFile, { path: 'shared', keys: { A: 'set' } });
    expect(folder.status).not.toBe('passed');
    expect(await rig.ask(envFile, { keys: { CORS: { equals: 'url' } } })).toMatchObject({ status: 'inconclusive' });
    expect(await rig.ask(command, { run: `test ! -e '${rig.root}/evil'` })).toMatchObject({ status: 'passed' });
  });
});

describe('disk', () => {
  test('what lies in a folder that may not be entered may be on another file system', async () => {
    const check = disk.create(disk.schema.parse({ path: 'shared/other/disk', free: '1kB' }));
    if (check.asks !== 'host') throw new Error('it is asked on a host');
    const probe = check.probe(rig.context(), new TestPorts());
    expect((await ask(rig.shell, probe)).status).toBe('passed');
    expect(await ask(rig.reader, probe)).toMatchObject({ status: 'inconclusive', cause: expect.stringContaining(`may not look into ${rig.root}/shared`) as string });
  });
  test('bytes, shares and inodes', async () => {
    expect((await rig.ask(disk, { free: '1kB', inodes: '0%' })).status).toBe('passed');
    expect(await rig.ask(disk, { free: '900000TB' })).toMatchObject({ status: 'failed', expected: '900000.0 PB free'.replace('900000.0', '900.0') });
    expect((await rig.ask(disk, { free: '100%' })).status).toBe('failed');
    expect((await rig.ask(disk, { inodes: 10 ** 15 })).status).not.toBe('passed');
  });
  test('a path that is not there yet lies where its nearest parent lies', async () => {
    const result = await rig.ask(disk, { path: 'backups/a b/$(id)/new', free: '1kB' });
    expect(result.status).toBe('passed');
    expect(result.got).toContain(` at ${rig.root}`);
  });
  test.each([[{}], [{ free: 2 }], [{ free: '2' }], [{ free: '2 apples' }], [{ free: '1GB', paht: '/' }]])('refuses %j', (written) => {
    expect(disk.schema.safeParse(written).success).toBe(false);
  });
});

describe('processes', () => {
  test('finds one, and not itself', async () => {
    const word = `lockgate-import-${String(process.pid)}`;
    expect((await rig.ask(processes, { none: word })).status).toBe('passed');
    const child = spawn('sh', ['-c', `: ${word}; while :; do sleep 0.1; done`], { detached: true, stdio: 'ignore' });
    try {
      const result = await rig.ask(processes, { none: `lockgate-imp[o]rt-${String(process.pid)}` });
      expect(result.status).toBe('failed');
      expect(result.got).toContain(`process ${String(child.pid)}: sh -c : ${word}`);
    } finally {
      process.kill(-(child.pid as number), 'SIGKILL');
    }
  });
  test('an expression that grep refuses is no answer', async () => {
    expect((await rig.ask(processes, { none: '(' })).status).toBe('inconclusive');
  });
});

describe('command', () => {
  test.each([
    [{ run: 'exit 0' }, 'passed', 'exit code 0 in '],
    [{ run: 'echo no such table >&2; exit 3' }, 'failed', 'exit code 3: no such table'],
    [{ run: 'exit 3', expect: { exit: 3 } }, 'passed', 'exit code 3 in '],
    [{ run: 'echo 7', expect: { stdout: 7 } }, 'passed', 'exit code 0'],
    [{ run: 'echo 8', expect: { stdout: { max: 7 } } }, 'failed', 'exit code 0 and 8 on stdout'],
    [{ run: 'echo ok; echo', expect: { stdout: { matches: '^ok$' } } }, 'failed', 'on stdout'],
    [{ run: 'printf ok', expect: { stdout: 'ok' } }, 'passed', ''],
    [{ run: 'there-is-no-such-program' }, 'inconclusive', 'exit code 127'],
    [{ run: 'kill -9 $$' }, 'failed', 'killed by SIGKILL'],
    [{ run: 'echo "$LOCKGATE_RELEASE $LOCKGATE_VERSION $LOCKGATE_ENVIRONMENT $LOCKGATE_BASE_URL $LOCKGATE_INSTANCE_URL"', expect: { stdout: '20261121-2104-3f9c2ab v2 test https://x.example http://127.0.0.1:8000' } }, 'passed', ''],
  ])('on the host: %j', async (written, status, got) => {
    const result = await rig.ask(command, written, rig.context({ port: 8000 }, 'https://x.example'));
    expect(result.status).toBe(status);
    expect(result.got).toContain(got);
  });

  test('on the runner, with the address', async () => {
    const run = 'test "$LOCKGATE_BASE_URL" = https://x.example && test -z "$LOCKGATE_INSTANCE_URL"';
    expect((await rig.ask(command, { on: 'runner', run: 'test "$LOCKGATE_BASE_URL" = https://x.example' }, rig.context({}, 'https://x.example'))).status).toBe('passed');
    expect((await rig.ask(command, { on: 'runner', run }, rig.context({}, 'https://x.example'))).status).toBe('inconclusive');
  });

  test('on the runner, through a local port to the instance', async () => {
    const port = await rig.serve((_request, response) => response.end('well'));
    const real = new TestPorts();
    const closed: number[] = [];
    const ports = Object.assign(Object.create(real) as TestPorts, {
      tunnel: async (host: string, to: number) => {
        const tunnel = await real.tunnel(host, to);
        return { port: tunnel.port, close: () => { closed.push(to); return tunnel.close(); } };
      },
    });
    const run = `"${process.execPath}" -e 'fetch(process.env.LOCKGATE_INSTANCE_URL).then((r) => r.text()).then(console.log)'`;
    expect((await rig.ask(command, { on: 'runner', run, expect: { stdout: 'well' } }, rig.context(), ports, 20_000)).status).toBe('inconclusive');
    expect((await rig.ask(command, { on: 'runner', run, expect: { stdout: 'well' } }, rig.context({ port }), ports, 20_000)).status).toBe('passed');
    expect(closed).toEqual([port]);
  });
});

describe('tcp and service', () => {
  test('a port', async () => {
    const port = await rig.serve(() => undefined);
    expect((await rig.ask(tcp, port)).status).toBe('passed');
    expect(await rig.ask(tcp, { port: await closedPort() })).toMatchObject({ status: 'failed', got: expect.stringContaining('ECONNREFUSED') as string });
  });

  test('a service that is stopped, one that is meant to be, and none', async () => {
    const app = runtime.open(runtime.schema.parse({ start: 'x' }), rig.context().site);
    expect(await rig.ask(service, 'active', rig.context({ runtime: app }))).toMatchObject({ status: 'failed', got: 'stopped: it was not started, or was stopped', expected: 'running' });
    expect((await rig.ask(service, { state: 'stopped' }, rig.context({ runtime: app }))).status).toBe('passed');
    expect((await rig.ask(service, { state: 'stopped', restarts: 3 }, rig.context({ runtime: app }))).status).toBe('inconclusive');
    expect((await rig.ask(service, 'active')).status).toBe('inconclusive');
  });
});

describe('clock', () => {
  test('a host in step, one that is ahead', async () => {
    expect(await rig.ask(clock, {})).toMatchObject({ status: 'passed', got: 'in step' });
    const late = new TestPorts({}, new Date(Date.now() - 60_000));
    expect(await rig.ask(clock, { skew: '5s' }, rig.context(), late)).toMatchObject({ status: 'failed', got: expect.stringMatching(/^(59|60)(\.\d)? s ahead$/) as string });
  });
  test.each([[10_000, 9_500, 11_000, 0], [10_000, 10_500, 10_900, 0], [10_000, 12_000, 13_000, -1001], [10_000, 7_000, 8_000, 2000]])('%d read between %d and %d', (host, sent, came, off) => {
    expect(surelyOff(host, sent, came)).toBe(off);
  });
});

test('a file that may not be read is inconclusive', async () => {
  writeFileSync(`${rig.root}/log/closed.log`, 'ERROR');
  chmodSync(`${rig.root}/log/closed.log`, 0);
  const result = await rig.ask(logs, { files: ['log/closed.log'], last: '1h', none: ['ERROR'] });
  // root reads everything: there the line is found, and has no date.
  expect(result.status).toBe('inconclusive');
});

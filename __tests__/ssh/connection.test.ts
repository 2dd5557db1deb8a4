import { createServer, type Server } from 'node:net';

import { mutating, reading, shellLine } from '../../src/model/command';
import { Failure } from '../../src/model/failure';
import { Secret } from '../../src/model/secret';
import { SshConnection } from '../../src/shell/ssh-connection';
import { SshHosts, type SshShell } from '../../src/shell/ssh-shell';
import type { SshTarget } from '../../src/shell/ssh-target';
import { mintKey, startTestHost, type TestHost } from '../support/ssh-server';
import { TcpProxy } from '../support/tcp-proxy';

const hello = reading('hello', 'echo', ['hello']);

async function failureOf(promise: Promise<unknown>): Promise<Failure> {
  const caught: unknown = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(caught instanceof Failure)) throw new Error(`a Failure was expected, not ${String(caught)}`);
  return caught;
}

let host: TestHost;
beforeEach(async () => {
  host = await startTestHost();
});
afterEach(async () => {
  await host.close();
});

test('a batch is one remote command, and everything shares one handshake', async () => {
  const shell = host.shell();
  const [first, second] = await Promise.all([shell.run([hello, hello, hello]), shell.run([hello])]);
  await shell.script('true', { deadlineMs: 10_000 });
  expect([first, second].flat().map((result) => [result.exitCode, result.stdout, result.host])).toEqual(Array.from({ length: 4 }, () => [0, 'hello\n', 'web-1']));
  expect(host.server.counts).toMatchObject({ connections: 1, logins: 1 });
  // What changes something is followed by more: the shell for that may wait there already.
  expect(host.server.commands.slice(0, 3)).toEqual(['exec sh -s', 'exec sh -s', 'exec sh -s']);
  expect(host.server.counts.execs).toBeLessThanOrEqual(4);
  expect(shell.usage).toEqual({ commands: 3, handshakes: 1 });
});

test.each([
  { commandsAhead: undefined, scripts: 3, execs: 4 },
  { commandsAhead: 4, scripts: 3, execs: 4 },
  { commandsAhead: 4, scripts: 4, execs: 4 },
  { commandsAhead: 4, scripts: 6, execs: 6 },
])('$scripts scripts with $commandsAhead commands ahead at most make $execs', async ({ commandsAhead, scripts, execs }) => {
  const shell = host.shell({}, commandsAhead === undefined ? {} : { commandsAhead });
  for (let script = 0; script < scripts; script += 1) expect((await shell.script(`echo ${String(script)}`, { deadlineMs: 10_000 })).stdout).toBe(`${String(script)}\n`);
  await shell.close();
  expect(host.server.counts.execs).toBe(execs);
});

test('nothing is opened before something is asked', async () => {
  host.shell();
  await host.shell().run([]);
  expect(host.server.counts.connections).toBe(0);
});

describe('what goes in badly', () => {
  const other = mintKey();
  const sealed = mintKey({ passphrase: 'right' });
  const cases: readonly (readonly [string, () => Partial<SshTarget>, Partial<Failure['facts']>, RegExp])[] = [
    ['no pinned key', () => ({ knownHosts: '' }), { kind: 'connection', code: 'LG-SSH-HOST-KEY-UNKNOWN' }, /add this line to \.github\/known_hosts: \[127\.0\.0\.1\]:\d+ ssh-ed25519 AAAA\S+$/],
    ['a changed key', () => ({ knownHosts: `[127.0.0.1]:${String(host.server.port)} ${other.public}` }), { code: 'LG-SSH-HOST-KEY-CHANGED' }, /\[127\.0\.0\.1\]:\d+ ssh-ed25519 AAAA\S+$/],
    ['a revoked key', () => ({ knownHosts: `${host.server.knownHosts()}@revoked * ${host.server.hostKey.public}` }), { code: 'LG-SSH-HOST-KEY-REVOKED' }, /do not connect/],
    ['a pinned key of a type that the host has not', () => ({ knownHosts: `[127.0.0.1]:${String(host.server.port)} ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTY=` }), { code: 'LG-SSH-HOST-KEY-TYPE' }, /ssh-keyscan/],
    ['a certificate authority alone', () => ({ knownHosts: `@cert-authority * ${other.public}` }), { kind: 'configuration', code: 'LG-SSH-HOST-CERTIFICATE' }, /pin/],
    ['a key that the host does not know', () => ({ key: new Secret('DEPLOY_KEY', other.private) }), { code: 'LG-SSH-AUTH', problem: 'the host does not let deploy in with this key' }, /~deploy\/\.ssh\/authorized_keys .*this file, its folder and the home belong to deploy .*chmod 600, 700, 755/],
    ['a key that is none', () => ({ key: new Secret('DEPLOY_KEY', 'hunter2') }), { kind: 'configuration', code: 'LG-SSH-KEY', cause: 'it does not start with "-----BEGIN"' }, /DEPLOY_KEY/],
    ['a damaged key', () => ({ key: new Secret('DEPLOY_KEY', other.private.slice(0, 200)) }), { kind: 'configuration', code: 'LG-SSH-KEY' }, /first and last line/],
    ['a public key', () => ({ key: new Secret('DEPLOY_KEY', other.public) }), { kind: 'configuration', code: 'LG-SSH-KEY', problem: 'DEPLOY_KEY holds a public key' }, /private/],
    ['a missing passphrase', () => ({ key: new Secret('DEPLOY_KEY', sealed.private) }), { kind: 'configuration', code: 'LG-SSH-PASSPHRASE-MISSING' }, /passphrase:/],
    ['a wrong passphrase', () => ({ key: new Secret('DEPLOY_KEY', sealed.private), passphrase: new Secret('DEPLOY_PASS', 'wrong') }), { kind: 'configuration', code: 'LG-SSH-PASSPHRASE-WRONG' }, /DEPLOY_PASS/],
    ['no key and no agent', () => ({ key: undefined }) as unknown as Partial<SshTarget>, { kind: 'configuration', code: 'LG-SSH-NO-KEY' }, /DEPLOY_KEY/],
    ['an agent that is not there', () => ({ key: undefined, agent: '/nonexistent/agent' }) as unknown as Partial<SshTarget>, { code: 'LG-SSH-AGENT' }, /SSH_AUTH_SOCK/],
    ['a name without address', () => ({ address: 'no-such-host.invalid' }), { code: 'LG-SSH-NAME' }, /address/],
  ];

  test.each(cases)('%s', async (_name, change, facts, next) => {
    const failure = await failureOf(host.shell(change()).run([hello]));
    expect(failure.facts).toMatchObject({ host: 'web-1', ...facts });
    expect(failure.facts.next).toMatch(next);
    expect(JSON.stringify(failure.facts)).not.toMatch(/hunter2|wrong"|PRIVATE KEY/);
    expect(host.server.counts.execs).toBe(0);
  });

  test('a key and its passphrase let in; so does a key whose last line end was lost', async () => {
    await host.close();
    host = await startTestHost({ authorized: [sealed.public, other.public] });
    const [sealedIn] = await host.shell({ key: new Secret('K', sealed.private), passphrase: new Secret('P', 'right') }).run([hello]);
    const [trimmed] = await host.shell({ key: new Secret('K', other.private.trim().replaceAll('\n', '\r\n')) }).run([hello]);
    expect([sealedIn?.stdout, trimmed?.stdout]).toEqual(['hello\n', 'hello\n']);
  });

  test('a wrong host key or a wrong key is not tried again', async () => {
    await failureOf(host.shell({ knownHosts: '' }, { attempts: 3 }).run([hello]));
    await failureOf(host.shell({ key: new Secret('K', other.private) }, { attempts: 3 }).run([hello]));
    expect(host.server.counts.connections).toBe(2);
  });

  test('a port where nothing listens', async () => {
    const target = host.target();
    await host.close();
    expect((await failureOf(host.shell({ ...target, knownHosts: 'x' }, { attempts: 1 }).run([hello]))).facts).toMatchObject({ code: 'LG-SSH-REFUSED', host: 'web-1' });
  });

  test.each([['connect', 'something accepts the connection and then says nothing'], ['login', 'the login did not come to an end']] as const)('a server that hangs at %s', async (hang, problem) => {
    await host.close();
    host = await startTestHost({ hang });
    expect((await failureOf(host.shell({}, { attempts: 1, connectTimeoutMs: 700 }).run([hello]))).facts).toMatchObject({ code: 'LG-SSH-SILENT', problem });
  });

  test('something that does not speak SSH', async () => {
    const web: Server = createServer((socket) => socket.on('error', () => undefined).end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
    const address = web.address();
    try {
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      expect((await failureOf(host.shell({ port }, { attempts: 1, connectTimeoutMs: 3000 }).run([hello]))).facts.code).toMatch(/^LG-SSH-(NOT-SSH|LOST)$/);
    } finally {
      web.close();
    }
  });

  test.each(['connect', 'login'] as const)('one that was begun for nothing is given up when it is closed, although the server hangs at %s', async (hang) => {
    await host.close();
    host = await startTestHost({ hang });
    // Waiting for it would take minutes.
    const connection = new SshConnection(host.target(), { attempts: 3, connectTimeoutMs: 60_000 });
    connection.openAhead();
    await new Promise<void>((seen) => {
      const look = setInterval(() => {
        if (host.server.counts.connections === 0) return;
        clearInterval(look);
        seen();
      }, 10);
    });
    await connection.close();
    expect(connection.usage.handshakes).toBe(0);
  });

  test('a cancelled run stops connecting', async () => {
    await host.close();
    host = await startTestHost({ hang: 'connect' });
    const stop = new AbortController();
    const running = failureOf(host.shell({}, { attempts: 3, connectTimeoutMs: 60_000, signal: stop.signal }).run([hello]));
    setTimeout(() => { stop.abort(); }, 200);
    expect((await running).facts).toMatchObject({ kind: 'interrupted', code: 'LG-INTERRUPTED' });
  });
});

describe('a connection that fails on the way', () => {
  let proxy: TcpProxy;
  let shell: SshShell;
  const through = (attempts = 1): SshShell => host.shell({ port: proxy.port }, { attempts, connectTimeoutMs: 5000, keepAliveMs: 200 });
  const slow = { ...reading('slow', '', []), ...shellLine('sleep 1; echo done'), deadlineMs: 10_000 };

  beforeEach(async () => {
    proxy = await TcpProxy.start({ to: { port: host.server.port } });
    shell = through();
  });
  afterEach(async () => {
    await proxy.close();
  });

  test('reading is asked once more, on a fresh connection', async () => {
    await shell.run([hello]);
    setTimeout(() => { proxy.cut(); }, 300);
    const [result] = await shell.run([slow]);
    expect(result?.stdout).toBe('done\n');
    expect(shell.usage.handshakes).toBe(2);
  });

  test('what went over one that broke comes together again on one', async () => {
    await shell.run([hello]);
    setTimeout(() => { proxy.cut(); }, 300);
    const all = await Promise.all([shell.run([slow]), shell.run([slow]), shell.run([slow])]);
    expect(all.map(([result]) => result?.stdout)).toEqual(['done\n', 'done\n', 'done\n']);
    expect(shell.usage.handshakes).toBe(2);
  });

  test('changing is not: the connection broke and nobody knows', async () => {
    await shell.run([hello]);
    setTimeout(() => { proxy.cut(); }, 300);
    const failure = await failureOf(shell.run([{ ...slow, mutates: true }, mutating('x', 'true', [])]));
    expect(failure.facts).toMatchObject({ code: 'LG-SSH-BROKEN', kind: 'connection', host: 'web-1' });
    // The first, this one, and perhaps the one that waits for the next script: nothing was sent twice.
    expect(host.server.counts.execs).toBeLessThanOrEqual(3);
    expect((await shell.run([hello]))[0]?.stdout).toBe('hello\n');
  });

  test('a network that goes silent is noticed', async () => {
    await shell.run([hello]);
    setTimeout(() => { proxy.silent = true; }, 200);
    expect((await failureOf(shell.run([{ ...slow, mutates: true }]))).facts.code).toBe('LG-SSH-BROKEN');
    proxy.silent = false;
  });

  test('a refused connection is tried again until it stands', async () => {
    proxy.refusing = true;
    const patient = through(3);
    setTimeout(() => { proxy.refusing = false; }, 250);
    expect((await patient.run([hello]))[0]?.stdout).toBe('hello\n');
    expect(patient.usage.handshakes).toBe(1);
    expect(proxy.counts.connections).toBeGreaterThan(1);
  });

  test('cut once at any byte, the login included, a question has its answer', async () => {
    for (let bytes = 1; bytes < 9_000; bytes += 600) {
      const one = through(3);
      proxy.cutAfter(bytes);
      expect([bytes, (await one.run([hello]))[0]?.stdout]).toEqual([bytes, 'hello\n']);
      proxy.cutAfter(Infinity);
      await one.close();
    }
    expect(proxy.counts.cuts).toBeGreaterThan(5);
  });

  test('cut at any byte, a batch that changes ends in an answer or in a failure of the connection', async () => {
    for (let bytes = 1; bytes < 30_000; bytes += 2_900) {
      const one = through();
      proxy.cutAfter(bytes);
      const outcome = await one.run([mutating('t', 'echo', ['hello'])]).then((results) => results[0]?.stdout, (error: unknown) => (error instanceof Failure ? error.kind : error));
      expect(['hello\n', 'connection']).toContain(outcome);
      proxy.cutAfter(Infinity);
      await one.close();
    }
  });
});

describe('deadlines and amounts', () => {
  test('a script that outlives its deadline is let go', async () => {
    const result = await host.shell().script('echo begun; sleep 60', { deadlineMs: 500 });
    expect(result).toMatchObject({ timedOut: true, exitCode: null, stdout: 'begun\n' });
  });

  test('the same question is asked once; each who asks it waits for as long as it would have', async () => {
    const slow = reading('look', 'sh', ['-c', 'echo "$$"; sleep 1']);
    const answers = await host.shell().run([{ ...slow, deadlineMs: 200 }, { ...slow, deadlineMs: 20_000 }, { ...slow, title: 'the same', deadlineMs: 10_000 }], { parallel: true });
    expect(answers.map(({ title, exitCode, timedOut }) => ({ title, exitCode, timedOut }))).toEqual([
      { title: 'look', exitCode: null, timedOut: true },
      { title: 'look', exitCode: 0, timedOut: false },
      { title: 'the same', exitCode: 0, timedOut: false },
    ]);
    expect(new Set(answers.map(({ stdout }) => stdout)).size).toBe(1);
  });

  test('a script that dies by a signal says which', async () => {
    expect(await host.shell().script('kill -TERM $$', { deadlineMs: 10_000 })).toMatchObject({ exitCode: null, signal: 'SIGTERM' });
  });

  test('hands on lines as they come', async () => {
    const lines: string[] = [];
    await host.shell().script('printf "one\\ntw"; sleep 0.2; printf "o\\nlast"', { deadlineMs: 10_000, onLine: (line) => lines.push(line) });
    expect(lines).toEqual(['one', 'two', 'last']);
  });

  test('100 MB of output cost little memory, as a command and as a raw script', async () => {
    const shell = host.shell();
    const [flood] = await shell.run([{ ...reading('flood', '', []), ...shellLine('yes 0123456789 | head -c 100000000') }]);
    expect(flood?.truncated).toBe(true);
    expect(flood?.stdout.length).toBeLessThan(100_000);
    const raw = await shell.script('yes 0123456789 | head -c 100000000', { deadlineMs: 50_000 });
    expect(raw.exitCode).toBe(0);
    expect(raw.stdout.length).toBeLessThan(10_000_000);
  });
});

describe('a bastion', () => {
  let bastion: TestHost;
  afterEach(async () => {
    await bastion.close();
  });

  test('leads to the host; both keys are checked; hosts behind it share its connection', async () => {
    bastion = await startTestHost({ alias: 'gate' });
    const hosts = new SshHosts({ attempts: 1 });
    const via = bastion.target();
    const [one, two] = [hosts.shell({ ...host.target(), via }), hosts.shell({ ...host.target(), alias: 'web-2', via })];
    const results = await Promise.all([one.run([hello]), two.run([hello])]);
    expect(results.flat().map((result) => [result.host, result.stdout])).toEqual([['web-1', 'hello\n'], ['web-2', 'hello\n']]);
    expect(bastion.server.counts).toMatchObject({ logins: 1, execs: 0, forwards: 2 });
    expect(one.usage).toEqual({ commands: 1, handshakes: 1 });
    await hosts.close();
  });

  test.each([
    ['its own key is unknown', (): { via: SshTarget } => ({ via: { ...bastion.target(), knownHosts: '' } }), { host: 'gate', code: 'LG-SSH-HOST-KEY-UNKNOWN' }],
    ['the host behind it has another key', (): Partial<SshTarget> => ({ via: bastion.target(), knownHosts: '' }), { host: 'web-1', code: 'LG-SSH-HOST-KEY-UNKNOWN' }],
    ['it does not reach the host', (): Partial<SshTarget> => ({ via: bastion.target(), port: 1 }), { host: 'web-1', code: 'LG-SSH-VIA' }],
  ])('%s', async (_name, change, facts) => {
    bastion = await startTestHost({ alias: 'gate' });
    expect((await failureOf(host.shell(change()).run([hello]))).facts).toMatchObject(facts);
  });

  test('it forbids forwarding', async () => {
    bastion = await startTestHost({ alias: 'gate', forwarding: false });
    expect((await failureOf(host.shell({ via: bastion.target() }).run([hello]))).facts).toMatchObject({ host: 'web-1', code: 'LG-SSH-VIA' });
  });
});

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { reading, shellLine } from '../../src/model/command';
import { Failure } from '../../src/model/failure';
import { Secret } from '../../src/model/secret';
import { createPorts } from '../../src/shell/create-ports';
import { SshHosts, type SshShell } from '../../src/shell/ssh-shell';
import type { SshTarget } from '../../src/shell/ssh-target';
import { type OpenSsh, startOpenSsh } from '../support/openssh';
import { TcpProxy } from '../support/tcp-proxy';

const hello = reading('hello', 'echo', ['hello']);
let sshd: OpenSsh;
let hosts: SshHosts;

afterEach(async () => {
  await hosts.close();
  await sshd.close();
});

async function start(options: Parameters<typeof startOpenSsh>[0] = {}, change?: (target: SshTarget) => Promise<Partial<SshTarget>>): Promise<SshShell> {
  sshd = await startOpenSsh(options);
  hosts = new SshHosts({ attempts: 1, connectTimeoutMs: 10_000 });
  const target = sshd.target();
  return hosts.shell({ ...target, ...(await change?.(target)) });
}

test.each([['ed25519', 'ed25519'], ['ecdsa', 'ecdsa'], ['rsa', 'rsa']] as const)('a host key of type %s and a key of type %s', async (hostKey, userKey) => {
  const shell = await start({ hostKey, userKey });
  expect((await shell.run([hello]))[0]?.stdout).toBe('hello\n');
  expect(sshd.log().match(/Accepted publickey/g)).toHaveLength(1);
  // The key is offered at once: nothing is asked or refused before it.
  expect(sshd.log()).not.toMatch(/method none|Failed/);
});

test('the pinned type is negotiated where the host has several', async () => {
  const shell = await start({ hostKey: 'rsa', unpinned: 'ed25519' });
  expect((await shell.run([hello]))[0]?.exitCode).toBe(0);
});

test('an agent holds the key', async () => {
  const shell = await start({}, async () => ({ key: undefined, agent: await sshd.startAgent() }) as unknown as Partial<SshTarget>);
  expect((await shell.run([hello]))[0]?.stdout).toBe('hello\n');
});

test('a key that is not authorized', async () => {
  const { mintKey } = await import('../support/ssh-server');
  const shell = await start({}, () => Promise.resolve({ key: new Secret('DEPLOY_KEY', mintKey().private) }));
  await expect(shell.run([hello])).rejects.toMatchObject({ facts: { code: 'LG-SSH-AUTH' } });
});

test('exit codes, signals, deadlines and amounts are the same as elsewhere', async () => {
  const shell = await start();
  const line = (text: string, deadlineMs = 20_000) => ({ ...reading(text, '', []), ...shellLine(text), deadlineMs });
  const results = await shell.run([line('exit 3'), line('kill -KILL $$'), line('sleep 60', 500), line('yes | head -c 50000000')], { parallel: true });
  expect(results.map((result) => [result.exitCode, result.signal, result.timedOut, result.truncated])).toEqual([[3, null, false, false], [null, 'SIGKILL', false, false], [null, null, true, false], [0, null, false, true]]);
  expect(await shell.script('kill -TERM $$', { deadlineMs: 5000 })).toMatchObject({ exitCode: null, signal: 'SIGTERM' });
  expect(await shell.script('exit 9', { deadlineMs: 5000 })).toMatchObject({ exitCode: 9, signal: null });
  // One of the questions was killed, and so they were asked twice more.
  expect(shell.usage).toEqual({ commands: 5, handshakes: 1 });
});

test('what a command left behind does not hold the connection', async () => {
  const shell = await start();
  const [left] = await shell.run([{ ...reading('daemon', '', []), ...shellLine('setsid sleep 100 & echo $!') }]);
  expect(left?.exitCode).toBe(0);
  process.kill(Number(left?.stdout), 'SIGKILL');
});

test('an upload by rsync shares the connection', async () => {
  const shell = await start();
  const root = mkdtempSync(join(tmpdir(), 'lockgate-openssh-'));
  try {
    const from = join(root, 'from');
    mkdirSync(from);
    writeFileSync(join(from, 'app.py'), Buffer.alloc(3_000_000, 'x'));
    await shell.run([hello]);
    const lines: string[] = [];
    const result = await shell.upload({ from, to: join(root, 'releases', 'one'), exclude: [] }, { onProgress: (line) => lines.push(line) });
    expect(result).toMatchObject({ by: 'rsync', files: 1, bytes: 3_000_000 });
    expect(readFileSync(join(root, 'releases', 'one', 'app.py')).equals(readFileSync(join(from, 'app.py')))).toBe(true);
    expect(shell.usage).toEqual({ commands: 2, handshakes: 1 });
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});

describe('ports of the host', () => {
  let web: Server;
  let port: number;
  beforeEach(async () => {
    web = createServer((request, response) => {
      if (request.url === '/silent') return;
      if (request.url === '/reset') { request.socket.resetAndDestroy(); return; }
      if (request.url === '/long') { response.end(Buffer.alloc(5_000_000, 'x')); return; }
      if (request.url === '/moved') { response.writeHead(302, { location: '/' }).end(); return; }
      response.writeHead(request.method === 'POST' ? 201 : 200, { 'content-type': 'text/plain' });
      request.pipe(response);
      if (request.method === 'GET') response.write(`token ${String(request.headers['authorization'])}`);
    });
    await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
    const address = web.address();
    port = typeof address === 'object' && address !== null ? address.port : 0;
  });
  afterEach(() => {
    web.closeAllConnections();
    web.close();
  });

  const portsOf = (shell: SshShell) => createPorts({ shell: () => shell, secret: () => undefined, signal: new AbortController().signal, progress: () => undefined, workspace: tmpdir() });

  test('are asked through the connection', async () => {
    const shell = await start();
    const ports = portsOf(shell);
    const ask = (path: string, more: object = {}) => ports.http({ target: { host: 'web-1', port, path }, timeoutMs: 5000, ...more });
    expect(await ask('/', { headers: { authorization: new Secret('T', 'Bearer abc') } })).toMatchObject({ kind: 'answered', status: 200, body: 'token Bearer abc' });
    expect(await ask('/', { method: 'POST', body: 'hello' })).toMatchObject({ kind: 'answered', status: 201, body: 'hello' });
    expect(await ask('/moved')).toMatchObject({ kind: 'answered', status: 302, headers: { location: '/' } });
    expect(await ask('/reset')).toMatchObject({ kind: 'unreachable' });
    expect(await ask('/silent', { timeoutMs: 400 })).toMatchObject({ kind: 'unreachable' });
    const long = await ask('/long');
    expect(long.kind === 'answered' ? long.body.length : 0).toBe(1024 * 1024);
    expect(await ports.tcp('web-1', port, 3000)).toMatchObject({ kind: 'answered' });
    // Nothing but whether the host hears us, once, where the application kept silent.
    expect(shell.usage).toEqual({ commands: 1, handshakes: 1 });
  });

  test('a network that is gone without a word says nothing about the application', async () => {
    let network: TcpProxy | undefined;
    const shell = await start({}, async ({ port: ssh, knownHosts }) => {
      network = await TcpProxy.start({ to: { port: ssh } });
      return { port: network.port, knownHosts: knownHosts.replace(`:${String(ssh)} `, `:${String(network.port)} `) };
    });
    try {
      const ports = createPorts({ shell: () => shell, secret: () => undefined, signal: new AbortController().signal, progress: () => undefined, workspace: tmpdir(), hearsMs: 1000 });
      expect(await ports.http({ target: { host: 'web-1', port, path: '/' }, timeoutMs: 5000 })).toMatchObject({ kind: 'answered' });
      if (network !== undefined) network.silent = true;
      const unasked = { kind: 'unasked', cause: 'no answer within 0.5 s, and none from the host over SSH either' };
      expect(await ports.http({ target: { host: 'web-1', port, path: '/' }, timeoutMs: 500 })).toEqual(unasked);
      expect(await ports.tcp('web-1', port, 500)).toEqual(unasked);
    } finally {
      await network?.close();
    }
  });

  test('where nothing listens is an answer about the application', async () => {
    const shell = await start();
    const ports = portsOf(shell);
    expect(await ports.http({ target: { host: 'web-1', port: 1, path: '/' }, timeoutMs: 5000 })).toMatchObject({ kind: 'unreachable' });
    expect(await ports.tcp('web-1', 1, 3000)).toMatchObject({ kind: 'unreachable' });
  });

  test('a host that forbids forwarding, or is gone, says nothing about the application', async () => {
    const shell = await start({ config: ['AllowTcpForwarding no'] });
    const ports = portsOf(shell);
    await expect(shell.forward(port)).rejects.toMatchObject({ facts: { code: 'LG-SSH-FORWARD-REFUSED', host: 'web-1' } });
    expect(await ports.http({ target: { host: 'web-1', port, path: '/' }, timeoutMs: 5000 })).toMatchObject({ kind: 'unasked' });
    await sshd.close();
    expect(await portsOf(hosts.shell({ ...sshdTarget(), alias: 'gone', port: 1 })).http({ target: { host: 'gone', port, path: '/' }, timeoutMs: 5000 })).toMatchObject({ kind: 'unasked' });
  });
});

const sshdTarget = (): SshTarget => ({ alias: 'web-1', address: '127.0.0.1', port: 1, user: 'nobody', knownHosts: '', knownHostsSource: 'x', agent: '/nonexistent' });

test('a bastion that OpenSSH is', async () => {
  const shell = await start({}, (target) => Promise.resolve({ alias: 'behind', via: target }));
  expect((await shell.run([hello]))[0]).toMatchObject({ host: 'behind', stdout: 'hello\n' });
  expect(sshd.log().match(/Accepted publickey/g)).toHaveLength(2);
});

test('a Failure is what everything rejects with', async () => {
  const shell = await start({ config: ['MaxSessions 0'] });
  const caught: unknown = await shell.run([hello]).catch((error: unknown) => error);
  expect(caught).toBeInstanceOf(Failure);
  expect(caught).toMatchObject({ facts: { code: 'LG-SSH-EXEC', host: 'web-1' } });
});

describe('the shell that waits for the next script', () => {
  const change = { ...hello, mutates: true };
  const started = (): number => sshd.log().match(/Starting session: command/g)?.length ?? 0;
  const eventually = async (check: () => boolean): Promise<void> => {
    for (let n = 0; n < 100 && !check(); n += 1) await new Promise((resolve) => setTimeout(resolve, 50));
    expect(check()).toBe(true);
  };

  test('is started while one works, takes the next, and is counted only then', async () => {
    const shell = await start();
    await shell.run([change]);
    await eventually(() => started() === 2);
    expect(shell.usage.commands).toBe(1);
    expect((await shell.run([hello]))[0]?.stdout).toBe('hello\n');
    await eventually(() => started() === 3);
    expect(shell.usage).toEqual({ commands: 2, handshakes: 1 });
  });

  test('is replaced where it has died', async () => {
    const shell = await start();
    const [first] = await shell.run([change]);
    await eventually(() => started() === 2);
    const sessions = (await shell.run([{ ...reading('sessions', '', []), ...shellLine('ps -o pid= --ppid "$(ps -o ppid= -p "$(ps -o ppid= -p $$)")"') }]))[0]?.stdout.trim().split(/\s+/) ?? [];
    expect(first?.exitCode).toBe(0);
    expect(sessions.length).toBeGreaterThan(0);
    await eventually(() => started() === 3);
    expect((await shell.run([{ ...reading('kill those that wait', '', []), ...shellLine('for one in $(pgrep -x sh -P "$(ps -o ppid= -p "$PPID")"); do [ "$one" = "$PPID" ] || kill -KILL "$one"; done; sleep 0.2') }]))[0]?.exitCode).toBe(0);
    expect((await shell.run([hello]))[0]?.stdout).toBe('hello\n');
  });

  test('is done without where the host allows one at a time', async () => {
    const shell = await start({ config: ['MaxSessions 1'] });
    for (let n = 0; n < 12; n += 1) expect((await shell.run([change]))[0]?.stdout).toBe('hello\n');
  });
});

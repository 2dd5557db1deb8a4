import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { mintKey, startTestHost, type TestHost } from '../../support/ssh-server';
import { act, type Acted, cleanUp, CONFIGURATION, prepare } from './act';

let host: TestHost;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lockgate-connect-'));
  await prepare();
  host = await startTestHost({ cwd: folder, user: 'deploy' });
});
afterAll(async () => {
  await host.close();
  cleanUp();
  rmSync(folder, { recursive: true, force: true });
});

function connect(more: { env?: Record<string, string>; knownHosts?: string; configuration?: string } = {}): Promise<Acted> {
  const { server, key } = host;
  return act('remote', {
    configuration: (more.configuration ?? CONFIGURATION).replace('port: 22', `port: ${String(server.port)}`),
    knownHosts: more.knownHosts ?? server.knownHosts(server.port),
    env: { DEPLOY_KEY: key.private, TOUCHED: join(folder, 'touched'), ...more.env },
  });
}

test('a flow talks to a host over one connection, and the key is nowhere to be seen', async () => {
  const before = host.server.counts.connections;
  const { code, stdout, summary } = await connect();
  expect(stdout).toContain('note      read seen');
  expect({ code, touched: existsSync(join(folder, 'touched')), connections: host.server.counts.connections - before }).toEqual({ code: 0, touched: true, connections: 1 });
  const secretLines = host.key.private.split('\n').filter((line) => line.length >= 8 && !line.startsWith('-----'));
  const shown = stdout.split('\n').filter((line) => !line.startsWith('::add-mask::'));
  for (const line of secretLines) {
    expect(stdout).toContain(`::add-mask::${line}`);
    expect(shown.join('\n') + summary).not.toContain(line);
  }
});

test('a dry run reads, changes nothing, and prints what it would have run', async () => {
  rmSync(join(folder, 'touched'), { force: true });
  const { code, stdout, summary } = await connect({ env: { 'INPUT_DRY-RUN': 'true' } });
  expect(code).toBe(0);
  expect(existsSync(join(folder, 'touched'))).toBe(false);
  expect(stdout).toContain('note      read seen');
  expect(stdout).toContain(`would run on web:\n    # write\n    touch ${join(folder, 'touched')}\n`);
  expect(stdout).toMatch(/^✓ backup: a backup was taken +dry run, nothing was changed$/m);
  expect(summary).toContain(`### What would run on web\n\n\`\`\`sh\n# write\ntouch ${join(folder, 'touched')}\n\`\`\`\n`);
});

test('an unknown host key is refused with the line to add; the variable pins it', async () => {
  const { port } = host.server;
  const refused = await connect({ knownHosts: '' });
  expect(refused.code).toBe(1);
  expect(refused.stdout).toContain('LG-SSH-HOST-KEY-UNKNOWN');
  const pinned = await connect({ knownHosts: '', env: { LOCKGATE_KNOWN_HOSTS: host.server.knownHosts(port) } });
  expect(pinned.code).toBe(0);
});

test('the variable comes before the file: an old key in an old tag does no harm, a wrong one in the variable lets nobody in', async () => {
  const right = host.server.knownHosts(host.server.port);
  const other = right.replace(/ssh-ed25519 \S+/, mintKey().public.split(' ').slice(0, 2).join(' '));
  expect(other).not.toBe(right);
  expect((await connect({ knownHosts: other, env: { LOCKGATE_KNOWN_HOSTS: right } })).code).toBe(0);
  const refused = await connect({ knownHosts: right, env: { LOCKGATE_KNOWN_HOSTS: other } });
  expect([refused.code, refused.stdout]).toEqual([1, expect.stringContaining('LG-SSH-HOST-KEY-CHANGED')]);
});

test('a dry run logs in as the user for plans, at the first attempt; a run does not', async () => {
  const configuration = CONFIGURATION.replace('user: deploy,', 'user: somebody, plan-user: deploy,');
  const before = { ...host.server.counts };
  expect((await connect({ configuration, env: { 'INPUT_DRY-RUN': 'true' } })).code).toBe(0);
  expect([host.server.counts.connections - before.connections, host.server.counts.logins - before.logins]).toEqual([1, 1]);
  expect((await connect({ configuration })).stdout).toContain('LG-SSH-');
});

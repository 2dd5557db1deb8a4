// needs: docker
import { spawn } from 'node:child_process';

import { reading } from '../../src/model/command';
import { SshHosts } from '../../src/shell/ssh-shell';
import { docker, LABEL } from '../../tools/test-server/docker';
import { type Login, letIn } from '../../tools/test-server/login';
import { ownLabel, sweep } from '../../tools/test-server/owner';
import { TestServer } from '../../tools/test-server/server';

let servers: readonly [TestServer, TestServer];
const hosts = new SshHosts({ attempts: 1, connectTimeoutMs: 20_000 });

beforeAll(async () => {
  const web = TestServer.start({ alias: 'web-1' });
  const db = TestServer.start({ alias: 'web-2' });
  await Promise.allSettled([web, db]);
  servers = [await web, await db];
});

afterAll(async () => {
  await hosts.close();
  await Promise.all(servers.map((server) => server.close()));
});

test('two servers at once, each a whole one with an identity of its own', async () => {
  const questions = 'cat /proc/1/comm; hostname; systemctl is-active ssh nginx postgresql; runuser -u postgres -- psql -qtAc "SHOW server_version_num"; command -v sudo rsync zstd curl python3 flock';
  const said = await Promise.all(servers.map((server) => server.must(questions)));
  expect(said.map((text) => text.split('\n').slice(0, 5))).toEqual(['web-1', 'web-2'].map((name) => ['systemd', name, 'active', 'active', 'active']));
  for (const text of said) expect(Number(text.split('\n')[5])).toBeGreaterThanOrEqual(150_000);
  expect(servers[0].hostKey).not.toBe(servers[1].hostKey);
  expect(servers[0].address).not.toBe(servers[1].address);
});

test('what is run there comes back whole, what is written arrives', async () => {
  const [server] = servers;
  expect(await server.exec('cat; echo err >&2; exit 3', 'root', 'in')).toEqual({ code: 3, stdout: 'in', stderr: 'err\n' });
  expect((await server.exec('id -un', 'postgres')).stdout).toBe('postgres\n');
  await expect(server.must('false; echo unreached')).rejects.toThrow(/exit code 1/);
  await server.write('/etc/a folder/file', 'text\n', '640', 'root:postgres');
  expect(await server.must('stat -c "%a %U:%G" "/etc/a folder/file"; cat "/etc/a folder/file"')).toBe('640 root:postgres\ntext');
  // Real servers allow programs there.
  expect(await server.must('printf "#!/bin/sh\\necho ran\\n" >/tmp/program && chmod +x /tmp/program && /tmp/program')).toBe('ran');
});

describe('by SSH', () => {
  let login: Login;
  beforeAll(async () => {
    await servers[0].must('useradd --create-home --shell /bin/bash deploy');
    login = await letIn(servers[0], 'deploy');
  });

  test('with the pinned key', async () => {
    expect(await hosts.shell(login.target()).run([reading('who', 'id', ['-un'])])).toMatchObject([{ host: 'web-1', stdout: 'deploy\n', exitCode: 0 }]);
  });

  test('never with the key of another server', async () => {
    const knownHosts = `${servers[0].address} ${servers[1].hostKey}\n`;
    await expect(hosts.shell(login.target({ alias: 'impostor', knownHosts })).run([reading('who', 'id', ['-un'])])).rejects.toMatchObject({ facts: { code: 'LG-SSH-HOST-KEY-CHANGED' } });
  });

  test.each([['an orderly restart', false], ['a power cut', true]])('%s: what runs ends, what is on the disk stays', async (_, hard) => {
    const [server] = servers;
    expect(await server.must('echo kept >/root/kept; : >/run/gone; systemd-run --quiet --unit=left-over sleep 1000; pgrep -fc "sleep 1000"')).toBe('1');
    expect(await server.reboot({ hard })).toEqual([]);
    expect(await server.must('cat /root/kept; ls /run/gone 2>&1 || true; pgrep -fc "sleep 1000" || true; runuser -u postgres -- psql -qtAc "SELECT 1"')).toMatch(/^kept\nls: cannot access .*\n0\n1$/);
    // The same keys as before: no restart makes a server another one.
    const again = new SshHosts({ attempts: 1, connectTimeoutMs: 20_000 });
    try {
      expect((await again.shell(login.target()).run([reading('who', 'id', ['-un'])]))[0]?.stdout).toBe('deploy\n');
    } finally {
      await again.close();
    }
  });
});

test('what a killed run left behind is removed, what is in use stays', async () => {
  const owner = spawn('sleep', ['1000'], { stdio: 'ignore' });
  const left = await docker(['create', '--label', ownLabel(owner.pid), await docker(['inspect', '--format', '{{.Image}}', servers[0].id])]);
  const listed = async (): Promise<string[]> => (await docker(['ps', '--all', '--quiet', '--no-trunc', '--filter', `label=${LABEL}`])).split('\n');
  await sweep();
  expect(await listed()).toContain(left);
  const gone = new Promise((resolve) => owner.once('exit', resolve));
  owner.kill('SIGKILL');
  await gone;
  await sweep();
  expect(await listed()).not.toContain(left);
  expect(await listed()).toEqual(expect.arrayContaining(servers.map(({ id }) => id)));
});

// needs: docker
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Privilege } from '../../src/model/privilege';
import { proxies } from '../../src/proxies/registry.generated';
import { EXAMPLE } from '../../tools/test-server/flask-systemd';
import type { TestServer } from '../../tools/test-server/server';
import { FlaskSystemd } from '../support/flask-systemd';

let host: FlaskSystemd;
let server: TestServer;

beforeAll(async () => {
  host = await FlaskSystemd.start();
  ({ server } = host);
});

afterAll(() => host.close());

const refused = async (line: string): Promise<boolean> => (await host.shell.script(`sudo -n ${line}`, { deadlineMs: 20_000 })).exitCode !== 0;

async function expectHealthy(release: string, version: string): Promise<void> {
  expect(await host.healthOf(release)).toEqual({ code: 200, status: 'ok', database: 'connected', release, version });
}

describe('rights', () => {
  test('exactly those that the two configurations need, word for word', async () => {
    const needed: Privilege[] = [];
    for (const file of ['lockgate.yml', 'lockgate.rolling.yml'] as const) {
      const { runtime, proxy, database } = await host.partsOf(file);
      needed.push(...(runtime?.privileges ?? []), ...(proxy?.privileges ?? []), ...(database?.privileges ?? []));
    }
    for (const { as, words } of needed) expect(await host.deploy(`sudo -n -l -u ${as} -- ${words.join(' ')}`)).toContain(words.slice(1).join(' '));
    const path = async (program: string): Promise<string> => (await server.must(`command -v ${program}`)).replace(/^\/sbin/, '/usr/sbin');
    const lines = await Promise.all(needed.map(async ({ as, words: [program, ...rest] }) => `(${as}) ${[await path(program), ...rest].join(' ')}`));
    const listed = (await host.deploy('sudo -n -l')).split('\n').flatMap((line) => {
      const [, as = '', commands = ''] = /^ +\((.+)\) NOPASSWD: (.+)$/.exec(line) ?? [];
      return commands.split(', ').filter((command) => command !== '').map((command) => `(${as}) ${command.trim()}`);
    });
    expect(listed.sort()).toEqual([...new Set(lines)].sort());
  });

  test.each([
    'sh -c true', 'systemctl restart ssh', 'systemctl stop nginx', 'systemctl --no-block start directory.service ssh.service', 'systemctl edit directory.service',
    'nginx -s stop', 'nginx -t -c /srv/directory/proxy/upstream.conf', '-u postgres sh -c true', '-u directory sh -c true', '-u postgres psql_other', 'visudo', 'cat /etc/shadow',
  ])('no right to: sudo %s', async (line) => {
    expect(await refused(line)).toBe(true);
  });

  test('the file of rights is one that visudo takes, and nobody else may write it', async () => {
    expect(await server.must('visudo --check --strict >/dev/null && stat -c "%a %U" /etc/sudoers.d/deploy')).toBe('440 root');
  });

  test('who may read and write what', async () => {
    const can = async (user: string, test: string): Promise<boolean> => (await server.exec(test, user)).code === 0;
    expect(await can('directory', 'test -r /srv/directory/shared/.env && test -w /srv/directory/shared/uploads')).toBe(true);
    expect(await can('directory', 'test -w /srv/directory/releases || test -w /srv/directory/proxy || test -w /srv/directory/shared/.env || ls /var/backups/directory')).toBe(false);
    expect(await can('www-data', 'test -r /srv/directory/proxy/upstream.conf && test -x /srv/directory/proxy')).toBe(true);
    expect(await can('www-data', 'test -r /srv/directory/shared/.env || ls /mnt/second/directory')).toBe(false);
    expect(await can('directory', 'psql -d directory -c "CREATE TABLE t (id int)"')).toBe(false);
    expect(await host.deploy('journalctl --quiet --no-pager --unit=nginx --lines=1')).not.toBe('');
  });
});

test('the application does what its page says, tests included', async () => {
  await host.placeByHand('r1', 'v1');
  await host.deploy('cd /srv/directory/current && PYTHONDONTWRITEBYTECODE=1 .venv/bin/python -m unittest discover -q -s tests -t . 2>&1');
  await expectHealthy('r1', 'v1');
  const page = await host.get('/');
  expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('<h1>Companies</h1>')]);
  expect(page.headers.get('x-request-id')).toMatch(/^[0-9a-f]{32}$/);
  await server.write('/root/companies.csv', 'name,city,website\nPixlab,Kraków,https://pixlab.example\n100%,Gdynia,\n');
  const asDirectory = (words: string, input = ''): Promise<string> => server.must(`cd /srv/directory/current && set -a && . ./.env && .venv/bin/python -m ${words}`, 'directory', input);
  await server.must('install -m 644 /root/companies.csv /srv/companies.csv');
  expect(await asDirectory('directory.importer /srv/companies.csv')).toBe('2 companies imported');
  expect(await asDirectory('directory.importer /srv/companies.csv')).toBe('2 companies imported');
  expect(await (await host.get('/search?q=PIX')).text()).toContain('Pixlab');
  expect(await (await host.get('/search?q=%25')).text()).toMatch(/100%(?!.*Pixlab)/s);
  const added = await host.get('/companies', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"name":"Nowa"}' });
  expect(added.status).toBe(201);
  expect((await host.get(`/companies/${String(((await added.json()) as { id: number }).id)}`)).status).toBe(200);
  expect((await host.get('/news')).status).toBe(200);
  expect(await asDirectory('directory.users ala@example.org', 'a long enough password\n')).toBe('ala@example.org can log in');
  const login = (password: string): Promise<Response> => host.get('/login', { method: 'POST', body: new URLSearchParams({ email: 'ala@example.org', password }) });
  expect((await login('another password')).status).toBe(403);
  const welcome = await login('a long enough password');
  expect([welcome.status, welcome.headers.get('set-cookie')]).toEqual([302, expect.stringMatching(/HttpOnly.*SameSite=Lax/)]);
  expect(await server.must('runuser -u postgres -- psql -qXAt -d directory -c "SELECT indisvalid FROM pg_index WHERE indexrelid = \'companies_name_search\'::regclass"')).toBe('t');
});

test('a process says what it was started from, not what lies there now', async () => {
  await host.deploy('cd /srv/directory && cp -a releases/r1 releases/r2 && printf "v2\\n" >releases/r2/.lockgate-version && ln -sfn releases/r2 current');
  await expectHealthy('r1', 'v1');
  await host.deploy('sudo -n systemctl --no-block stop directory.service; while systemctl is-active --quiet directory; do sleep 0.1; done; sudo -n systemctl --no-block start directory.service');
  await expectHealthy('r2', 'v2');
});

test('a release without its database says so', async () => {
  await server.must('systemctl stop postgresql@15-main');
  expect(await host.health()).toEqual({ code: 503, status: 'degraded', database: 'unreachable', release: 'r2', version: 'v2' });
  await server.must('systemctl start postgresql@15-main');
  await expectHealthy('r2', 'v2');
});

test('two instances: one that is gone is passed over, and one without traffic gets none', async () => {
  const { runtime, proxy } = await host.partsOf('lockgate.rolling.yml');
  await host.deploy('sudo -n systemctl --no-block stop directory.service');
  await host.run([...(runtime?.start() ?? []), ...(proxy?.prepare() ?? []), ...(proxy?.route(['1', '2']) ?? [])]);
  await expectHealthy('r2', 'v2');
  await server.must('systemctl stop directory@1');
  for (let count = 0; count < 8; count += 1) expect((await host.get('/health')).status).toBe(200);
  await host.run([...(proxy?.route(['2']) ?? []), ...(runtime?.start('1') ?? [])]);
  await expectHealthy('r2', 'v2');
  const lines = (await server.must('tail -n 2 /var/log/nginx/directory.log')).split('\n');
  for (const line of lines) expect(line).toMatch(/ [0-9a-f]{32} "GET \/health HTTP\/1.1" 200 \d+ [\d.]+ to 127\.0\.0\.1:8002 200 /);
});

test('what nginx includes can be taken from the deploy user, and instances still be routed', async () => {
  const { proxy } = await host.partsOf('lockgate.rolling.yml');
  const page = readFileSync(join(EXAMPLE, '../../docs/server-setup.md'), 'utf8');
  const lines = page.split('\n').filter((line) => /^ {4}(chown|chmod) /.test(line));
  expect(lines).toHaveLength(3);
  await server.must(lines.join('\n'));
  await host.run([...(proxy?.prepare() ?? []), ...(proxy?.route(['1']) ?? []), ...(proxy?.route(['1', '2']) ?? [])]);
  const before = await server.must('cd /srv/directory/proxy && sha256sum *.conf');
  const spoil = await host.shell.script('cd /srv/directory/proxy; echo x >upstream.conf; rm -f upstream.conf; : >other; mv -f other directory.route.conf; rm -f other', { deadlineMs: 20_000 });
  expect(spoil.stderr).toMatch(/upstream\.conf/);
  expect(await server.must('cd /srv/directory/proxy && sha256sum *.conf')).toBe(before);
  const other = proxies['nginx']?.open(proxies['nginx'].schema.parse({ upstream: 'directory' }), (await host.partsOf('lockgate.rolling.yml')).site, [{ name: 'one', port: 8001 }]);
  await expect(host.run(other?.prepare() ?? [])).rejects.toThrow();
  expect(await server.must('cd /srv/directory/proxy && sha256sum *.conf')).toBe(before);
  await expectHealthy('r2', 'v2');
});

test('after a restart of the machine the release serves again', async () => {
  await server.must('systemctl enable --quiet directory@1 directory@2');
  expect(await server.reboot()).toEqual([]);
  await expectHealthy('r2', 'v2');
});

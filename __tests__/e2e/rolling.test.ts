import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

import { freePorts, Nginx } from '../support/nginx';
import { failedAnswers, OpenLoop } from '../support/open-loop';
import { Rig } from '../support/rig';
import { Systemd } from '../support/systemd';

/** The demo's shop as two instances of a real systemd behind a real nginx, and visitors who never try again. */
let systemd: Systemd;
let rig: Rig;
let nginx: Nginx;
let ports: number[] = [];
let answersAt = 0;

beforeAll(async () => {
  systemd = new Systemd();
  await systemd.start();
  [answersAt = 0, ...ports] = await freePorts(3);
  // The order of names that are numbers is theirs.
  ports.sort((a, b) => a - b);
  rig = await Rig.start({ server: { env: { PATH: `${systemd.bin}:${process.env['PATH'] ?? ''}`, HOME: '/' } } });
  nginx = new Nginx(rig.port);
  await nginx.start();
  // nginx's workers are another user's, and look for files below the release path.
  for (let folder = rig.root; folder.startsWith(rig.folder); folder = dirname(folder)) {
    mkdirSync(folder, { recursive: true });
    chmodSync(folder, 0o755);
  }
  const python = execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' }).trim();
  systemd.unit('shop@.service', `[Service]\nWorkingDirectory=${rig.root}/current\nEnvironment=PORT=%i DATABASE=${rig.root}/shared/store.db\nExecStart=${python} server.py\nTimeoutStopSec=5\n`);
  rig.configure((text) =>
    text
      .replace(/runtime:\n(?: .*\n)+/, `runtime: { kind: systemd, unit: shop@, instances: { ${ports.map((port) => `"${String(port)}": ${String(port)}`).join(', ')} }, settle: 500ms, stop-timeout: 10s }\nproxy: { kind: nginx, upstream: shop, port: ${String(answersAt)}, test: "${nginx.test}", reload: "${nginx.reload}" }\n`)
      .replace('strategy: { kind: recreate }', 'strategy: { kind: rolling, drain: 10s }'),
  );
});

afterAll(async () => {
  systemd.run('systemctl stop "shop@*"');
  await nginx.close();
  await rig.close();
  await systemd.close();
});

async function versions(): Promise<string[]> {
  return Promise.all(ports.map(async (port) => ((await (await fetch(`http://127.0.0.1:${String(port)}/health`)).json()) as { version: string }).version));
}

async function visited(work: () => Promise<void>): Promise<void> {
  const load = new OpenLoop({
    port: rig.port, rate: 40, kept: 0.5, posts: 0.2, slow: 0, slowMs: 0,
    paths: { get: '/', post: '/products', slow: '/' }, body: (index) => JSON.stringify({ name: `n${String(index)}-${String(Date.now())}`, price: 1 }),
  });
  load.start();
  await work();
  const all = await load.stop();
  expect(all.length).toBeGreaterThan(40);
  expect(failedAnswers(all)).toEqual([]);
}

it('says what the site lacks before anything is touched, then rolls forward and back without losing a request', async () => {
  const first = await rig.run('lockgate');
  expect(first.code).toBe(1);
  expect(first.log).toContain('nginx does not include');
  expect(rig.current).toBe('');
  const folder = `${rig.root}/proxy`;
  nginx.site(`include ${folder}/upstream.conf;`, `include ${folder}/shop.route.conf;`, 'proxy_pass http://$shop;');
  nginx.reloadNow();
  const deployed = await rig.run('lockgate');
  expect([deployed.code, deployed.code === 0 ? '' : deployed.log]).toEqual([0, '']);
  expect(await versions()).toEqual(['1.0.0', '1.0.0']);

  rig.checkout('v2');
  await visited(async () => {
    const second = await rig.run('lockgate');
    expect([second.code, second.code === 0 ? '' : second.log]).toEqual([0, '']);
  });
  expect(await versions()).toEqual(['1.1.0', '1.1.0']);

  const good = rig.current;
  rig.write('server.py', 'import sys\nsys.exit("this release cannot start")\n');
  await visited(async () => {
    const third = await rig.run('lockgate');
    expect(third.code).toBe(1);
    expect(third.log).toContain('this release cannot start');
  });
  expect(rig.current).toBe(good);
  expect(await versions()).toEqual(['1.1.0', '1.1.0']);
  expect(rig.changes.at(-1)?.closed?.outcome).toBe('rolled-back');
  expect(rig.journal.filter((line) => 'step' in line && line.change === rig.changes.at(-1)?.id && line.step === `runtime.restart@web/${String(ports[1])}`)).toEqual([]);
});

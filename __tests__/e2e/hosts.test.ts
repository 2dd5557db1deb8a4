import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { enteredByHand } from '../../src/model/maintenance';
import { HostsRig } from '../support/hosts-rig';

let two: HostsRig;
beforeAll(async () => {
  two = await HostsRig.start(2, 'canary: 1, batch: 1, bake: 1s');
});
afterAll(() => two.close());

const production = { environment: 'production' };

/** The application of the first host says when it has ended. */
const telling = (text: string): string =>
  text
    .replace('import threading\n', 'import threading\nimport urllib.request\n')
    .replace('poll_interval=0.05)\n', `poll_interval=0.05)\n    if os.environ.get("HOST") == "127.0.0.11":\n        urllib.request.urlopen("${two.env['TEST_URL'] ?? ''}ended")\n`);

test('a canary, then the other; migrations once, the backup where the database is', async () => {
  for (const version of ['v1', 'v2'] as const) {
    two.rig.checkout(version);
    const job = two.job();
    const { code, log } = await job.step('lockgate', production);
    expect([code, code === 0 ? '' : log]).toEqual([0, '']);
    await job.end();
  }
  expect(await two.versions()).toEqual(['1.1.0', '1.1.0']);
  const [web1, web2] = two.hosts;
  const change = web1?.changes.at(-1)?.id ?? '';
  const steps = web1?.steps(change) ?? [];
  expect(steps.filter((step) => step.startsWith('migrate.apply'))).toHaveLength(1);
  expect(steps).toContain('backup.create');
  expect(web2?.steps(change).filter((step) => /^(migrate|backup)/.test(step))).toEqual([]);
});

test('a host that goes away in the middle is named, the other goes back, and the next run settles the rest', async () => {
  const [web1, web2] = two.hosts;
  const good = web1?.current;
  two.rig.write('VERSION', '1.2.0\n');
  // While the canary is watched: the second host is gone when its turn comes.
  const job = two.job(() => {
    if (web1?.current === good || web2 === undefined) return;
    web2.proxy.refusing = true;
    web2.proxy.cut();
  }, { run: '7001' });
  const run = await job.step('lockgate', production);
  expect(run).toMatchObject({ code: 1, outputs: { 'rollback-status': 'partial' } });
  expect(run.log).toContain('LG-ROLLBACK-PARTIAL');
  expect(run.summary).toMatch(/web1 \| serves .* again \|[^]*web2 \| cannot be reached/);
  await job.end();
  expect(await two.versions()).toEqual(['1.1.0', '1.1.0']);
  if (web2 !== undefined) web2.proxy.refusing = false;
  two.rig.write('VERSION', '1.3.0\n');
  two.rig.write('server.py', telling(two.rig.read('server.py')));
  // Its lease on the host that went away is its own to take over.
  const next = two.job(undefined, { run: '7001', attempt: 2 });
  const settled = await next.step('lockgate', production, {});
  await next.end();
  expect([settled.code, settled.code === 0 ? '' : settled.log]).toEqual([0, '']);
  expect(web1?.changes.at(-2)?.closed?.outcome).toBe('rolled-back');
  expect(await two.versions()).toEqual(['1.3.0', '1.3.0']);
});

test('an ill second host takes both back, the last one first', async () => {
  const [web1, web2] = two.hosts;
  const good = web1?.current;
  two.rig.write('VERSION', '1.4.0\n');
  two.rig.write('server.py', two.rig.read('server.py').replace('def main():\n', 'def main():\n    if os.environ.get("HOST") == "127.0.0.12":\n        raise SystemExit("not on this host")\n'));
  const job = two.job();
  const run = await job.step('lockgate', production);
  await job.end();
  expect(run).toMatchObject({ code: 1, outputs: { outcome: 'rolled-back' } });
  expect(run.summary).toMatch(/web1 \| serves .* again \|[^]*web2 \| serves .* again \|/);
  expect([web1?.current, web2?.current]).toEqual([good, good]);
  expect(await two.versions()).toEqual(['1.3.0', '1.3.0']);
  const change = web1?.changes.at(-1);
  expect(change?.closed?.outcome).toBe('rolled-back');
  // The record tells whole seconds; the link that was put back tells parts of one.
  const backAt = (host: typeof web1): number => lstatSync(join(host?.root ?? '', 'current')).mtimeMs;
  expect(backAt(web2)).toBeLessThan(backAt(web1));
});

test('a runner that dies between the hosts leaves both to the post step', async () => {
  const [web1, web2] = two.hosts;
  const good = web1?.current;
  two.rig.write('VERSION', '1.5.0\n');
  two.rig.write('server.py', two.rig.read('server.py').replace('127.0.0.12', '127.0.0.99'));
  let kill = (): void => undefined;
  const job = two.job(() => { kill(); });
  const run = await job.step('lockgate', production, { onStart: (child) => { kill = () => { child.kill('SIGKILL'); }; } });
  kill = () => undefined;
  expect(run.signal).toBe('SIGKILL');
  expect([web1?.current === good, web2?.current === good]).toEqual([false, true]);
  await job.end('failure');
  expect([web1?.current, web2?.current]).toEqual([good, good]);
  expect(await two.versions()).toEqual(['1.3.0', '1.3.0']);
  expect(web1?.changes.at(-1)?.closed?.outcome).toBe('rolled-back');
});

describe('maintenance by hand, and the second host goes away in the middle', () => {
  /** From when the first host's application has ended, or is being started. */
  async function withoutSecond(word: 'on' | 'off'): Promise<void> {
    const [web1, web2] = two.hosts;
    if (web1 === undefined || web2 === undefined) return;
    const known = web1.journal.length;
    if (word === 'on') await new Promise<void>((resolve) => { two.onTold = () => { resolve(); }; });
    else while (!web1.journal.slice(known).some((line) => line.kind === 'begin' && line.step === 'runtime.start@web1')) await sleep(5);
    web2.proxy.refusing = true;
    web2.proxy.cut();
  }

  const type = (word: string): ReturnType<HostsRig['rig']['type']> => two.rig.type(['maintenance', word, '-e', 'production'], { env: two.env });
  const serving = async (): Promise<boolean[]> => (await two.versions()).map((version) => version === '1.3.0');
  const settled = (): boolean => two.hosts.every((host) => host.leaseOwner === '' && host.changes.every(({ closed }) => closed !== undefined));
  const byHand = (): boolean[] => two.hosts.map((host) => enteredByHand(host.journal) !== undefined);

  test.each(['on', 'off'] as const)('%s: it is named, the first one serves, and the same line once more finishes', async (word) => {
    const [, first] = await Promise.all([withoutSecond(word), type(word)]);
    expect([first.code, first.log]).toEqual([3, expect.stringMatching(/LG-ROLLBACK-PARTIAL[^]*web1 +serves \S+ again\n +web2 +cannot be reached: what it serves is not known/)]);
    expect([await serving(), byHand()]).toEqual([[true, word === 'on'], [false, false]]);
    for (const { proxy } of two.hosts) proxy.refusing = false;
    const second = await type(word);
    expect([second.code, second.log]).toEqual([0, expect.stringContaining('was settled first')]);
    const inside = word === 'on';
    expect([await serving(), byHand(), settled()]).toEqual([[!inside, !inside], [inside, inside], true]);
  });
});

import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { openParts } from '../../src/actions/parts';
import { plugins } from '../../src/actions/plugins';
import { loadSettings } from '../../src/config/load';
import { enteredByHand, readMaintenance } from '../../src/model/maintenance';
import { LocalShell } from '../../src/shell/local-shell';
import { quote } from '../../src/shell/render';
import { type Instant, instantOf } from '../../tools/kill-harness/instants';
import { killAll, processesOf } from '../../tools/kill-harness/processes';
import { SyncGate } from '../../tools/kill-harness/sync-gate';
import { Rig } from '../support/rig';
import { PYTHON } from './kill-shop-options';

const HOOKS = `hooks:
  before-maintenance: ['echo "$LOCKGATE_PHASE $LOCKGATE_RELEASE $LOCKGATE_VERSION" >>../../hooks']
  after-maintenance: ['echo "$LOCKGATE_PHASE $LOCKGATE_RELEASE $(basename "$PWD")" >>../../hooks']
`;

let rig: Rig;
let gate: SyncGate;
beforeAll(async () => {
  gate = SyncGate.create(mkdtempSync(join(tmpdir(), 'lockgate-gate-')));
  rig = await Rig.start({ server: { prelude: `PATH=${quote(PYTHON)}:$PATH; ${gate.prelude}` } });
  rig.configure((text) =>
    text
      .replace(/ {2}watch:\n( {4}.*\n)+/, '')
      .replace('settle: 500ms', 'settle: 100ms')
      .replace('attempts: 10, every: 500ms', 'attempts: 20, every: 100ms')
      .replace(/ {4}- command: .*\n/, '')
      .replace(/notify: .*\n/, '')
      .replace(/^environments:/m, `${HOOKS.replaceAll('$', '$$$$')}environments:`),
  );
  expect((await rig.cli('deploy', '--version', 'v1')).code).toBe(0);
});
afterAll(async () => {
  await rig.close();
  gate.remove();
});

interface Document {
  readonly status: string;
  readonly exit: number;
  readonly data: any;
  readonly headline: string;
  readonly problems: readonly { readonly code: string; readonly problem: string; readonly next: string }[];
}

const json = async (...words: string[]): Promise<Document> => JSON.parse((await rig.cli(...words, '--json')).stdout) as Document;
const serves = async (): Promise<boolean> => 'version' in (await rig.served());
const byHand = (): boolean => enteredByHand(rig.journal) !== undefined;
const settled = (): boolean => rig.lease.owner === '' && rig.changes.every(({ closed }) => closed !== undefined);

describe('entered by hand', () => {
  it('is a word that is on or off', async () => {
    for (const [words, says] of [[['maintenance'], /add on or off/], [['maintenance', 'of'], /write on or off/]] as const) {
      const typed = await rig.cli(...words);
      expect([typed.code, typed.log]).toEqual([2, expect.stringMatching(says)]);
    }
  });

  it('shows what it would do', async () => {
    const before = rig.everything();
    const typed = await rig.cli('maintenance', 'on', '--dry-run');
    expect([typed.code, typed.stdout]).toEqual([0, expect.stringContaining('[runtime stop]')]);
    expect(rig.everything()).toEqual(before);
  });

  it('stops what serves, on record with who and when, and is there once', async () => {
    expect(await json('maintenance', 'on')).toMatchObject({ exit: 0, status: 'passed', data: { on: true, by: expect.stringContaining('@') as string } });
    expect([await serves(), byHand(), settled()]).toEqual([false, true, true]);
    expect(rig.changes.at(-1)).toMatchObject({ closed: { outcome: 'nothing-changed' }, opened: { previous: rig.current } });
    const { data: { maintenance } } = await json('status');
    expect(maintenance).toMatchObject({ byHand: true });
    expect((await rig.cli('status')).stdout).toMatch(/maintenance\n +entered +by hand, \S+@\S+, .*\n +ends with +npx lockgate maintenance off/);
    const changes = rig.changes.length;
    expect(await json('maintenance', 'on')).toMatchObject({ exit: 0, status: 'nothing-to-do', data: { on: true, by: maintenance.by, since: maintenance.since } });
    expect(rig.changes).toHaveLength(changes);
  });

  it('is entered again where the application runs all the same', async () => {
    const since = readMaintenance(rig.journal)?.since;
    // As a machine does that was started anew.
    const settings = loadSettings({ text: rig.read('.github/lockgate.yml'), file: 'lockgate.yml', environment: 'production', variables: { ...process.env, ...rig.env }, plugins });
    const { runtime } = await openParts(settings, rig.workspace);
    const shell = new LocalShell({ env: { PATH: `${PYTHON}:${process.env['PATH'] ?? ''}`, HOME: join(rig.disk, 'home') } });
    expect((await shell.run(runtime?.start() ?? [])).map(({ exitCode }) => exitCode)).toEqual([0]);
    for (let look = 0; look < 200 && !(await serves()); look += 1) await sleep(50);
    expect(await serves()).toBe(true);
    expect(await json('maintenance', 'on')).toMatchObject({ status: 'passed', data: { since } });
    expect([await serves(), byHand(), settled()]).toEqual([false, true, true]);
  });

  it('no deploy begins, from wherever; a backup alone leaves it as it is', async () => {
    rig.checkout('v2');
    const before = rig.changes.length;
    for (const words of [['deploy', '--version', 'v2'], ['plan'], ['restart']]) {
      const refused = await json(...words);
      expect([refused.exit, refused.problems.map(({ code }) => code)]).toEqual([4, expect.arrayContaining(['LG-MAINTENANCE-BY-HAND'])]);
      expect(refused.problems.find(({ code }) => code === 'LG-MAINTENANCE-BY-HAND')).toMatchObject({ problem: expect.stringMatching(/^\S+@\S+ entered maintenance/) as string, next: expect.stringContaining('npx lockgate maintenance off') as string });
    }
    const job = await rig.run('lockgate');
    expect([job.code, job.log]).toEqual([1, expect.stringContaining('LG-MAINTENANCE-BY-HAND')]);
    expect(rig.changes).toHaveLength(before);
    const nightly = await rig.run('backup');
    expect([nightly.code, nightly.posts.map(({ code }) => code)]).toEqual([0, [0]]);
    expect(rig.changes.at(-1)?.closed?.outcome).toBe('nothing-changed');
    expect([await serves(), byHand(), settled()]).toEqual([false, true, true]);
  });

  it('is left once what serves is well', async () => {
    expect((await rig.cli('maintenance', 'off', '--dry-run')).stdout).toContain('[runtime start]');
    expect(await json('maintenance', 'off')).toMatchObject({ exit: 0, status: 'passed', data: { on: false, by: null } });
    expect([await rig.served(), readMaintenance(rig.journal), settled()]).toEqual([expect.objectContaining({ version: '1.0.0' }), undefined, true]);
    expect(await json('maintenance', 'off')).toMatchObject({ exit: 0, status: 'nothing-to-do' });
    expect((await json('status')).data.maintenance).toBeNull();
    const hooks = readFileSync(join(rig.root, 'hooks'), 'utf8');
    expect(hooks).toContain(`before-maintenance ${rig.current} v1\n`);
    expect(hooks).toContain(`after-maintenance ${rig.current} ${rig.current}\n`);
  });

  it('lasts where what serves is not well, until a deploy or a way back leads out of it', async () => {
    expect((await rig.cli('maintenance', 'on')).code).toBe(0);
    const path = rig.read('.github/lockgate.yml');
    rig.configure((text) => text.replace('path: /, attempts: 20', 'path: /nowhere, attempts: 2'));
    const ill = await json('maintenance', 'off');
    expect(ill).toMatchObject({ exit: 4, data: { on: true, by: null }, problems: [{ code: 'LG-GATE-INSTANCE' }] });
    expect([await serves(), byHand(), settled(), rig.changes.at(-1)?.closed?.outcome]).toEqual([false, false, true, 'failed']);
    expect((await json('status')).data.maintenance).toMatchObject({ byHand: false });
    rig.configure(() => path);
    // The first one is ill too: what it comes back to was stopped before it began.
    rig.write('server.py', 'import sys\nsys.exit("this release cannot start")\n');
    const back = await rig.cli('deploy', '--version', 'v2');
    expect([back.code, await rig.served(), readMaintenance(rig.journal)]).toEqual([5, expect.objectContaining({ version: '1.0.0' }), undefined]);
    rig.checkout('v2');
  });

  it('is left by a person who goes back', async () => {
    expect((await rig.cli('deploy', '--version', 'v2')).code).toBe(0);
    expect((await rig.cli('maintenance', 'on')).code).toBe(0);
    expect((await rig.cli('rollback', '--yes')).code).toBe(0);
    expect([await rig.served(), readMaintenance(rig.journal), settled()]).toEqual([expect.objectContaining({ version: '1.0.0' }), undefined, true]);
  });
});

describe('killed with its script on the host, inside every step and before the first', () => {
  const script = (): ReturnType<typeof processesOf> => {
    const file = join(rig.state, 'running');
    const session = existsSync(file) ? Number(readFileSync(file, 'utf8').split(' ')[5]) : 0;
    return processesOf(rig.disk).filter((one) => session > 1 && one.session === session);
  };

  async function undisturbed(word: 'on' | 'off'): Promise<Instant[]> {
    gate.record();
    expect((await rig.cli('maintenance', word)).code).toBe(0);
    const all = new Map(gate.take().map(instantOf).map((one) => [one.name, one]));
    return [...all.values()].filter(({ where, name }) => where === 'before' || / (opened|noted maintenance)$/.test(name));
  }

  async function killAt(word: 'on' | 'off', at: Instant): Promise<void> {
    gate.arm(at);
    let over: Promise<unknown> = Promise.resolve();
    const typed = rig.type(['maintenance', word], {
      onStart: (child) => {
        over = new Promise((settle) => child.once('exit', settle));
        void gate.wait(over).then((there) => {
          if (there) child.kill('SIGKILL');
        });
      },
    });
    expect(await gate.wait(typed)).toBe(true);
    await over;
    killAll(script);
    gate.release();
    await typed;
  }

  it.each(['on', 'off'] as const)('%s: the next line ends in what it says, and anything else lets visitors in', async (word) => {
    const first = word === 'on' ? 'off' : 'on';
    const begin = async (): Promise<void> => {
      if (byHand() !== (first === 'on')) expect((await rig.cli('maintenance', first)).code).toBe(0);
    };
    await begin();
    const instants = await undisturbed(word);
    expect(instants.length).toBeGreaterThan(3);
    for (const [index, at] of instants.entries()) {
      await begin();
      await killAt(word, at);
      const then = (['on', 'restart', 'off'] as const)[index % 3] ?? 'on';
      const next = then === 'restart' ? await rig.cli('restart') : await rig.cli('maintenance', then);
      // What nobody had begun to leave is somebody's will.
      const refused = then === 'restart' && next.code === 4;
      const seen = { at: at.name, then, code: refused ? 0 : next.code, serves: await serves(), byHand: byHand(), settled: settled() };
      const inside = then === 'on' || refused;
      if (seen.code !== 0 || seen.serves === inside) process.stderr.write(next.log);
      expect(seen).toEqual({ at: at.name, then, code: 0, serves: !inside, byHand: inside, settled: true });
      if (refused) expect([word, at.name]).toEqual(['off', 'maintenance opened']);
    }
  }, 600_000);
});

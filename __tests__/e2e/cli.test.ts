import { appendFileSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { processesOf } from '../../tools/kill-harness/processes';
import { Rig, type Typed } from '../support/rig';

let rig: Rig;

beforeAll(async () => {
  // As far away as another continent's nearest neighbour.
  rig = await Rig.start({ delayMs: 25 });
  rig.configure((text) => text.replace('for: 3s', 'for: 1s').replace('settle: 500ms', 'settle: 100ms').replace('DATABASE: ../../', 'PYTHONUNBUFFERED: "1", DATABASE: ../../').replace(/notify: .*\n/, '').replace('  keep: 3', '  include: [dist/]\n  keep: 3'));
});
afterAll(async () => {
  await rig.close();
});

interface Document {
  readonly v: number;
  readonly verb: string;
  readonly status: string;
  readonly exit: number;
  readonly release: string;
  readonly data: any;
  readonly outputs: Readonly<Record<string, string>>;
  readonly problems: readonly { readonly code: string }[];
}

/** The one document on stdout; nothing else may be there. */
const read = (typed: Typed): Document => JSON.parse(typed.stdout) as Document;
const json = async (verb: string, ...words: string[]): Promise<Document> => {
  const typed = await rig.cli(verb, '--json', ...words);
  const document = read(typed);
  expect([document.v, document.verb, document.exit]).toEqual([1, verb, typed.code]);
  return document;
};
/** What a line costs: commands and logins. */
const costs = async <T>(work: () => Promise<T>): Promise<{ answer: T; execs: number; logins: number }> => {
  const { execs, logins } = rig.server.counts;
  const answer = await work();
  return { answer, execs: rig.server.counts.execs - execs, logins: rig.server.counts.logins - logins };
};

describe('before the first deploy', () => {
  it('the configuration is read without a host', async () => {
    const { answer, logins } = await costs(() => json('validate'));
    expect(answer).toMatchObject({ status: 'passed', exit: 0, data: { file: '.github/lockgate.yml', environments: [{ name: 'production', hosts: [{ alias: 'web' }], unset: [] }] } });
    expect(logins).toBe(0);
    const unset = JSON.parse((await rig.type(['validate', '--json'], { env: { DEPLOY_KEY: '' } })).stdout) as Document;
    expect(unset).toMatchObject({ exit: 0, data: { environments: [{ unset: ['DEPLOY_KEY'] }], unset: [{ name: 'DEPLOY_KEY', kind: 'secret', environments: ['production'], used: [{ key: 'ssh.key', at: expect.stringMatching(/lockgate\.yml:\d+:\d+/) as string }] }] } });
  });

  it('every verb says that there is nothing yet, and writes nothing', async () => {
    expect(await json('status')).toMatchObject({ exit: 0, data: { release: null, hosts: [{ host: 'web', reachable: true, release: null, lease: null }] } });
    expect(await json('releases')).toMatchObject({ exit: 0, data: { releases: [] } });
    expect(await json('backups')).toMatchObject({ exit: 0, data: { backups: [] } });
    expect(await json('unlock')).toMatchObject({ exit: 0, status: 'nothing-to-do', data: { leases: [] } });
    expect(rig.everything()).toEqual({});
  });

  it('a plan is one connection and few commands, and changes nothing', async () => {
    const { answer, execs, logins } = await costs(() => json('plan'));
    expect(answer).toMatchObject({ exit: 0, status: 'dry-run', outputs: { ready: 'true' } });
    expect(answer.outputs['plan-digest']).not.toBe('');
    expect(JSON.stringify(answer)).toContain('lg_release_activate');
    expect(logins).toBe(1);
    expect(execs).toBeLessThanOrEqual(4);
    expect(rig.everything()).toEqual({});
  });
});

describe('a team that deploys from a laptop', () => {
  it('deploys what was planned, and leaves nothing open', async () => {
    // What somebody's own folder holds besides what is committed: a key, a venv of this machine, and what was built on purpose.
    rig.scribble('.git/info/exclude', '.venv/\ndist/\n*.key\n');
    for (const path of ['.venv/bin/python', 'dist/page.html', 'od[d]*.key', 'static/od.key']) rig.scribble(path, 'ignored by git\n');
    const planned = await json('plan', '-e', 'production');
    const typed = await rig.cli('deploy', '--environment', 'production', '--version', 'v1', '--plan-digest', planned.outputs['plan-digest'] ?? '', '--json');
    expect([typed.code, typed.stderr]).toEqual([0, expect.stringContaining('— preflight')]);
    expect(read(typed)).toMatchObject({ verb: 'deploy', outputs: { outcome: 'released' } });
    expect(await rig.served()).toMatchObject({ version: '1.0.0', release: read(typed).release });
    expect(typed.stderr).toMatch(/git ignores .*\.venv.*: not brought to the host, unless release\.include names it/);
    const brought = readdirSync(join(rig.root, 'releases', rig.current), { recursive: true }).map(String);
    expect(brought.filter((path) => /venv|dist|key/.test(path)).sort()).toEqual(['dist', 'dist/page.html']);
    expect(rig.lease.owner).toBe('');
    expect(rig.changes.at(-1)?.closed?.outcome).toBe('released');
    expect(rig.changes.at(-1)?.opened.owner).toMatch(/^[^/]+@[^/]+\/\d+\.[0-9a-f]{8}\.[0-9a-z]+$/);
  });

  it('refuses what is not committed, and takes it with a word', async () => {
    rig.checkout('v2');
    rig.scribble('notes.txt', 'not committed\n');
    const refused = await rig.cli('deploy');
    expect([refused.code, refused.log]).toEqual([2, expect.stringContaining('notes.txt')]);
    expect(refused.log).toContain('--dirty');
    const taken = await rig.cli('deploy', '--version', 'v2', '--dirty');
    expect([taken.code, taken.stdout]).toEqual([0, expect.stringMatching(/^✓ deploy: \S+ is released/m)]);
    rig.commit('notes');
    expect(await rig.served()).toMatchObject({ version: '1.1.0' });
  });

  it('asks what serves with one command', async () => {
    const { answer, execs, logins } = await costs(() => json('status', '-e', 'production'));
    const [old, now] = rig.releases;
    expect(answer).toMatchObject({
      exit: 0,
      data: { release: { id: now?.id, version: 'v2', status: 'good' }, wayBack: { id: old?.id, version: 'v1' }, change: null, backup: { verified: 'restored' }, hosts: [{ host: 'web', runtime: { state: 'running' }, lease: null }] },
    });
    expect([execs, logins]).toEqual([1, 1]);
    const text = (await rig.cli('status')).stdout;
    expect(text).toContain(`${now?.id ?? ''} (v2) serves on 1 of 1 hosts`);
    expect(text).not.toContain('\u001B');
    expect(text).not.toContain(rig.disk);
  });

  it('lists releases and backups', async () => {
    const [old, now] = rig.releases;
    expect((await json('releases')).data.releases).toEqual([expect.objectContaining({ id: now?.id, version: 'v2', serves: true, target: false }), expect.objectContaining({ id: old?.id, version: 'v1', serves: false, target: true })]);
    expect((await rig.cli('releases')).stdout).toMatch(new RegExp(`${old?.id ?? ''} .*v1.*good, can be gone back to`));
    const { backups } = (await json('backups')).data as { backups: readonly Readonly<Record<string, unknown>>[] };
    expect(backups).toEqual([expect.objectContaining({ verified: 'restored', engine: 'sqlite' })]);
    expect(JSON.stringify(backups)).not.toContain(rig.disk);
  });

  it('reads the log, and follows it until it has seen enough', async () => {
    await rig.served();
    const lines = (await json('logs', '--lines', '5')).data.lines as readonly { host: string; line: string }[];
    expect(lines.length).toBeLessThanOrEqual(5);
    expect((await rig.cli('logs', '--since', '1h')).stdout).toContain('lockgate: starting');
    let written = false;
    const followed = await rig.type(['logs', '--follow', '--lines', '1'], {
      onStart: (child) => {
        child.stdout?.on('data', (text: Buffer) => {
          if (text.toString().includes('a line of later')) child.kill('SIGINT');
          else if (!written) appendFileSync(join(rig.state, 'log/shop.log'), 'a line of later\n');
          written = true;
        });
      },
    });
    expect([followed.code, followed.stdout]).toEqual([0, expect.stringMatching(/^.+\na line of later\n/)]);
  });

  it('runs a command where the release is, with the host before its lines', async () => {
    const ran = await rig.cli('exec', '--', 'sh', '-c', 'cat VERSION; echo "$0 it\'s" >&2', '$(id)');
    expect([ran.code, ran.stdout]).toEqual([0, expect.stringContaining('web | 1.1.0\nweb | $(id) it\'s\n')]);
    const failed = await json('exec', '--', 'sh', '-c', 'echo no; exit 3');
    expect(failed).toMatchObject({ exit: 1, problems: [{ code: 'LG-EXEC', host: 'web' }], data: { hosts: [{ host: 'web', exitCode: 3, output: ['no'] }] } });
    const late = await json('exec', '--timeout', '1s', '--', 'sleep', '60');
    expect(late).toMatchObject({ exit: 1, data: { hosts: [{ exitCode: null, timedOut: true }] } });
  });

  it('is red where what should serve does not run', async () => {
    for (const { pid, words } of processesOf(rig.folder)) if (words.includes('server.py')) process.kill(pid, 'SIGKILL');
    const dead = await json('status');
    expect(dead).toMatchObject({ exit: 4, status: 'failed', problems: [{ code: 'LG-STATUS-NOT-RUNNING' }], data: { release: { version: 'v2' } } });
    expect((await rig.cli('status')).code).toBe(4);
  });

  it('starts anew what serves, on record', async () => {
    const before = rig.changes.length;
    expect(await json('restart')).toMatchObject({ exit: 0, status: 'passed', release: rig.releases.at(-1)?.id });
    expect(rig.changes).toHaveLength(before + 1);
    expect(rig.changes.at(-1)).toMatchObject({ closed: { outcome: 'nothing-changed' }, steps: [{ id: 'runtime.stop', phase: 'done' }, { id: 'release.switch', phase: 'done' }, { id: 'runtime.start', phase: 'done' }] });
    expect(rig.lease.owner).toBe('');
    expect(await rig.served()).toMatchObject({ version: '1.1.0' });
  });

  it('shows the way back and goes it only when told to', async () => {
    const [old] = rig.releases;
    const before = rig.everything();
    const unsaid = await rig.cli('rollback');
    expect([unsaid.code, unsaid.log]).toEqual([2, expect.stringContaining('--yes')]);
    expect(unsaid.stdout).toMatch(/level +R2/);
    // It is good until somebody says otherwise: that is said before.
    const leaving = rig.current;
    expect(unsaid.stdout).toMatch(new RegExp(`marks bad +${leaving} .*good until now`));
    expect(await json('rollback', '--dry-run')).toMatchObject({ exit: 0, status: 'dry-run', data: { level: 'R2', marksBad: leaving }, outputs: { 'marked-bad': leaving } });
    expect(await json('rollback')).toMatchObject({ exit: 2, data: { level: 'R2', loss: '0', marksBad: leaving } });
    // Whoever was asked and does not want it has moved nothing, and no script takes that for a way back.
    const declined = await rig.type(['rollback'], { keys: 'n\n' });
    expect([declined.code, declined.stdout]).toEqual([6, expect.stringContaining('nothing was changed: it was not confirmed')]);
    expect(rig.everything()).toEqual(before);
    // Whoever says how many rows may go has answered.
    const back = await json('rollback', '--approve-loss', '1');
    expect(back).toMatchObject({ exit: 0, data: { level: 'R2', loss: '0', to: old?.id, marksBad: leaving }, outputs: { status: 'rolled-back', 'marked-bad': leaving } });
    expect(await rig.served()).toMatchObject({ version: '1.0.0', release: old?.id });
    expect(rig.lease.owner).toBe('');
    const where = await json('rollback', rig.releases.at(-1)?.id ?? '', '--yes');
    expect(where).toMatchObject({ exit: 1, problems: [{ code: 'LG-RELEASE-NOT-A-TARGET' }] });
  });

  it('keeps what is known of a bad release', async () => {
    const bad = rig.releases.find(({ status }) => status === 'bad');
    const { data } = await json('diagnose', bad?.id ?? '', '--to', join(rig.folder, 'kept'));
    expect(readdirSync(data.folder as string).sort()).toEqual(['record.json', 'web.txt']);
    expect(JSON.parse(readFileSync(join(data.folder as string, 'record.json'), 'utf8'))).toMatchObject({ id: bad?.id, opened: { version: 'v2' } });
    expect((await rig.cli('diagnose', 'v9')).code).toBe(1);
  });
});

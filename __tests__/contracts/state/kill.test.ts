import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

import { foldJournal, openChange } from '../../../src/model/journal';
import { runTask } from '../../../src/state/run-task';
import { takeLease } from '../../../src/state/take-lease';
import { folderHost, type FolderHost } from '../../support/host';
import { entry, look, opened, request, step, task, text } from './work';

/** Every process that works for this host: its folder is in its environment. */
function processesOf(host: FolderHost): number[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      return readFileSync(`/proc/${name}/environ`, 'utf8').split('\0').includes(`HOME=${host.folder}`) ? [Number(name)] : [];
    } catch {
      return [];
    }
  });
}

function killAll(host: FolderHost, spare: ReadonlySet<number> = new Set()): void {
  for (const pid of processesOf(host)) {
    try {
      if (!spare.has(pid)) process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  }
}

/** What was really done, in order, by the work itself. */
const done = (host: FolderHost): string[] => text(`${host.folder}/done`).split('\n').filter((line) => line !== '');

const STEPS = ['one', 'two', 'three'];

test.each(['everything', 'the script alone'])('killed at any instant (%s), the record is true and the next run can go on', async (what) => {
  let begun = 0;
  for (let round = 0; round < 40; round += 1) {
    const host = folderHost('dash');
    try {
      const { token } = await takeLease(host.shell, host.layout, request('a'));
      const work = task('t', token, STEPS.map((id) => step(id, `sleep 0.05; echo ${id} >>${host.folder}/done`)), {
        before: { journal: [opened(token)], releases: [entry('r', 'pending')] },
        after: { releases: [entry('r', 'active')], journal: [opened(token, { kind: 'closed', outcome: 'released' } as never)] },
        lease: 'park',
      });
      const running = runTask(host.shell, host.layout, work, { deadlineMs: 1 }).then((result) => result, (error: unknown) => error);
      await new Promise((resolve) => setTimeout(resolve, round * 20));
      if (what === 'everything') killAll(host);
      else killLeader(host);
      await running;
      const snapshot = await look(host);
      const change = foldJournal(snapshot.journal)[0];
      const happened = new Set(done(host));
      // Nothing happens without its line before it, and nothing is called done that was not.
      for (const id of STEPS) {
        const phase = change?.steps.find((one) => one.id === id)?.phase;
        if (happened.has(id)) expect([id, phase]).toEqual([id, expect.stringMatching(/^(begin|done)$/)]);
        if (phase === 'done') expect(happened).toContain(id);
      }
      if (snapshot.releases.at(-1)?.status === 'active') expect(happened).toEqual(new Set(STEPS));
      if (change?.closed !== undefined) expect(openChange(foldJournal(snapshot.journal))).toBeUndefined();
      if (change !== undefined) begun += 1;
      // The next run, of somebody else, once it is known that this one is over.
      const next = await takeLease(host.shell, host.layout, request('b', { ownerIsGone: { owner: 'a', token } }));
      expect(next.token).toBe(token + 1);
      const settled = await runTask(host.shell, host.layout, task('settle', next.token, [step('back', `echo back >>${host.folder}/done`)], { lease: 'free' }));
      expect(settled.failed).toBeUndefined();
      const after = done(host).length;
      expect(done(host).at(-1)).toBe('back');
      // The late script of the first run stays fenced out.
      await expect(runTask(host.shell, host.layout, { ...work, id: 'again' })).rejects.toMatchObject({ code: 'LG-FENCED' });
      expect(done(host)).toHaveLength(after);
    } finally {
      killAll(host);
      host.close();
    }
  }
  // A test that only ever killed before the beginning, or after the end, would prove little.
  expect(begun).toBeGreaterThan(5);
}, 240_000);

function killLeader(host: FolderHost): void {
  const pid = Number(text(`${host.layout.state}/running`).split(' ')[3] ?? '0');
  try {
    if (pid > 1) process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

test('killed while it takes the lease, the folder stays readable and can be taken', async () => {
  for (let round = 0; round < 30; round += 1) {
    const host = folderHost('dash');
    try {
      const taking = takeLease(host.shell, host.layout, request('a')).catch((error: unknown) => error);
      await new Promise((resolve) => setTimeout(resolve, round * 8));
      killAll(host);
      await taking;
      const { lease } = await look(host);
      expect([undefined, 1]).toContain(lease?.token);
      const next = await takeLease(host.shell, host.layout, request('b', { ownerIsGone: { owner: 'a', token: lease?.token ?? 0 } }));
      expect(next.token).toBe((lease?.token ?? 0) + 1);
      expect(execFileSync('find', [host.layout.state, '-name', '*.tmp'], { encoding: 'utf8' }).split('\n').length).toBeLessThanOrEqual(3);
    } finally {
      killAll(host);
      host.close();
    }
  }
}, 240_000);

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { LocalShell } from '../../../src/shell/local-shell';
import { ask } from '../../../src/shell/shell';
import { readState } from '../../../src/state/read-state';
import { runTask } from '../../../src/state/run-task';
import { takeLease } from '../../../src/state/take-lease';
import { folderHost, SHELLS, type FolderHost } from '../../support/host';
import { entry, failureOf, look, opened, request, step, task } from './work';

/** Mounting takes root: where it fails the test fails, and says so. */
function mount(options: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'lockgate-disk-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'lockgate-test', folder], { stdio: 'pipe' });
  return folder;
}

describe.each(SHELLS)('a disk under %s', (name) => {
  let disk: string;
  let host: FolderHost;
  beforeEach(() => {
    disk = mount('size=1m,mode=0755');
    host = folderHost(name, join(disk, 'srv'));
  });
  afterEach(() => {
    execFileSync('umount', [disk]);
    rmSync(disk, { recursive: true });
    host.close();
  });
  const fill = `dd if=/dev/zero of=DISK/filler bs=4096 2>/dev/null; dd if=/dev/zero of=DISK/crumbs bs=1 count=4095 2>/dev/null; true`;
  const filling = (): string => fill.replaceAll('DISK', disk);

  test('that is full refuses a new change, and lets the way back be taken and recorded', async () => {
    const { token } = await takeLease(host.shell, host.layout, request('a'));
    const result = await runTask(host.shell, host.layout, task('t', token, [step('build', filling(), 'false'), step('never', 'true')], { before: { journal: [opened(token)] } }));
    expect(result).toMatchObject({ failed: 'build' });
    // What failed was recorded on a disk without a free byte, by giving back what was kept for this.
    expect((await look(host)).journal.map((line) => line.kind)).toEqual(['opened', 'begin', 'failed']);
    expect(existsSync(`${host.layout.state}/reserve`)).toBe(false);
    execFileSync('sh', ['-c', `while dd if=/dev/zero bs=1024 count=1 2>/dev/null >>${disk}/filler2; do :; done; true`]);
    const refused = await failureOf(takeLease(host.shell, host.layout, request('b', { ownerIsGone: { owner: 'a', token } })));
    expect(refused.facts).toMatchObject({ kind: 'state', code: 'LG-STATE-FULL', host: 'web' });
    expect((await look(host)).lease).toMatchObject({ owner: 'a', token });
    // The way back makes room itself.
    rmSync(`${disk}/filler2`);
    const back = await takeLease(host.shell, host.layout, request('a', { wayBack: true }));
    const undone = await runTask(host.shell, host.layout, task('back', back.token, [step('discard', `rm ${disk}/filler ${disk}/crumbs`)], { before: { releases: [entry('r', 'bad')] }, lease: 'free' }));
    expect(undone.failed).toBeUndefined();
    await takeLease(host.shell, host.layout, request('b'));
    expect(existsSync(`${host.layout.state}/reserve`)).toBe(true);
  });

  test('that is full from the start is refused before anything is written', async () => {
    execFileSync('sh', ['-c', filling()]);
    expect((await failureOf(takeLease(host.shell, host.layout, request('a')))).facts.code).toBe('LG-STATE-FULL');
  });

  test('that cannot be written is refused, and can still be read', async () => {
    const { token } = await takeLease(host.shell, host.layout, request('a'));
    execFileSync('mount', ['-o', 'remount,ro', disk]);
    expect(await look(host)).toMatchObject({ exists: true, lease: { owner: 'a', token } });
    for (const work of [() => takeLease(host.shell, host.layout, request('a')), () => runTask(host.shell, host.layout, task('t', token, [step('s', 'true')]))]) {
      const { facts } = await failureOf(work());
      expect(facts).toMatchObject({ kind: 'state', code: 'LG-STATE-READ-ONLY', host: 'web' });
      expect(facts.cause).toContain('Read-only file system');
    }
  });
});

test('a record that may not be read is a clear failure, not an empty one', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lockgate-foreign-'));
  try {
    execFileSync('chmod', ['755', folder]);
    mkdirSync(join(folder, '.lockgate'), { mode: 0o700 });
    writeFileSync(join(folder, '.lockgate/lease'), '');
    // Root may read everything: the question is asked as somebody else.
    const sh = join(folder, 'as-nobody');
    writeFileSync(sh, '#!/bin/sh\nexec setpriv --reuid=65534 --regid=65534 --clear-groups sh "$@"\n', { mode: 0o755 });
    const shell = new LocalShell({ host: 'web', sh });
    const layout = { root: folder, releases: `${folder}/releases`, current: `${folder}/current`, shared: `${folder}/shared`, state: `${folder}/.lockgate` };
    const { facts } = await failureOf(ask(shell, readState(layout)));
    expect(facts).toMatchObject({ kind: 'state', code: 'LG-STATE-UNREADABLE', host: 'web' });
    expect(facts.cause).toContain('nobody may not read');
    expect((await failureOf(takeLease(shell, layout, request('a')))).facts).toMatchObject({ code: 'LG-STATE-UNREADABLE' });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

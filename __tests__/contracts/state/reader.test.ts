import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { mutating, reading } from '../../../src/model/command';
import { ask } from '../../../src/shell/shell';
import { readState } from '../../../src/state/read-state';
import { runTask } from '../../../src/state/run-task';
import { takeLease } from '../../../src/state/take-lease';
import { folderHost, SHELLS, type FolderHost } from '../../support/host';
import { READER_GROUP, readingShell } from '../../support/reader';
import { entry, failureOf, look, opened, request, step, task, until } from './work';

describe.each(SHELLS)('a record that is open to a group, under %s', (name) => {
  let host: FolderHost;
  let reader: FolderHost;
  beforeEach(() => {
    host = folderHost(name);
    chmodSync(host.folder, 0o755);
    // As docs/server-setup.md opens it, before anything was deployed.
    mkdirSync(host.layout.state, { recursive: true });
    for (const folder of ['', 'complete', 'manifests']) {
      const path = join(host.layout.state, folder);
      mkdirSync(path, { recursive: true });
      chownSync(path, 0, READER_GROUP);
      chmodSync(path, 0o2750);
    }
    reader = { ...host, shell: readingShell(join(host.folder, 'reader'), join(host.folder, 'bin/sh'), { PATH: `${join(host.folder, 'bin')}:${process.env['PATH'] ?? ''}` }) };
  });
  afterEach(() => { host.close(); });

  const tried = async (line: string): Promise<number | null | undefined> => (await reader.shell.run([reading('try', 'sh', ['-c', line, 'sh', host.layout.state], { deadlineMs: 10_000 })]))[0]?.exitCode;

  test.each(['022', '077'])('is read whole by a member whatever the umask (%s), and nothing that is private', async (umask) => {
    const before = process.umask(Number.parseInt(umask, 8));
    try {
      const { token } = await takeLease(host.shell, host.layout, request('a'));
      const mark = mutating('mark the release', 'lg_release_mark', [host.layout.root, 'r1', 'complete abc'], { library: true, deadlineMs: 10_000 });
      const one = step('one', 'echo printed');
      await runTask(host.shell, host.layout, task('t', token, [{ ...one, does: [mark, ...one.does] }], { before: { journal: [opened(token)], releases: [entry('r1', 'good')] } }));
    } finally {
      process.umask(before);
    }
    const [seen, whole] = [await look(reader), await look(host)];
    expect({ ...seen, hostNow: 0 }).toEqual({ ...whole, hostNow: 0 });
    expect(seen).toMatchObject({ exists: true, lease: { owner: 'a' }, releases: [{ id: 'r1' }] });
    expect(seen.journal.map(({ kind }) => kind)).toEqual(['opened', 'begin', 'done']);
    expect((await reader.shell.run([reading('ready', 'lg_release_ready', [host.layout.root, 'r1'], { library: true })]))[0]).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('is gone') as string });
    for (const kept of ['ls "$1/tasks"', 'cat "$1/tasks/t/out"', 'flock -n -s "$1/lock" true', ': >>"$1/journal"', ': >"$1/new"', 'rm -f "$1/lease" && ! [ -e "$1/lease" ]']) expect([kept, await tried(kept)]).not.toEqual([kept, 0]);
  });

  test('tells whoever cannot open the lock that a script runs', async () => {
    const { token } = await takeLease(host.shell, host.layout, request('a', { ttlS: 0 }));
    const [gate, begun] = [join(host.folder, 'gate'), join(host.folder, 'begun')];
    execFileSync('mkfifo', [gate]);
    const running = runTask(host.shell, host.layout, task('t', token, [step('one', `: >${begun}; cat ${gate}`)]));
    await until(() => existsSync(begun));
    const [head] = await reader.shell.run([reading('read the record', 'lg_state_read', [host.layout.state, host.layout.current], { library: true, bounded: true })]);
    writeFileSync(gate, '');
    expect(head?.stdout).toContain('\nbusy\n');
    await running;
    expect((await ask(reader.shell, readState(host.layout))).leaseLive).toBe(true);
    await runTask(host.shell, host.layout, task('end', token, [], { lease: 'free' }));
    expect((await look(reader)).leaseLive).toBe(false);
  });

  test.each(['', 'journal', 'complete', 'manifests', 'manifests/b1.json'])('is refused where a part of it is closed, and not taken for one that lacks it (%s)', async (part) => {
    await takeLease(host.shell, host.layout, request('a'));
    for (const file of ['journal', 'manifests/b1.json']) writeFileSync(join(host.layout.state, file), '');
    chmodSync(join(host.layout.state, 'journal'), 0o644);
    chmodSync(join(host.layout.state, part), 0o700);
    expect((await failureOf(look(reader))).facts).toMatchObject({ kind: 'state', code: 'LG-STATE-UNREADABLE', next: expect.stringContaining('docs/server-setup.md') as string });
  });
});

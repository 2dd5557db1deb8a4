import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';

import { mutating } from '../../../src/model/command';
import { foldJournal, openChange } from '../../../src/model/journal';
import { Secret } from '../../../src/model/secret';
import { runTask } from '../../../src/state/run-task';
import { takeLease } from '../../../src/state/take-lease';
import { folderHost, SHELLS, type FolderHost } from '../../support/host';
import { entry, failureOf, look, opened, request, step, task, text, until } from './work';

describe.each(SHELLS)('a task under %s', (name) => {
  let host: FolderHost;
  let token: number;
  beforeEach(async () => {
    host = folderHost(name);
    token = (await takeLease(host.shell, host.layout, request('a'))).token;
  });
  afterEach(() => { host.close(); });
  const run = (...words: Parameters<typeof task>) => runTask(host.shell, host.layout, task(...words));
  const tasks = `.lockgate/tasks`;

  test('is one remote command that journals around what it does, and stops at the first failure', async () => {
    const before = host.shell.usage.commands;
    const result = await run('t', token, [step('a.one', 'echo out; echo err >&2', 'echo two'), step('b.two', 'exit 7', 'touch never'), step('c.three', 'touch never')], {
      before: { journal: [opened(token)], releases: [entry('r1', 'pending')] },
      after: { releases: [entry('r1', 'active')] },
      lease: 'park',
    });
    expect(host.shell.usage.commands - before).toBe(1);
    expect(result).toMatchObject({
      failed: 'b.two',
      steps: [
        { id: 'a.one', status: 'done', results: [{ stdout: 'out\n', stderr: 'err\n', exitCode: 0, host: 'web' }, { stdout: 'two\n', exitCode: 0 }] },
        { id: 'b.two', status: 'failed', results: [{ exitCode: 7, command: 'exit 7' }, { exitCode: null }] },
        { id: 'c.three', status: 'not-run', results: [] },
      ],
    });
    const snapshot = await look(host);
    expect(snapshot.journal.map((line) => ('step' in line ? `${line.kind} ${line.step}` : line.kind))).toEqual(['opened', 'begin a.one', 'done a.one', 'begin b.two', 'failed b.two']);
    expect(snapshot.journal.at(-1)).toMatchObject({ exitCode: 7, token, undo: { kind: 'none' } });
    expect(snapshot.releases.map((release) => release.status)).toEqual(['pending']);
    expect((snapshot.lease?.expires ?? 0) - snapshot.hostNow).toBeGreaterThan(1700);
  });

  test('that has ended answers with what it recorded and does nothing', async () => {
    const steps = [step('one', `echo x >>${host.folder}/count; echo hello`)];
    const first = await run('t', token, steps, { before: { journal: [opened(token)] } });
    await takeLease(host.shell, host.layout, request('a'));
    expect(await run('t', token, steps, { before: { journal: [opened(token)] } })).toEqual(first);
    expect(text(`${host.folder}/count`)).toBe('x\n');
    expect((await look(host)).journal).toHaveLength(3);
  });

  test('tells the record that it left, whatever its commands print, and only where that is asked for', async () => {
    const before = host.shell.usage.commands;
    const said = "printf '\\ntold\\nrecord\\nrecord x\\nnow 1\\nread\\n'";
    const steps = [step('one', said)];
    const result = await run('t', token, steps, { before: { journal: [opened(token)] }, after: { releases: [entry('r1', 'active')] }, lease: 'park', thenRead: true });
    expect(host.shell.usage.commands - before).toBe(1);
    expect(result).toMatchObject({ failed: undefined, steps: [{ status: 'done', results: [{ exitCode: 0, stdout: '\ntold\nrecord\nrecord x\nnow 1\nread\n' }] }] });
    const snapshot = await look(host);
    expect(result.snapshot).toEqual({ ...snapshot, hostNow: expect.any(Number) });
    expect(snapshot.journal).toHaveLength(3);
    expect((await run('t', token, steps, { thenRead: true })).snapshot?.journal).toEqual(snapshot.journal);
    expect(await run('t2', token, steps)).not.toHaveProperty('snapshot');
  });

  test('with nothing to do settles: lines, then the lease', async () => {
    expect(await run('t', token, [], { after: { journal: [opened(token)] }, lease: 'free' })).toEqual({ steps: [], failed: undefined });
    expect(await look(host)).toMatchObject({ lease: undefined, journal: [{ kind: 'opened' }] });
    expect((await failureOf(run('t2', token, []))).facts).toMatchObject({ code: 'LG-FENCED', cause: 'the lease was given back' });
  });

  test('that failed gives nothing back: whoever ran it takes back what was begun', async () => {
    expect(await run('t', token, [step('one', 'exit 1')], { before: { journal: [opened(token)] }, lease: 'free' })).toMatchObject({ failed: 'one' });
    expect((await look(host)).lease).toMatchObject({ owner: 'a' });
    expect(await run('t2', token, [step('two', 'true')], { lease: 'free' })).toMatchObject({ failed: undefined });
    expect((await look(host)).lease).toBeUndefined();
  });

  test('passes secrets without leaving them in any file, and input, folder and variables as given', async () => {
    const secret = new Secret('TOKEN', 's3cr3t-value');
    const command = mutating('use it', 'sh', ['-c', 'test "$TOKEN" = "$(cat)" && pwd && cat /proc/[0-9]*/cmdline >words'], { env: { TOKEN: secret }, stdin: secret, cwd: host.folder });
    const result = await run('t', token, [{ ...step('one'), does: [command] }]);
    expect(result.steps[0]?.results[0]?.stdout).toBe(`${host.folder}\n`);
    expect(text(`${host.folder}/words`)).toContain('sh');
    expect(text(`${host.folder}/words`)).not.toContain('s3cr3t');
    for (const file of readdirSync(host.layout.state, { recursive: true, encoding: 'utf8' })) {
      const path = `${host.layout.state}/${file}`;
      if (file !== 'reserve' && statSync(path).isFile()) expect([file, readFileSync(path, 'utf8')]).toEqual([file, expect.not.stringContaining('s3cr3t')]);
    }
  });

  test('reads nothing of its own script, and what it leaves behind holds neither the lock nor the answer', async () => {
    const result = await run('t', token, [step('one', 'cat', 'setsid sleep 20 >/dev/null 2>&1 & readlink /proc/self/fd/9 || echo closed')], {});
    expect(result.steps[0]?.results.map((one) => one.stdout)).toEqual(['', 'closed\n']);
    expect(await run('t2', token, [step('two', 'true')])).toMatchObject({ failed: undefined });
  });

  test('says what runs while it runs', async () => {
    const lines: string[] = [];
    await runTask(host.shell, host.layout, task('t', token, [step('one', 'sleep 6')]), { onProgress: (line) => lines.push(line) });
    expect(lines[0]).toMatch(/^step one \(\d+ s\)$/);
  });

  test('a command is ended at its deadline, and the task with it', async () => {
    const late = { ...step('one'), does: [mutating('hang', 'sh', ['-c', 'sleep 60 & sleep 60'], { deadlineMs: 1000 })] };
    const result = await run('t', token, [late, step('two', 'true')]);
    expect(result).toMatchObject({ failed: 'one', steps: [{ status: 'failed', results: [{ timedOut: true }] }, { status: 'not-run' }] });
  });

  test('when the lease is given back, the folders of the last twenty are kept', async () => {
    for (let n = 0; n < 22; n += 1) await run(`t${String(n)}`, token, []);
    await run('t22', token, [], { lease: 'free' });
    expect(readdirSync(`${host.layout.root}/${tasks}`).length).toBeLessThanOrEqual(20);
    expect(readdirSync(`${host.layout.root}/${tasks}`)).toContain('t22');
  });

  test('killed with everything it started, it is reported as unknown, and its change is open for the next run', async () => {
    const running = run('t', token, [step('one', 'true'), step('two', `echo here >${host.folder}/here; sleep 30; echo late >${host.folder}/late`), step('three', 'true')], { before: { journal: [opened(token)] } });
    await until(() => text(`${host.folder}/here`) !== '');
    // Only the leader: what it started is orphaned and still works, and has to be found.
    process.kill(Number(text(`${host.layout.state}/running`).split(' ')[3]), 'SIGKILL');
    expect(await running).toMatchObject({ died: true, failed: 'two', steps: [{ id: 'one', status: 'done' }, { id: 'two', status: 'failed' }, { id: 'three', status: 'not-run' }] });
    const { journal } = await look(host);
    expect(openChange(foldJournal(journal))?.steps).toMatchObject([{ id: 'one', phase: 'done' }, { id: 'two', phase: 'begin' }]);
    expect(await run('t', token, [])).toMatchObject({ died: true });
    expect(await run('next', token, [step('four', 'true')])).toMatchObject({ failed: undefined });
    expect(text(`${host.folder}/late`)).toBe('');
  });

  test('of a machine that went down is known to be dead, and nobody else is killed for it', async () => {

    await run('t', token, []);
    writeFileSync(`${host.layout.state}/running`, `1 ${String(token)} gone ${String(process.pid)} 1 ${String(process.pid)} 1 another-boot 99999999\n`);
    expect((await look(host)).leaseLive).toBe(true);
    expect(await takeLease(host.shell, host.layout, request('a'))).toMatchObject({ how: 'inherited' });
    expect(existsSync(`${host.layout.state}/running`)).toBe(false);
    writeFileSync(`${host.layout.state}/running`, `1 ${String(token)} gone ${String(process.pid)} 1 ${String(process.pid)} 1 ${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} 99999999\n`);
    expect(await takeLease(host.shell, host.layout, request('a'))).toMatchObject({ how: 'inherited' });

  });
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { reading, shellLine } from '../../src/model/command';
import { layoutOf } from '../../src/model/layout';
import { keepLease } from '../../src/state/keep-lease';
import { runTask } from '../../src/state/run-task';
import { takeLease } from '../../src/state/take-lease';
import { failureOf, look, opened, request, step, task, text, until } from '../contracts/state/work';
import { startTestHost, type TestHost } from '../support/ssh-server';
import { TcpProxy } from '../support/tcp-proxy';

describe('a task whose connection breaks', () => {
  let folder: string;
  let host: TestHost;
  let proxy: TcpProxy;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'lockgate-reattach-'));
    host = await startTestHost({ env: { PATH: process.env['PATH'] ?? '', HOME: folder } });
    proxy = await TcpProxy.start({ to: { port: host.server.port } });
  });
  afterEach(async () => {
    await host.close();
    await proxy.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const layout = () => layoutOf(join(folder, 'srv'));

  test('goes on and is attached to again: it ran once, and its result is whole', async () => {
    const shell = host.shell({ port: proxy.port });
    const { token } = await takeLease(shell, layout(), request('a'));
    const said: string[] = [];
    const running = runTask(shell, layout(), task('t', token, [step('one', `echo begun >>${folder}/count; sleep 2; echo ended >>${folder}/count; echo hello`)], { before: { journal: [opened(token)] } }), { onProgress: (line) => said.push(line) });
    await until(() => text(`${folder}/count`) !== '');
    proxy.cut();
    expect(await running).toMatchObject({ failed: undefined, steps: [{ status: 'done', results: [{ stdout: 'hello\n', exitCode: 0 }] }] });
    expect(text(`${folder}/count`)).toBe('begun\nended\n');
    expect(said.join('\n')).toContain('the connection broke');
    expect(proxy.counts.cuts).toBe(1);
    expect((await look({ shell, layout: layout() })).journal.map((line) => line.kind)).toEqual(['opened', 'begin', 'done']);
  });

  test('is done once, wherever in its script the connection is cut', async () => {
    const shell = host.shell({ port: proxy.port });
    for (let round = 0; round < 12; round += 1) {
      const { token } = await takeLease(shell, layout(), request('a'));
      proxy.cutAfter(200 + round * 1_500);
      const result = await runTask(shell, layout(), task(`t${String(round)}`, token, [step('one', `echo x >>${folder}/count-${String(round)}; sleep 0.3`)]));
      expect([round, result.failed, text(`${folder}/count-${String(round)}`)]).toEqual([round, undefined, 'x\n']);
      // What was left of the bytes until the cut must not reach the next round.
      proxy.cutAfter(Infinity);
    }
    expect(proxy.counts.cuts).toBeGreaterThan(4);
  });

  test('is given up at its deadline, and the record says what is open', async () => {
    const shell = host.shell({ port: proxy.port });
    const { token } = await takeLease(shell, layout(), request('a'));
    const running = failureOf(runTask(shell, layout(), task('t', token, [step('one', `echo begun >${folder}/begun; sleep 3`)]), { deadlineMs: 2_000 }));
    await until(() => text(`${folder}/begun`) !== '');
    proxy.refusing = true;
    proxy.cut();
    expect((await running).kind).toBe('connection');
    proxy.refusing = false;
    await until(async () => (await look({ shell: host.shell(), layout: layout() })).journal.length === 2);
  });

  test('a lease that is taken while the connection breaks is taken anew, and is for its taker to look after', async () => {
    const shell = host.shell({ port: proxy.port });
    const slow = { commands: [{ ...reading('slow', '', []), ...shellLine(`echo asked >>${folder}/asked; sleep 1; echo done`) }], read: ([result]: readonly { readonly stdout: string }[]) => result?.stdout };
    const taking = takeLease(shell, layout(), request('a'), slow);
    await until(() => text(`${folder}/asked`) !== '');
    proxy.cut();
    expect(await taking).toMatchObject({ token: 2, how: 'new', answer: 'done\n', snapshot: { lease: { owner: 'a', token: 2 } } });
    expect(text(`${folder}/asked`)).toBe('asked\nasked\n');
  });

  test('a keeper renews the lease through a broken connection and stops cleanly', async () => {
    const shell = host.shell({ port: proxy.port });
    const { token } = await takeLease(shell, layout(), request('a', { ttlS: 1 }));
    const ports = { sleep: () => new Promise<void>((resolve) => setTimeout(resolve, 20)) };
    proxy.cut();
    const keeper = keepLease([{ shell, token }], layout(), ports);
    await until(async () => { const { lease, hostNow } = await look({ shell: host.shell(), layout: layout() }); return (lease?.expires ?? 0) - hostNow > 60; });
    expect(keeper.lost).toBeUndefined();
    await takeLease(host.shell(), layout(), request('b', { ownerIsGone: { owner: 'a', token } }));
    await until(() => keeper.lost !== undefined);
    expect(keeper.lost?.code).toBe('LG-FENCED');
    await keeper.stop();
  });
});

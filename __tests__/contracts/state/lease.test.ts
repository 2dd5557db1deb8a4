import { appendFileSync, readFileSync, statSync, writeFileSync } from 'node:fs';

import { reading } from '../../../src/model/command';
import { Failure } from '../../../src/model/failure';
import type { TaskResult } from '../../../src/state/host-state';
import { LeaseHeld } from '../../../src/state/refusals';
import { renewLease, takeLease } from '../../../src/state/take-lease';
import { runTask } from '../../../src/state/run-task';
import { folderHost, SHELLS, type FolderHost } from '../../support/host';
import { entry, failureOf, look, opened, request, step, task, text, until } from './work';

function pick(ended: unknown): object {
  if (ended instanceof Failure) return { facts: { code: ended.code, cause: ended.facts.cause } };
  const { failed, died } = ended as TaskResult;
  return { failed, died };
}

describe.each(SHELLS)('the lease under %s', (name) => {
  let host: FolderHost;
  beforeEach(() => { host = folderHost(name); });
  afterEach(() => { host.close(); });
  const take = (owner: string, more: Parameters<typeof request>[1] = {}) => takeLease(host.shell, host.layout, request(owner, more));

  test('is new, then inherited by its owner with a higher token, then free for anybody', async () => {
    expect(await look(host)).toMatchObject({ exists: false, lease: undefined, leaseLive: false, current: '' });
    const first = await take('team/app/1/deploy');
    expect(first).toMatchObject({ token: 1, how: 'new', from: '' });
    expect(first.snapshot).toMatchObject({ exists: true, leaseLive: true, lease: { owner: 'team/app/1/deploy', token: 1, note: 'deploy of "team/app/1/deploy"' } });
    expect(await take('team/app/1/deploy')).toMatchObject({ token: 2, how: 'inherited', from: 'team/app/1/deploy' });
    await runTask(host.shell, host.layout, task('end', 2, [], { lease: 'free' }));
    expect(await look(host)).toMatchObject({ lease: undefined, leaseLive: false });
    expect(await take('team/app/2/deploy')).toMatchObject({ token: 3, how: 'new' });
    expect(statSync(host.layout.state).mode & 0o777).toBe(0o700);
    expect(statSync(`${host.layout.state}/reserve`).blocks * 512).toBeGreaterThanOrEqual(262_144);
  });

  test('is taken over from an earlier attempt of the same run, whose post step comes no more', async () => {
    await take('a', { attempt: 1 });
    expect(await take('a', { attempt: 1 })).toMatchObject({ token: 2, how: 'inherited' });
    expect(await take('a', { attempt: 2 })).toMatchObject({ token: 3, how: 'taken-over', from: 'a' });
    expect(await take('a', { attempt: 2 })).toMatchObject({ token: 4, how: 'inherited' });
  });

  test("a live one of somebody else's is refused, with everything a person needs", async () => {
    await take('a');
    const failure = await failureOf(take('b'));
    expect(failure).toBeInstanceOf(LeaseHeld);
    expect(failure.facts).toMatchObject({ kind: 'lease-held', code: 'LG-LEASE-HELD', host: 'web', problem: 'a is changing this environment' });
    expect(failure.facts.cause).toMatch(/^deploy of "a"; lease 1; unless renewed it ends in (8\d|90) s/);
    expect(failure.facts.next).toBe('wait until that run has ended and run this again; if it is dead, its lease ends by itself at the time above');
    expect(failure).toMatchObject({ holder: { owner: 'a', token: 1, note: 'deploy of "a"' } });
    expect((await look(host)).lease?.token).toBe(1);
  });

  test('an expired one is taken over; one whose run is over at once, but only for the very token that was asked about', async () => {
    await take('a', { ttlS: 0 });
    expect(await take('b')).toMatchObject({ token: 2, how: 'taken-over', from: 'a' });
    await failureOf(take('c', { ownerIsGone: { owner: 'b', token: 1 } }));
    await failureOf(take('c', { ownerIsGone: { owner: 'a', token: 2 } }));
    expect(await take('c', { ownerIsGone: { owner: 'b', token: 2 } })).toMatchObject({ token: 3, how: 'taken-over', from: 'b' });
  });

  test('renewing lengthens, never shortens, and is refused after a take-over', async () => {
    await take('a', { ttlS: 1000 });
    const before = (await look(host)).lease?.expires ?? 0;
    await renewLease(host.shell, host.layout, 1, 10);
    expect((await look(host)).lease?.expires).toBe(before);
    await renewLease(host.shell, host.layout, 1, 2000);
    expect((await look(host)).lease?.expires).toBeGreaterThanOrEqual(before + 990);
    await take('b', { ownerIsGone: { owner: 'a', token: 1 } });
    const failure = await failureOf(renewLease(host.shell, host.layout, 1, 90));
    expect(failure.facts).toMatchObject({ kind: 'interrupted', code: 'LG-FENCED', cause: 'b has taken over (lease 2)' });
  });

  test('asks a question in the same remote command', async () => {
    const also = { commands: [reading('greet', 'echo', ['hello'])], read: (results: readonly { stdout: string }[]) => results.map((result) => result.stdout) };
    const before = host.shell.usage.commands;
    expect((await takeLease(host.shell, host.layout, request('a'), also)).answer).toEqual(['hello\n']);
    expect(host.shell.usage.commands - before).toBe(1);
  });

  test('a script whose owner is gone is ended, children and all, before the token rises', async () => {
    const { token } = await take('a');
    const marks = `${host.folder}/marks`;
    // Three ways to hide from a kill of the process group: another group, a trap, a background child.
    const line = `(trap '' TERM; while :; do echo late >>${marks}; sleep 0.1; done) & while :; do echo tick >>${marks}; sleep 0.1; done`;
    const running = runTask(host.shell, host.layout, task('stuck', token, [step('one', line)])).catch((error: unknown) => error);
    await until(() => text(marks).includes('late') && text(marks).includes('tick'));
    expect(await failureOf(take('b'))).toBeInstanceOf(LeaseHeld);
    expect(await take('b', { ownerIsGone: { owner: 'a', token } })).toMatchObject({ token: token + 1, how: 'taken-over' });
    const size = statSync(marks).size;
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(statSync(marks).size).toBe(size);
    // Whoever looks first writes down the death of the script: the one who waited for it, or the one who ended it.
    expect([{ failed: 'one', died: true }, { facts: { code: 'LG-FENCED', cause: `b has taken over (lease ${String(token + 1)})` } }]).toContainEqual(expect.objectContaining(pick(await running)));
    expect((await look(host)).journal.map((line) => line.kind)).toEqual(['begin']);
  });

  test('a running script is not taken over because a clock was set forward', async () => {
    const { token } = await take('a');
    const running = runTask(host.shell, host.layout, task('long', token, [step('one', `echo here >${host.folder}/here; sleep 3`)]));
    await until(() => text(`${host.folder}/here`) !== '');
    const file = `${host.layout.state}/lease`;
    writeFileSync(file, readFileSync(file, 'utf8').replace(/"expires":\d+/, '"expires":1'));
    expect((await look(host)).leaseLive).toBe(true);
    const failure = await failureOf(take('b'));
    expect(failure.facts.cause).toContain('its script is still running');
    expect((await running).failed).toBeUndefined();
  });

  test('late writers are fenced out, always', async () => {
    for (let round = 0; round < 10; round += 1) {
      const mine = await take('a', { ttlS: 0 });
      const theirs = await take('b', { ttlS: 0 });
      const failure = await failureOf(runTask(host.shell, host.layout, task(`late-${String(round)}`, mine.token, [step('one', `echo x >>${host.folder}/late`)], { before: { journal: [opened(mine.token)], releases: [entry('x', 'bad')] } })));
      expect(failure.facts).toMatchObject({ code: 'LG-FENCED', cause: `b has taken over (lease ${String(theirs.token)})` });
    }
    expect(text(`${host.folder}/late`)).toBe('');
    expect(await look(host)).toMatchObject({ journal: [], releases: [] });
  });

  test('a newer format is refused by whoever reads or writes, with the version to use', async () => {
    const { token } = await take('a');
    for (const [file, content] of [['format', '2\n'], ['lease', '{"v":2,"owner":"a"}\n'], ['journal', '{"v":2,"kind":"new"}\n']] as const) {
      const path = `${host.layout.state}/${file}`;
      const before = text(path);
      writeFileSync(path, content);
      const codes = [(await failureOf(look(host))).facts, (await failureOf(take('a'))).facts];
      if (file !== 'journal') codes.push((await failureOf(runTask(host.shell, host.layout, task(`t-${file}`, token, [])))).facts);
      for (const facts of codes) expect(facts).toMatchObject({ kind: 'state', code: 'LG-STATE-NEWER', next: expect.stringContaining('version of Lockgate') as string });
      writeFileSync(path, before);
      await take('a');
    }
  });

  test('a torn last line is left out, and the next one starts on a line of its own', async () => {
    const { token } = await take('a');
    await runTask(host.shell, host.layout, task('one', token, [], { before: { journal: [opened(token)], releases: [entry('r1', 'good')] } }));
    appendFileSync(`${host.layout.state}/journal`, '{"v":1,"at":"2026-11-21T21:05');
    appendFileSync(`${host.layout.state}/releases`, '{"v":1,"id":"torn');
    expect((await look(host)).journal).toHaveLength(1);
    await runTask(host.shell, host.layout, task('two', token, [step('s', 'true')], { after: { releases: [entry('r2', 'active')] } }));
    const { journal, releases } = await look(host);
    expect(journal.map((line) => line.kind)).toEqual(['opened', 'begin', 'done']);
    expect(releases.map((line) => line.id)).toEqual(['r1', 'r2']);
  });

  test('words that mean something to a shell change nothing', async () => {
    const note = `$(touch ${host.folder}/pwned) \`id\` '"\\ \n --x \u00e4 \u2028 "expires":1,"token":9`;
    const { token } = await take('a', { note });
    expect((await look(host)).lease).toMatchObject({ note, token });
    await renewLease(host.shell, host.layout, token, 500);
    expect((await look(host)).lease).toMatchObject({ note, token });
    await runTask(host.shell, host.layout, task('t', token, [{ ...step('s', 'true'), title: note, undo: { kind: 'none', text: note } }], { before: { journal: [opened(token, { version: note })] } }));
    expect((await look(host)).journal).toMatchObject([{ version: note }, { kind: 'begin', undo: { text: note } }, { kind: 'done', title: note }]);
    expect(text(`${host.folder}/pwned`)).toBe('');
  });
});

test('of two that want it at once exactly one gets it, a hundred times', async () => {
  const host = folderHost('dash');
  try {
    for (let round = 1; round <= 100; round += 1) {
      const contenders = ['x', 'y'].map((who) => takeLease(host.shell, host.layout, request(`${who}/${String(round)}`)));
      const results = await Promise.allSettled(contenders);
      const winners = results.filter((result) => result.status === 'fulfilled');
      expect(winners).toHaveLength(1);
      expect(winners[0]?.value.token).toBe(round);
      for (const result of results) if (result.status === 'rejected') expect(result.reason).toMatchObject({ facts: { code: 'LG-LEASE-HELD' } });
      await runTask(host.shell, host.layout, task(`free-${String(round)}`, round, [], { lease: 'free' }));
    }
  } finally {
    host.close();
  }
});

test('of two that come to an empty host at once exactly one gets it', async () => {
  for (let round = 1; round <= 40; round += 1) {
    const host = folderHost('dash');
    try {
      const results = await Promise.allSettled(['x', 'y'].map((who) => takeLease(host.shell, host.layout, request(who))));
      expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
      for (const result of results) if (result.status === 'rejected') expect(result.reason).toMatchObject({ facts: { code: 'LG-LEASE-HELD' } });
      expect(text(`${host.layout.state}/format`)).toBe('1\n');
    } finally {
      host.close();
    }
  }
});

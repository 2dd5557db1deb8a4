import { z } from 'zod';

import { askGate } from '../../../src/checks/ask-gate';
import type { GateRequest } from '../../../src/checks/ask-gate';
import { inconclusive, passed, failed } from '../../../src/checks/answer';
import type { CheckPlugin } from '../../../src/checks/check';
import { watchGate } from '../../../src/checks/watch-gate';
import type { CheckSettings } from '../../../src/config/settings';
import { reading } from '../../../src/model/command';
import type { Command } from '../../../src/model/command';
import { Failure } from '../../../src/model/failure';
import type { CheckResult, GateVerdict } from '../../../src/model/check';
import type { Runtime } from '../../../src/runtimes/runtime';
import { LocalShell } from '../../../src/shell/local-shell';
import { CheckRig, TestPorts } from '../../contracts/checks/rig';
import fc from '../../support/properties';

const rig = new CheckRig();
afterAll(() => rig.remove());

const RESULTS = { p: passed('it', 'well', 'well'), f: failed('it', 'ill', 'well'), i: inconclusive('it', 'silence', 'well', 'no data') };
type Letter = keyof typeof RESULTS;

/** A check of the runner that answers as its letters say, the last one for ever. */
function script(letters: string, seen: string[] = []): CheckPlugin {
  let at = 0;
  return {
    kind: 'scripted',
    schema: z.unknown(),
    defaults: { attempts: 1, everyMs: 1, timeoutMs: 1, successes: 1 },
    create: () => ({
      asks: 'runner',
      ask: ({ host }): Promise<CheckResult> => {
        seen.push(host);
        const letter = letters.charAt(Math.min(at, letters.length - 1)) as Letter;
        at += 1;
        return Promise.resolve(RESULTS[letter]);
      },
    }),
    describe: () => 'it is well',
  };
}

const settings = (kind: string, more: Partial<CheckSettings> = {}, persistence: Partial<CheckSettings['persistence']> = {}): CheckSettings => ({
  kind,
  settings: {},
  name: kind,
  persistence: { attempts: 5, everyMs: 2000, timeoutMs: 5000, successes: 1, ...persistence },
  onFail: 'rollback',
  onInconclusive: 'hold',
  roles: [],
  ...more,
});

function request(checks: readonly CheckSettings[], plugins: Readonly<Record<string, CheckPlugin>>, more: Partial<GateRequest> = {}): GateRequest & { ports: TestPorts } {
  const ports = new TestPorts({}, new Date('2026-11-21T21:00:00Z'));
  return { moment: 'released', checks, plugins, hosts: [{ alias: 'web', roles: ['web'], shell: rig.shell }], contextFor: (host) => rig.context({ host }), ports, ...more } as GateRequest & { ports: TestPorts };
}

test('an open gate is asked once', async () => {
  const asked = request([settings('a')], { a: script('p') });
  expect(await askGate(asked)).toEqual({ moment: 'released', leads: 'open', checks: [{ name: 'a', kind: 'a', host: 'web', onFail: 'rollback', onInconclusive: 'hold', result: RESULTS.p }] });
  expect(asked.ports.slept).toEqual([]);
});

test('what does not pass is asked until its attempts are used up, and told now and then', async () => {
  const asked = request([settings('health')], { health: script('f') });
  const verdict = await askGate(asked);
  expect(verdict.leads).toBe('rollback');
  expect(verdict.checks[0]?.result).toMatchObject({ status: 'failed', asked: 'it five times in 8 s', got: 'ill' });
  expect(asked.ports.slept).toEqual([2000, 2000, 2000, 2000]);
  expect(asked.ports.lines).toEqual(['health on web: attempt 3 of 5, got ill']);
});

test('the time of all attempts together is a limit of its own', async () => {
  const seen: string[] = [];
  const verdict = await askGate(request([settings('a', {}, { attempts: 50, deadlineMs: 5000 })], { a: script('f', seen) }));
  expect([verdict.leads, seen.length]).toEqual(['rollback', 3]);
});

test('an answer that is merely slow leads where that leads; a check may be meant for some hosts alone', async () => {
  const slow: CheckPlugin = { ...script('p'), create: () => ({ asks: 'runner', ask: () => Promise.resolve(failed('it', 'late', 'soon', { slow: true })) }) };
  const leads = async (more: Partial<CheckSettings> & { hosts?: string[] }): Promise<unknown> => {
    const { leads: to, checks } = await askGate(request([settings('slow', more, { attempts: 1 })], { slow }));
    return [to, checks.length];
  };
  expect(await leads({})).toEqual(['rollback', 1]);
  expect(await leads({ onSlow: 'hold' })).toEqual(['hold', 1]);
  expect(await leads({ onSlow: 'warn', hosts: ['web'] })).toEqual(['open', 1]);
  expect(await leads({ hosts: ['db'] })).toEqual(['open', 0]);
});

test('a late pass is a pass', async () => {
  const verdict = await askGate(request([settings('a')], { a: script('ffip') }));
  expect(verdict.checks[0]?.result).toMatchObject({ status: 'passed', asked: 'it four times in 6 s' });
});

test('passes must be in a row where that is asked for', async () => {
  const in3 = { attempts: 6, successes: 3 };
  expect((await askGate(request([settings('a', {}, in3)], { a: script('ppfppp') }))).checks[0]?.result).toMatchObject({ status: 'passed', asked: 'it six times in 10 s' });
  expect((await askGate(request([settings('a', {}, in3)], { a: script('ppfppf') }))).leads).toBe('rollback');
  expect((await askGate(request([settings('a', {}, in3)], { a: script('fpfpfp') }))).checks[0]?.result).toMatchObject({ status: 'failed', got: 'well, but only once in a row', expected: 'well, three times in a row' });
  expect((await askGate(request([settings('a', {}, { attempts: 1, successes: 3 })], { a: script('p') }))).leads).toBe('open');
});

test('whatever the answers: passed only with enough passes in a row at the end, and never more attempts than allowed', async () => {
  await fc.assert(
    fc.asyncProperty(fc.stringMatching(/^[pfi]{1,12}$/), fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 4 }), async (letters, attempts, successes) => {
      const seen: string[] = [];
      const verdict = await askGate(request([settings('a', {}, { attempts, successes })], { a: script(letters, seen) }));
      const answers = seen.map((_, index) => letters.charAt(Math.min(index, letters.length - 1)));
      const good = answers.length >= successes && answers.slice(-successes).every((letter) => letter === 'p');
      expect(verdict.checks[0]?.result.status === 'passed').toBe(good);
      expect(verdict.leads === 'open').toBe(good);
      expect(seen.length).toBeLessThanOrEqual(Math.max(attempts, successes));
      expect(good || seen.length === Math.max(attempts, successes)).toBe(true);
    }),
    { numRuns: 200 },
  );
});

test('the deadline of the gate ends it; what was never asked is inconclusive', async () => {
  const verdict = await askGate(request([settings('a', {}, { attempts: 100 })], { a: script('f') }, { deadlineMs: 5000 }));
  expect(verdict.checks[0]?.result).toMatchObject({ status: 'failed', asked: 'it three times in 4 s' });
  expect((await askGate(request([settings('a')], { a: script('p') }, { deadlineMs: 0 }))).checks[0]?.result).toMatchObject({ status: 'inconclusive', got: 'it was not asked' });
});

/** A shell that counts what it is given. */
class Counting extends LocalShell {
  readonly batches: string[][] = [];
  override run(commands: readonly Command[], options?: Parameters<LocalShell['run']>[1]): ReturnType<LocalShell['run']> {
    this.batches.push(commands.map(({ title, deadlineMs }) => `${title} ${String(deadlineMs)}`));
    return super.run(commands, options);
  }
}

function hostCheck(program: string, words: readonly string[], readAnswer?: () => CheckResult): CheckPlugin {
  return {
    kind: 'host',
    schema: z.unknown(),
    defaults: { attempts: 1, everyMs: 1, timeoutMs: 1, successes: 1 },
    create: () => ({ asks: 'host', probe: () => ({ commands: [reading('look', program, words)], read: ([result]) => readAnswer?.() ?? (result?.exitCode === 0 ? RESULTS.p : RESULTS.f) }) }),
    describe: () => 'the host is well',
  };
}

test('all questions of a round travel in one batch per host, each with its own deadline', async () => {
  const [one, two] = [new Counting({ host: 'one' }), new Counting({ host: 'two' })];
  const flag = `${rig.root}/second`;
  const plugins = { well: hostCheck('true', []), late: hostCheck('sh', ['-c', 'test -e "$0" || { touch "$0"; exit 1; }', flag]) };
  const hosts = [{ alias: 'one', roles: ['web'], shell: one }, { alias: 'two', roles: ['db'], shell: two }];
  const verdict = await askGate(request([settings('well'), settings('late', { roles: ['web'] }, { timeoutMs: 7000 })], plugins, { hosts }));
  expect(verdict.leads).toBe('open');
  expect(verdict.checks.map(({ kind, host }) => `${kind} ${String(host)}`)).toEqual(['well one', 'well two', 'late one']);
  expect(one.batches).toEqual([['look 5000', 'look 7000'], ['look 7000']]);
  expect(two.batches).toEqual([['look 5000']]);
});

test('an answer that has nothing to do with a host is asked for once', async () => {
  const seen: string[] = [];
  const plugin = script('p', seen);
  const once: CheckPlugin = { ...plugin, create: (given) => ({ ...plugin.create(given), once: true } as ReturnType<CheckPlugin['create']>) };
  const hosts = ['a', 'b', 'c'].map((alias) => ({ alias, roles: [], shell: rig.shell }));
  const verdict = await askGate(request([settings('once')], { once }, { hosts }));
  expect(seen).toEqual(['a']);
  expect(verdict.checks.map(({ host }) => host)).toEqual([undefined]);
});

const lost = new Failure({ kind: 'connection', code: 'LG-SSH-LOST', problem: 'the connection broke', cause: 'ECONNRESET', next: 'try again' });

test('a connection that breaks leaves its checks inconclusive, with the cause', async () => {
  class Broken extends LocalShell {
    override run(): ReturnType<LocalShell['run']> {
      return Promise.reject(lost);
    }
  }
  const verdict = await askGate(request([settings('a', {}, { attempts: 2 })], { a: hostCheck('true', []) }, { hosts: [{ alias: 'web', roles: [], shell: new Broken() }] }));
  expect(verdict).toMatchObject({ leads: 'hold', checks: [{ result: { status: 'inconclusive', cause: 'the connection broke: ECONNRESET' } }] });
});

test('an answer that cannot be read is inconclusive; a bug is thrown on, after everything else has ended', async () => {
  const unreadable = hostCheck('true', [], () => {
    throw lost;
  });
  expect((await askGate(request([settings('a', {}, { attempts: 1 })], { a: unreadable }))).leads).toBe('hold');
  const bug = hostCheck('true', [], () => {
    throw new TypeError('undefined is not a function');
  });
  await expect(askGate(request([settings('a')], { a: bug }))).rejects.toThrow(TypeError);
});

test('a run that is cancelled has no verdict', async () => {
  const asked = request([settings('a')], { a: script('f') });
  const plugin: CheckPlugin = { ...script('f'), create: () => ({ asks: 'runner', ask: () => { asked.ports.controller.abort(); return Promise.resolve(RESULTS.f); } }) };
  await expect(askGate({ ...asked, plugins: { a: plugin } })).rejects.toMatchObject({ facts: { kind: 'interrupted', code: 'LG-INTERRUPTED' } });
});

test('before the first release nothing asks the application: that is told, and closes nothing', async () => {
  const seen: string[] = [];
  const app: CheckPlugin = { ...script('f', seen), asksApplication: () => true };
  const verdict = await askGate(request([settings('app')], { app }, { moment: 'preflight', contextFor: (host) => rig.context({ host, moment: 'preflight', release: '', version: '' }) }));
  expect(seen).toEqual([]);
  expect(verdict).toMatchObject({ leads: 'open', checks: [{ onInconclusive: 'warn', result: { status: 'inconclusive', got: 'it was not asked: nothing has been released yet' } }] });
});

test('what a user who may only read cannot ask is told and closes nothing; what it is kept from neither; the runner is asked as ever', async () => {
  const seen: string[] = [];
  const site = { ...rig.context().site, readsOnly: true as const };
  const beyond: CheckPlugin = { ...script('p', seen), beyondReading: () => true };
  const kept: CheckPlugin = { ...script('i'), create: () => ({ asks: 'host', probe: () => ({ commands: [], read: () => RESULTS.i }) }) };
  const ill: CheckPlugin = { ...kept, create: () => ({ asks: 'host', probe: () => ({ commands: [], read: () => RESULTS.f }) }) };
  const ask = (kinds: readonly string[], reads = site): Promise<GateVerdict> =>
    askGate(request(kinds.map((kind) => settings(kind, {}, { attempts: 1 })), { beyond, kept, ill, silent: script('i') }, { contextFor: (host) => ({ ...rig.context({ host }), site: reads }) }));
  const verdict = await ask(['beyond', 'kept']);
  expect(seen).toEqual([]);
  expect(verdict).toMatchObject({ leads: 'open', checks: [{ onInconclusive: 'warn', result: { status: 'inconclusive', unasked: true, got: "not asked by the plan's user, who may only read; preflight of the deploy asks it" } }, { result: { status: 'inconclusive', got: 'silence' } }] });
  expect((await ask(['ill'])).leads).toBe('rollback');
  expect((await ask(['silent'])).leads).toBe('hold');
  const deploys = await ask(['beyond', 'kept'], rig.context().site as typeof site);
  expect([seen, deploys.leads]).toEqual([['web'], 'hold']);
});

test('where another release serves on every host that a check is meant for, nobody answers, and that does not pass', async () => {
  const seen: string[] = [];
  const app: CheckPlugin = { ...script('p', seen), asksApplication: () => true };
  const hosts = ['web-1', 'web-2'].map((alias) => ({ alias, roles: [alias], shell: rig.shell }));
  const contextFor = (host: string): ReturnType<CheckRig['context']> => ({ ...rig.context({ host }), elsewhere: host === 'web-2' });
  const verdict = await askGate(request([settings('app'), settings('app', { name: 'there', roles: ['web-2'] })], { app }, { hosts, contextFor }));
  expect(seen).toEqual(['web-1']);
  expect(verdict.leads).toBe('hold');
  expect(verdict.checks).toMatchObject([{ name: 'app', host: 'web-1', result: { status: 'passed' } }, { name: 'there', host: 'web-2', result: { status: 'inconclusive', got: 'it was not asked: another release serves on every host that it is meant for' } }]);
});

test('a runtime that cannot be asked how it is changes nothing; a bug in asking is thrown', async () => {
  const asked = (thrown: Error): Promise<GateVerdict> => {
    const app: CheckPlugin = { ...script('fp'), asksApplication: () => true };
    const status = (): never => { throw thrown; };
    const contextFor = (host: string): ReturnType<CheckRig['context']> => ({ ...rig.context({ host }), runtime: { status } as unknown as Runtime });
    return askGate(request([settings('app')], { app }, { contextFor, untilInVain: true }));
  };
  await expect(asked(new Failure({ kind: 'command', code: 'LG-X', problem: 'it does not say', next: 'look' }))).resolves.toMatchObject({ leads: 'open' });
  await expect(asked(new TypeError('x is not a function'))).rejects.toThrow('x is not a function');
});

test('an unknown kind is the configuration\'s failure', async () => {
  await expect(askGate(request([settings('toString')], {}))).rejects.toMatchObject({ facts: { kind: 'configuration' } });
});

describe('watching', () => {
  const watch = async (letters: string, persistence: Partial<CheckSettings['persistence']> = {}): Promise<{ verdict: Awaited<ReturnType<typeof watchGate>>; asked: number; ports: TestPorts }> => {
    const seen: string[] = [];
    const given = request([settings('a', {}, { attempts: 1, ...persistence })], { a: script(letters, seen) }, { moment: 'watch' });
    return { verdict: await watchGate({ ...given, forMs: 60_000, everyMs: 10_000 }), asked: seen.length, ports: given.ports };
  };

  test('it asks until the time is over', async () => {
    const { verdict, asked, ports } = await watch('p');
    expect(asked).toBe(7);
    expect(verdict).toMatchObject({ moment: 'watch', leads: 'open', checks: [{ result: { asked: 'it, seven times in 60 s' } }] });
    expect(ports.lines[0]).toBe('watch: healthy for 10 s of 60 s');
  });
  test('the first closing answer ends it', async () => {
    expect(await watch('ppfp')).toMatchObject({ asked: 3, verdict: { leads: 'rollback' } });
    expect(await watch('ppip')).toMatchObject({ asked: 3, verdict: { leads: 'hold' } });
  });
  test('a check that is asked several times may stumble', async () => {
    expect(await watch('pfpppppp', { attempts: 2 })).toMatchObject({ verdict: { leads: 'open' } });
  });
  test('it ends with the run', async () => {
    const given = request([settings('a')], { a: script('p') });
    const watching = watchGate({ ...given, forMs: 60_000, everyMs: 1000, onVerdict: () => { given.ports.controller.abort(); } });
    await expect(watching).rejects.toMatchObject({ facts: { kind: 'interrupted' } });
  });
});

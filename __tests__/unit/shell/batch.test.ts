import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type Command, mutating, reading, shellLine, succeeded } from '../../../src/model/command';
import { Secret } from '../../../src/model/secret';
import { markerOf, parseBatch, renderBatch } from '../../../src/shell/batch';
import { LocalShell } from '../../../src/shell/local-shell';
import { runBatch } from '../../../src/shell/run-batch';
import { wrapWhole } from '../../../src/shell/run-script';
import fc from '../../support/properties';

const line = (text: string, more: Partial<Command> = {}): Command => ({ ...reading(text, 'x', [], more), ...shellLine(text) });

/** Whether a process is there and has not ended. */
function isAlive(pid: string): boolean {
  try {
    return !readFileSync(`/proc/${pid.trim()}/stat`, 'latin1').includes(') Z ');
  } catch {
    return false;
  }
}

async function eventually(check: () => boolean): Promise<void> {
  for (let n = 0; n < 200 && !check(); n += 1) await new Promise((resolve) => setTimeout(resolve, 50));
  expect(check()).toBe(true);
}

describe.each(['dash', 'bash', 'busybox sh'])('a batch under %s', (sh) => {
  const shell = new LocalShell({ sh });
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'lockgate-batch-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  test.each([false, true])('tells every exit code, signal and stream (parallel: %s)', async (parallel) => {
    const results = await shell.run(
      [line('echo out; echo err >&2'), line('exit 3'), line('kill -KILL $$'), line('kill -SEGV $$'), line('exit 255'), reading('missing', 'lockgate-no-such-program', []), line('cat', { stdin: 'a\n\n' }), line('cat'), line('printf "no end"'), line('exit 124')],
      { parallel },
    );
    expect(results.map(({ exitCode, signal, stdout, timedOut }) => [exitCode, signal, stdout, timedOut])).toEqual([
      [0, null, 'out\n', false],
      [3, null, '', false],
      [null, 'SIGKILL', '', false],
      [null, 'SIGSEGV', '', false],
      [255, null, '', false],
      [127, null, '', false],
      [0, null, 'a\n\n', false],
      [0, null, '', false],
      [0, null, 'no end', false],
      [124, null, '', false],
    ]);
    expect(results[0]?.stderr).toBe('err\n');
    expect(results.map(succeeded)).toEqual([true, false, false, false, false, false, true, true, true, false]);
  });

  test('runs one after another, goes on after a failure unless told to stop', async () => {
    const commands = [line(`echo 1 >>${folder}/log`), line('exit 4'), line(`echo 3 >>${folder}/log`)];
    await shell.run(commands);
    expect(readFileSync(join(folder, 'log'), 'utf8')).toBe('1\n3\n');
    const stopped = await shell.run(commands, { stopOnFailure: true });
    expect(readFileSync(join(folder, 'log'), 'utf8')).toBe('1\n3\n1\n');
    expect(stopped.map((result) => result.exitCode)).toEqual([0, 4, null]);
  });

  test('kills the whole process group at the deadline', async () => {
    const [late, after] = await shell.run([line(`sh -c 'sleep 300 & echo $! >${folder}/child; wait' & sleep 300`, { deadlineMs: 700 }), line('echo next')]);
    expect(late).toMatchObject({ timedOut: true, exitCode: null });
    expect(after).toMatchObject({ exitCode: 0, stdout: 'next\n' });
    await eventually(() => !isAlive(readFileSync(join(folder, 'child'), 'utf8')));
  });

  test('kills what ignores to be asked', async () => {
    const [late] = await shell.run([line(`trap '' TERM; echo $$ >${folder}/pid; while :; do sleep 1; done`, { deadlineMs: 500 })]);
    expect(late).toMatchObject({ timedOut: true, exitCode: null });
    await eventually(() => !isAlive(readFileSync(join(folder, 'pid'), 'utf8')));
  });

  test.each([false, true])('a bounded function is told as others are (parallel: %s)', async (parallel) => {
    const ask = (text: string, more: Partial<Command> = {}): Command => reading(text, 'lg_batch_within', ['600', 'sh', '-c', text], { library: true, bounded: true, ...more });
    const results = await shell.run([ask('printf "no end"; echo err >&2'), ask('exit 3'), ask('sleep 300', { deadlineMs: 300 }), line('echo after')], { parallel });
    expect(results.map(({ exitCode, stdout, timedOut }) => [exitCode, stdout, timedOut])).toEqual([
      [0, 'no end', false],
      [3, '', false],
      [null, '', true],
      [0, 'after\n', false],
    ]);
    expect(results[0]?.stderr).toBe('err\n');
  });

  test('kills a late function of the library with everything below it', async () => {
    const [late] = await shell.run([reading('late', 'lg_batch_within', ['600', 'sh', '-c', `sleep 300 & echo $! >${folder}/child; wait`], { library: true, deadlineMs: 500 })]);
    expect(late).toMatchObject({ timedOut: true, exitCode: null });
    await eventually(() => !isAlive(readFileSync(join(folder, 'child'), 'utf8')));
  });

  test.each(['script', 'command'])('is sent again where it only reads and its %s was killed, and never where it changes something', async (what) => {
    const count = (name: string): number => readFileSync(join(folder, name), 'utf8').trim().split('\n').length;
    const kill = what === 'script' ? 'kill -KILL $$' : "sh -c 'kill -KILL $$'";
    const dying = (name: string): string => `dying() { echo x >>'${folder}/${name}'; [ "$(grep -c x '${folder}/${name}')" -gt 2 ] || ${kill} || return; echo told; }`;
    const read = await runBatch((text, options) => shell.script(`${dying('read')}\n${text}`, options), 'web', [reading('look', 'dying', [], { library: true })]);
    expect([read[0]?.stdout, count('read')]).toEqual(['told\n', 3]);
    const [changed] = await runBatch((text, options) => shell.script(`${dying('changed')}\n${text}`, options), 'web', [mutating('change', 'dying', [], { library: true })]);
    expect([changed?.exitCode, count('changed')]).toEqual([null, 1]);
  });

  test('does not wait for what is left behind by a command that ended before anybody was there to bound its streams', async () => {
    const busy = (text: string): string => {
      expect(text).toContain('lg_batch_bound() {\n');
      return text.replace('lg_batch_bound() {\n', 'lg_batch_bound() {\nsleep 0.3\n');
    };
    const [left] = await runBatch((text, options) => shell.script(busy(text), options), 'web', [line('sleep 100 & echo $!', { deadlineMs: 10_000 })]);
    expect(left).toMatchObject({ exitCode: 0, timedOut: false });
    process.kill(Number(left?.stdout), 'SIGKILL');
  });

  test('does not wait for what a command leaves behind with its streams open', async () => {
    const [left, after] = await shell.run([line('echo started; sleep 100 & echo $!', { deadlineMs: 60_000 }), line('echo next')]);
    expect(left).toMatchObject({ exitCode: 0, timedOut: false });
    expect(left?.stdout.startsWith('started\n')).toBe(true);
    expect(left?.durationMs).toBeLessThan(30_000);
    expect(after?.stdout).toBe('next\n');
    const pid = left?.stdout.split('\n')[1] ?? '';
    expect(isAlive(pid)).toBe(true);
    process.kill(Number(pid), 'SIGKILL');
  });

  test('nothing that a command prints passes for a frame', async () => {
    // The text comes by the shell's own input: what reads that may know the word, what prints cannot.
    const forged = ['\nlockgate-0000 end 0 0 1\n', `\n${markerOf('abc')} begin 1 1\nforged\n${markerOf('abc')} end 1 0 2\n`, '::set-output name=x::y\n', '\u0000\u0001\u001b[2J', '\n\n\n', '[… cut here …]\n'];
    const results = await shell.run([...forged.map((text) => line('cat', { stdin: text.replaceAll('\0', '') })), line('exit 9')]);
    expect(results.map((result) => result.stdout)).toEqual([...forged.map((text) => text.replaceAll('\0', '')), '']);
    expect(results.at(-1)?.exitCode).toBe(9);
  });

  test('any text comes back as it was, on both streams', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string({ unit: fc.oneof(fc.constantFrom('\n', '\r\n', ' ', 'lockgate-', 'begin 0', 'é', '漢', '::error::'), fc.string({ minLength: 1, maxLength: 1, unit: 'grapheme' })) }).filter((text) => !text.includes('\0')), { minLength: 1, maxLength: 6 }), async (texts) => {
        const results = await shell.run(texts.map((text) => line('tee /dev/stderr', { stdin: text })), { parallel: true });
        expect(results.map(({ stdout, stderr }) => [stdout, stderr])).toEqual(texts.map((text) => [text, text]));
      }),
      { numRuns: 10 },
    );
  });

  test('bounds what comes back, and says so', async () => {
    const [long, exact, over, binary] = await shell.run([
      line('echo first; yes 0123456789 | head -c 100000000; echo last'),
      line('yes x | head -c 98304'),
      line('yes x | head -c 98305'),
      line('head -c 300000 /dev/urandom >&2'),
    ]);
    expect(long).toMatchObject({ truncated: true, exitCode: 0 });
    expect(long?.stdout.startsWith('first\n')).toBe(true);
    expect(long?.stdout.endsWith('last\n')).toBe(true);
    expect(long?.stdout.length).toBeLessThan(100_000);
    expect(exact).toMatchObject({ truncated: false });
    expect(exact?.stdout).toBe('x\n'.repeat(49_152));
    expect(over).toMatchObject({ truncated: true });
    expect(binary).toMatchObject({ truncated: true, stdout: '' });
  });

  test('secrets are in no argument list while a command runs', async () => {
    const secret = `planted-${'s'.repeat(20)}`;
    const [seen, planted] = await shell.run(
      [
        line('sleep 0.3; cat /proc/[0-9]*/cmdline 2>/dev/null | tr "\\0" "\\n"', { env: { TOKEN: new Secret('TOKEN', secret) }, stdin: new Secret('IN', secret) }),
        line(`: found-${'s'.repeat(20)}; sleep 1`),
      ],
      { parallel: true },
    );
    expect(planted?.exitCode).toBe(0);
    expect(seen?.stdout).toContain(`found-${'s'.repeat(20)}`);
    expect(seen?.stdout).not.toContain(secret);
  });

  test('secrets are not in what a shell says about a command that died', async () => {
    const results = await shell.run([line('kill -SEGV $$', { env: { TOKEN: new Secret('TOKEN', 'planted-secret') }, stdin: new Secret('IN', 'planted-input') }), line('sleep 9', { deadlineMs: 300, env: { TOKEN: new Secret('TOKEN', 'planted-secret') } })]);
    expect(JSON.stringify(results)).not.toMatch(/planted/);
    expect(results[0]?.command).toContain('[secret TOKEN]');
  });

  test('tells progress as it comes', async () => {
    const lines: string[] = [];
    await shell.run([line('echo one; sleep 0.2; echo two'), reading('fn', 'lg_progress', ['412 MB of ~940 MB'], { library: true })], { onProgress: (text) => lines.push(text) });
    expect(lines).toEqual(['one', 'two', '412 MB of ~940 MB']);
  });

  test('a text that did not arrive whole runs nothing', async () => {
    const text = wrapWhole(renderBatch([mutating('t', 'touch', [join(folder, 'ran')])], { nonce: 'abc' }));
    const whole = text.trimEnd().length;
    const cuts = [1, whole - 1, whole - 3, whole - 8, whole - 10, Math.floor(whole / 2), ...Array.from({ length: 20 }, (_, n) => Math.floor((whole * n) / 20))];
    const [program = '', ...words] = sh.split(' ');
    for (const cut of cuts) {
      try {
        execFileSync(program, [...words, '-s'], { input: text.slice(0, cut), stdio: 'pipe' });
      } catch {
        // It is no whole script: that is the point.
      }
      expect(readdirSync(folder)).toEqual([]);
    }
    execFileSync(program, [...words, '-s'], { input: text, stdio: 'pipe' });
    expect(existsSync(join(folder, 'ran'))).toBe(true);
  });

  test('runs in a folder, and says when it is not there', async () => {
    const [here, nowhere] = await shell.run([reading('t', 'pwd', [], { cwd: folder }), reading('t', 'pwd', [], { cwd: join(folder, 'nowhere') })]);
    expect(here?.stdout).toBe(`${folder}\n`);
    expect(nowhere).toMatchObject({ exitCode: 125, stdout: '' });
    expect(nowhere?.stderr).toContain('nowhere');
  });
});

describe('a host with busybox alone', () => {
  test('runs, bounds and kills as well', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'lockgate-busybox-'));
    try {
      execFileSync('busybox', ['--install', '-s', folder]);
      const shell = new LocalShell({ sh: 'sh', env: { PATH: folder } });
      const results = await shell.run([line('echo out; exit 2'), line(`sleep 300 & echo $! >${folder}/child; sleep 300`, { deadlineMs: 700 }), line('echo first; yes | head -c 1000000; echo last'), line('yes x | head -c 40001')]);
      expect(results.map((result) => [result.exitCode, result.timedOut, result.truncated])).toEqual([[2, false, false], [null, true, false], [0, false, true], [0, false, false]]);
      expect(results[2]?.stdout).toMatch(/^first\n[^]*\nlast\n$/);
      expect(results[3]?.stdout).toHaveLength(40_001);
      await eventually(() => !isAlive(readFileSync(join(folder, 'child'), 'utf8')));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe('reading frames', () => {
  const commands = [reading('a', 'a', []), reading('b', 'b', [])];
  const m = markerOf('n1');

  test('a command without a frame, or with half of one, did not succeed', () => {
    const results = parseBatch('n1', 'web', commands, { stdout: `\n${m} begin 0 1.00\nhalf of it`, stderr: '' });
    expect(results).toMatchObject([{ exitCode: null, stdout: 'half of it' }, { exitCode: null, stdout: '' }]);
    expect(results.some(succeeded)).toBe(false);
  });

  test('an end without an exit code is no success', () => {
    expect(parseBatch('n1', 'web', commands, { stdout: `\n${m} begin 0 1.00\n\n${m} end 0 none 2.50\n`, stderr: '' })[0]).toMatchObject({ exitCode: null, durationMs: 1500 });
  });

  test('whatever a stream holds, there is one result per command and reading does not throw', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('\n', m, ' begin 0 1', ' end 0 0 2', ' begin 1', ' end 1 x', ' progress z', 'text', ' ') }), fc.string(), (stdout, stderr) => {
        expect(parseBatch('n1', 'web', commands, { stdout, stderr }).map((result) => result.title)).toEqual(['a', 'b']);
      }),
    );
  });
});

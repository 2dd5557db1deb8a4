import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { mutating, reading } from '../../../src/model/command';
import { Secret } from '../../../src/model/secret';
import { createPorts } from '../../../src/shell/create-ports';
import { DryShell } from '../../../src/shell/dry-shell';
import { LocalShell } from '../../../src/shell/local-shell';

describe('lines on the runner', () => {
  const stop = new AbortController();
  const ports = createPorts({ shell: () => new LocalShell(), secret: () => undefined, signal: stop.signal, progress: () => undefined, workspace: tmpdir() });

  test('run in the workspace with their variables', async () => {
    expect(await ports.local('pwd; echo "$GIVEN"; echo err >&2; exit 3', { deadlineMs: 10_000, env: { GIVEN: "it's" } })).toMatchObject({ host: 'runner', exitCode: 3, signal: null, stdout: `${tmpdir()}\nit's\n`, stderr: 'err\n', timedOut: false });
  });

  test('are not given what is withheld from them', async () => {
    process.env['RUNNER_TEST_KEY'] = 'opens the server';
    try {
      const few = createPorts({ shell: () => new LocalShell(), secret: () => undefined, signal: stop.signal, progress: () => undefined, workspace: tmpdir(), withhold: ['RUNNER_TEST_KEY'] });
      const line = 'echo "${RUNNER_TEST_KEY:-nothing}" "${PATH:+path}"';
      expect((await few.local(line, { deadlineMs: 10_000 })).stdout).toBe('nothing path\n');
      expect((await ports.local(line, { deadlineMs: 10_000 })).stdout).toBe('opens the server path\n');
    } finally {
      delete process.env['RUNNER_TEST_KEY'];
    }
  });

  test('are killed with all they started, at the deadline', async () => {
    const result = await ports.local('sleep 100 & echo $!; wait', { deadlineMs: 300 });
    expect(result).toMatchObject({ exitCode: null, timedOut: true });
    const state = (): string => {
      try {
        return readFileSync(`/proc/${result.stdout.trim()}/stat`, 'latin1');
      } catch {
        return ') Z ';
      }
    };
    expect(state()).toContain(') Z ');
  });

  test('say when there was too much', async () => {
    const result = await ports.local('yes | head -c 3000000', { deadlineMs: 20_000 });
    expect(result).toMatchObject({ exitCode: 0, truncated: true });
    expect(result.stdout.length).toBeLessThan(400_000);
  });

  test('end when the run is cancelled', async () => {
    setTimeout(() => { stop.abort(); }, 100);
    expect(await ports.local('sleep 100', { deadlineMs: 60_000 })).toMatchObject({ exitCode: null, signal: 'SIGTERM' });
    await expect(ports.sleep(60_000)).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('files for later steps', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lockgate-keep-'));
  afterAll(() => { rmSync(folder, { recursive: true }); });
  const ports = createPorts({ shell: () => new LocalShell(), secret: () => undefined, signal: new AbortController().signal, progress: () => undefined, workspace: tmpdir(), temp: folder, redact: (text) => text.replaceAll('s3cr3t', '***') });

  test('are for this user alone, without secrets and control characters', async () => {
    const path = await ports.keepFile('diagnostics-1/web.txt', 'a s3cr3t, s3c\u001b[31mr3t\u0007\nand more\n');
    expect(path).toBe(join(folder, 'diagnostics-1/web.txt'));
    expect(readFileSync(path, 'utf8')).toBe('a ***, ***\nand more\n');
    expect([statSync(path).mode & 0o777, statSync(join(folder, 'diagnostics-1')).mode & 0o777]).toEqual([0o600, 0o700]);
  });

  test.each(['', '../x', 'a/../../x', '/etc/x', 'a//b', '.hidden', 'a b', 'a\nb'])('are never written elsewhere: %j', async (name) => {
    await expect(ports.keepFile(name, 'x')).rejects.toThrow('cannot be the name');
  });
});

describe('a dry run', () => {
  test('reads, and records what it would change, secrets by name', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'lockgate-dry-'));
    try {
      const said: string[] = [];
      const shell = new DryShell(new LocalShell({ host: 'web-1' }), (script) => said.push(script));
      const results = await shell.run([
        reading('look', 'echo', ['seen']),
        mutating('make a file', 'touch', [join(folder, "it's")], { env: { TOKEN: new Secret('TOKEN', 'hunter2') } }),
        reading('look again', 'ls', [folder]),
      ]);
      expect(results.map((result) => [result.title, result.exitCode, result.stdout])).toEqual([['look', 0, 'seen\n'], ['make a file', 0, ''], ['look again', 0, '']]);
      writeFileSync(join(folder, 'a file'), 'x');
      expect(await shell.upload({ from: folder, to: '/nonexistent/releases/one', exclude: ['*.log'] })).toMatchObject({ files: 1, bytes: 1 });
      expect(said).toEqual([
        `# make a file\nTOKEN=[secret TOKEN] touch '${folder}/it'\\''s'`,
        `# bring 1 files, 1 bytes\nrsync --archive --delete --exclude '*.log' ${folder}/ web-1:/nonexistent/releases/one/`,
      ]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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

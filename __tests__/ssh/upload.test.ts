import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Failure } from '../../src/model/failure';
import type { Upload } from '../../src/model/step';
import type { SshShell } from '../../src/shell/ssh-shell';
import { startTestHost, type TestHost } from '../support/ssh-server';
import { TcpProxy } from '../support/tcp-proxy';

/** Folders of programs: all that this machine has but for those left out. */
function pathWithout(folder: string, missing: readonly string[]): string {
  mkdirSync(folder);
  for (const source of ['/usr/bin', '/bin']) {
    for (const name of readdirSync(source)) {
      if (!missing.includes(name) && !existsSync(join(folder, name))) symlinkSync(join(source, name), join(folder, name));
    }
  }
  return folder;
}

/** Every path with its kind, content, link or mode. */
function listTree(root: string, at = ''): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of readdirSync(join(root, at))) {
    const path = at === '' ? name : `${at}/${name}`;
    const full = join(root, path);
    const stat = lstatSync(full);
    if (stat.isSymbolicLink()) found[path] = `link ${readlinkSync(full)}`;
    else if (stat.isDirectory()) Object.assign(found, { [path]: 'folder' }, listTree(root, path));
    else found[path] = `${(stat.mode & 0o777).toString(8)} ${readFileSync(full, 'latin1')}`;
  }
  return found;
}

const ODD_NAMES = ['plain.txt', 'with space', 'line\nbreak', '-rf', "quote'd", '$(id)', 'back\\slash', 'star*name', 'br[ack]et', 'ünïcode', '#hash', ';semi', '--exclude=x', 'que?ry'];

describe.each(['rsync', 'tar'] as const)('upload by %s', (by) => {
  let host: TestHost;
  let root: string;
  let from: string;
  let to: string;

  beforeEach(async () => {
    root = mkdtempSync(join(tmpdir(), 'lockgate-upload-'));
    from = join(root, 'checkout');
    to = join(root, 'host', 'releases', 'one.part');
    mkdirSync(from);
    const env = { PATH: by === 'rsync' ? process.env['PATH'] ?? '' : pathWithout(join(root, 'bin'), ['rsync']), HOME: root };
    host = await startTestHost({ env });
  });

  afterEach(async () => {
    await host.close();
    rmSync(root, { recursive: true, force: true });
  });

  const upload = (more: Partial<Upload> = {}) => host.shell().upload({ from, to, exclude: [], ...more });

  test('brings files, modes, links and odd names in one remote command and one handshake', async () => {
    for (const name of ODD_NAMES) writeFileSync(join(from, name), `content of ${name}`);
    mkdirSync(join(from, 'deep', 'er', 'empty'), { recursive: true });
    writeFileSync(join(from, 'deep', 'run.sh'), '#!/bin/sh\n', { mode: 0o755 });
    chmodSync(join(from, 'deep', 'run.sh'), 0o755);
    symlinkSync('../plain.txt', join(from, 'deep', 'link'));
    symlinkSync('nowhere', join(from, 'dangling'));
    const result = await upload();
    expect(listTree(to)).toEqual(listTree(from));
    expect(result).toMatchObject({ by, files: ODD_NAMES.length + 1 });
    expect(host.server.counts).toMatchObject({ execs: 1, logins: 1 });
  });

  test('leaves out what is excluded, and only that', async () => {
    for (const path of ['.git/config', 'src/.git/config', 'tests/a.py', 'src/tests/b.py', 'src/app.py', 'src/__pycache__/app.pyc', 'a*b/x', 'acb/x', 'build/out', 'docs/build', 'note.log', 'src/old.log', '[x]/y', '\\*\\/z']) {
      mkdirSync(join(from, path, '..'), { recursive: true });
      writeFileSync(join(from, path), path);
    }
    await upload({ exclude: ['.git', '/tests', '__pycache__/', '*.log', 'build/', '/a?b/x'] });
    expect(Object.keys(listTree(to)).sort()).toEqual(
      ['[x]', '[x]/y', '\\*\\', '\\*\\/z', 'a*b', 'acb', 'docs', 'docs/build', 'src', 'src/app.py', 'src/tests', 'src/tests/b.py'].sort(),
    );
  });

  test('leaves out paths as they are written, whatever would be a pattern in them', async () => {
    for (const name of ODD_NAMES) {
      for (const path of [name, `deep/${name}`, `folder ${name}/inside`]) {
        mkdirSync(join(from, path, '..'), { recursive: true });
        writeFileSync(join(from, path), 'x');
      }
    }
    await upload({ without: ODD_NAMES.flatMap((name) => [name, `folder ${name}`]) });
    expect(Object.keys(listTree(to)).sort()).toEqual(['deep', ...ODD_NAMES.map((name) => `deep/${name}`)].sort());
  });

  test('makes the target what the source is, whatever was there', async () => {
    mkdirSync(join(to, 'stale', 'folder'), { recursive: true });
    writeFileSync(join(to, 'stale', 'file'), 'old');
    writeFileSync(join(to, '.env'), 'left by somebody');
    writeFileSync(join(to, 'same'), 'old');
    writeFileSync(join(from, 'same'), 'new');
    writeFileSync(join(from, '.env'), 'excluded');
    await upload({ exclude: ['.env'] });
    expect(listTree(to)).toEqual({ same: expect.stringContaining('new') });
  });

  test('tells the digest that the files on the host have', async () => {
    for (const name of ODD_NAMES.filter((one) => !/[\n\\]/.test(one))) writeFileSync(join(from, name), name);
    mkdirSync(join(from, 'd'));
    writeFileSync(join(from, 'd', 'e'), '');
    const { digest, bytes } = await upload();
    const there = execFileSync('sh', ['-c', "find . -type f -exec sha256sum -- {} + | sed 's,  \\./,  ,' | LC_ALL=C sort | sha256sum"], { cwd: to, encoding: 'utf8' });
    expect(there.slice(0, 64)).toBe(digest);
    expect(bytes).toBe(Object.values(listTree(to)).reduce((sum, one) => sum + (one === 'folder' ? 0 : Buffer.byteLength(one.slice(4), 'latin1')), 0));
  });

  test('a target with an odd name', async () => {
    writeFileSync(join(from, 'x'), 'x');
    to = join(root, 'host', "it's $(id) *", '-n');
    await upload();
    expect(Object.keys(listTree(to))).toEqual(['x']);
  });

  test('a target that cannot be written is told as such', async () => {
    writeFileSync(join(from, 'x'), 'x');
    writeFileSync(join(root, 'file'), '');
    to = '/proc/lockgate/releases/one';
    const failure = await upload().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Failure);
    expect((failure as Failure).facts).toMatchObject({ kind: 'command', host: 'web-1' });
    expect((failure as Failure).facts.cause).toMatch(/proc/);
  });

  test('a full disk is told as such', async () => {
    const disk = join(root, 'disk');
    mkdirSync(disk);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk]);
    try {
      writeFileSync(join(from, 'big'), Buffer.alloc(1_000_000, 'x'));
      to = join(disk, 'releases', 'one');
      await expect(upload()).rejects.toMatchObject({ facts: { code: 'LG-UPLOAD-DISK-FULL', host: 'web-1' } });
    } finally {
      execFileSync('umount', [disk]);
    }
  });

  test('a source that is not there is the user\'s business', async () => {
    await expect(upload({ from: join(root, 'nope') })).rejects.toMatchObject({ facts: { code: 'LG-UPLOAD-SOURCE', kind: 'configuration' } });
    expect(host.server.counts.execs).toBe(0);
  });

  test('noise of a login shell does not matter', async () => {
    await host.close();
    host = await startTestHost({ env: { PATH: by === 'rsync' ? process.env['PATH'] ?? '' : join(root, 'bin') }, prelude: 'echo "welcome to web-1"' });
    writeFileSync(join(from, 'x'), 'x');
    expect(await upload()).toMatchObject({ by });
    expect(Object.keys(listTree(to))).toEqual(['x']);
  });

  /** Where the connection breaks each time so many bytes have gone up, at most so many times. */
  const overBrokenLine = async (times: number, act: (shell: SshShell, proxy: TcpProxy) => Promise<void>): Promise<void> => {
    let next = 5_000_000;
    const cutWhen = ({ way, total }: { way: 'up' | 'down'; total: number }): boolean => {
      if (way !== 'up' || total < next || proxy.counts.cuts === times) return false;
      next = total + 5_000_000;
      return true;
    };
    const proxy = await TcpProxy.start({ to: { port: host.server.port }, cutWhen });
    try {
      await act(host.shell({ port: proxy.port }), proxy);
    } finally {
      await proxy.close();
    }
  };

  test('files are brought again where the connection breaks on the way', async () => {
    writeFileSync(join(from, 'big'), Buffer.alloc(30_000_000, 'x'));
    writeFileSync(join(from, 'small'), 'x');
    await overBrokenLine(2, async (shell, proxy) => {
      const told: string[] = [];
      await expect(shell.upload({ from, to, exclude: [] }, { onProgress: (line) => told.push(line) })).resolves.toMatchObject({ by, files: 2 });
      expect(listTree(to)).toEqual(listTree(from));
      expect(proxy.counts.cuts).toBe(2);
      expect(told.filter((line) => line.includes('the connection broke'))).toHaveLength(2);
    });
  });

  test('a connection that breaks each time is a failure, and what is there is no release', async () => {
    writeFileSync(join(from, 'big'), Buffer.alloc(30_000_000, 'x'));
    await overBrokenLine(Infinity, async (shell, proxy) => {
      await expect(shell.upload({ from, to, exclude: [] })).rejects.toMatchObject({ facts: { code: 'LG-SSH-BROKEN' } });
      expect(proxy.counts.cuts).toBe(3);
      expect(existsSync(join(to, 'big')) && statSync(join(to, 'big')).size === 30_000_000).toBe(false);
    });
  });

  test('one that is stopped when the connection breaks is not brought again', async () => {
    writeFileSync(join(from, 'big'), Buffer.alloc(30_000_000, 'x'));
    await overBrokenLine(1, async (shell, proxy) => {
      const stop = new AbortController();
      const brought = shell.upload({ from, to, exclude: [] }, { signal: stop.signal, onProgress: () => { stop.abort(); } });
      await expect(brought).rejects.toMatchObject({ facts: { code: 'LG-INTERRUPTED' } });
      expect(proxy.counts.connections).toBe(1);
    });
  });

  test('one that is stopped on its way ends, and what is there is no release', async () => {
    writeFileSync(join(from, 'big'), Buffer.alloc(100_000_000, 'x'));
    const stop = new AbortController();
    const brought = host.shell().upload({ from, to, exclude: [] }, { signal: stop.signal });
    brought.catch(() => undefined);
    while (!existsSync(to) || readdirSync(to).length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    stop.abort();
    await expect(brought).rejects.toMatchObject({ facts: { kind: 'interrupted', code: 'LG-INTERRUPTED', host: 'web-1' } });
    expect(existsSync(join(to, 'big')) && statSync(join(to, 'big')).size === 100_000_000).toBe(false);
  });

  test('one that was stopped before it began asks nothing of the host', async () => {
    writeFileSync(join(from, 'x'), 'x');
    await expect(host.shell().upload({ from, to, exclude: [] }, { signal: AbortSignal.abort() })).rejects.toMatchObject({ facts: { code: 'LG-INTERRUPTED' } });
    expect(host.server.counts.execs).toBe(0);
  });
});

describe('tar on both sides', () => {
  test('the one on the runner may end after the one on the host', async () => {
    const root = mkdtempSync(join(tmpdir(), 'lockgate-upload-'));
    const host = await startTestHost({ env: { PATH: pathWithout(join(root, 'bin'), ['rsync']) } });
    const path = process.env['PATH'] ?? '';
    try {
      mkdirSync(join(root, 'checkout'));
      writeFileSync(join(root, 'checkout', 'x'), 'x');
      mkdirSync(join(root, 'slow'));
      writeFileSync(join(root, 'slow', 'tar'), `#!/bin/sh\nPATH=${path}\ntar "$@" || exit\nexec >&-\nsleep 0.5\n`, { mode: 0o755 });
      process.env['PATH'] = `${join(root, 'slow')}:${path}`;
      const to = join(root, 'releases', 'one');
      await expect(host.shell().upload({ from: join(root, 'checkout'), to, exclude: [] })).resolves.toMatchObject({ by: 'tar', files: 1 });
      expect(Object.keys(listTree(to))).toEqual(['x']);
    } finally {
      process.env['PATH'] = path;
      await host.close();
      rmSync(root, { recursive: true, force: true });
    }
  });
});

describe('rsync with a folder to link to', () => {
  test('links equal files, sends the others', async () => {
    const root = mkdtempSync(join(tmpdir(), 'lockgate-upload-'));
    const host = await startTestHost();
    try {
      const from = join(root, 'checkout');
      mkdirSync(from);
      writeFileSync(join(from, 'same'), 'same');
      writeFileSync(join(from, 'changed'), 'one');
      const shell = host.shell();
      const [one, two] = [join(root, 'releases', 'one'), join(root, 'releases', 'two')];
      await shell.upload({ from, to: one, exclude: [] });
      rmSync(join(from, 'same'));
      writeFileSync(join(from, 'same'), 'same');
      writeFileSync(join(from, 'changed'), 'two');
      await shell.upload({ from, to: two, exclude: [], linkDest: one });
      expect(statSync(join(two, 'same')).ino).toBe(statSync(join(one, 'same')).ino);
      expect(readFileSync(join(two, 'changed'), 'utf8')).toBe('two');
      expect(readFileSync(join(one, 'changed'), 'utf8')).toBe('one');
    } finally {
      await host.close();
      rmSync(root, { recursive: true, force: true });
    }
  });
});

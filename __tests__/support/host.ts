import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { layoutOf, type Layout } from '../../src/model/layout';
import { LocalShell } from '../../src/shell/local-shell';

/** `busybox` is all of busybox: its shell and its programs. */
export const SHELLS = ['dash', 'bash', 'busybox'] as const;
export type ShellName = (typeof SHELLS)[number];

export interface FolderHost {
  readonly folder: string;
  readonly layout: Layout;
  readonly shell: LocalShell;
  close(): void;
}

const which = (program: string): string => execFileSync('sh', ['-c', `command -v ${program}`], { encoding: 'utf8' }).trim();

/** This machine as a host with a folder of its own, where `sh` is the shell asked for. */
export function folderHost(name: ShellName = 'dash', root?: string): FolderHost {
  const folder = mkdtempSync(join(tmpdir(), 'lockgate-host-'));
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  let path = `${bin}:${process.env['PATH'] ?? ''}`;
  if (name === 'busybox') {
    execFileSync('busybox', ['--install', '-s', bin]);
    // Debian builds its busybox without this one.
    if (!existsSync(join(bin, 'flock'))) symlinkSync(which('flock'), join(bin, 'flock'));
    path = bin;
  } else symlinkSync(which(name), join(bin, 'sh'));
  const shell = new LocalShell({ host: 'web', sh: join(bin, 'sh'), env: { PATH: path, HOME: folder } });
  return {
    folder,
    layout: layoutOf(root ?? join(folder, 'srv')),
    shell,
    close: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

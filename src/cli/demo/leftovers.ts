import { lstatSync, readdirSync, readFileSync, readlinkSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { endProcessesOf } from './processes';

export const PREFIX = 'lockgate-demo-';
/** In the folder of a demo for as long as it runs: whose it is. A folder that was kept has none. */
const OWNER = 'owner';

/** A process, told so that a later one of the same number is another. */
interface Owner {
  readonly pid: number;
  /** When it began, in ticks since the machine did. */
  readonly start: string;
  readonly boot: string;
  /** The numbers of another container's processes say nothing here. */
  readonly namespace: string;
}

function startOf(pid: number): string {
  try {
    // What comes before may hold blanks: the name of the program. A zombie is dead.
    const facts = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ');
    return facts[0] === 'Z' || facts[0] === 'X' ? '' : (facts[19] ?? '');
  } catch {
    return '';
  }
}

function owner(pid: number): Owner {
  return { pid, start: startOf(pid), boot: readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim(), namespace: readlinkSync('/proc/self/ns/pid') };
}

/** Says that the folder goes when that process does. */
export function claim(folder: string, pid = process.pid): void {
  writeFileSync(join(folder, OWNER), JSON.stringify(owner(pid)), { mode: 0o600 });
}

/** The folder is the user's from now on. */
export function disclaim(folder: string): void {
  rmSync(join(folder, OWNER), { force: true });
}

/** Whether the folder is ours and its demo is gone; where that cannot be told, it is not. */
function isLeft(folder: string): boolean {
  try {
    const found = lstatSync(folder);
    if (!found.isDirectory() || found.uid !== process.getuid?.()) return false;
    const { pid, start, boot, namespace } = JSON.parse(readFileSync(join(folder, OWNER), 'utf8')) as Owner;
    const now = owner(pid);
    return boot !== now.boot || (namespace === now.namespace && start !== now.start);
  } catch {
    return false;
  }
}

/** Ends and removes what is left of demos that were killed: nothing of theirs ran at their end. The folders that went. */
export async function removeLeftovers(place = tmpdir()): Promise<string[]> {
  const folders = readdirSync(place).filter((name) => name.startsWith(PREFIX)).map((name) => join(realpathSync(place), name)).filter(isLeft);
  for (const folder of folders) {
    await endProcessesOf(folder);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
  return folders;
}

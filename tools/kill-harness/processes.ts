import { readdirSync, readFileSync } from 'node:fs';

export interface Process {
  readonly pid: number;
  readonly session: number;
  readonly words: string;
}

/** Fields behind the name, which stands in brackets and may hold anything; undefined for a zombie and for nobody. */
function readSession(pid: string): number | undefined {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' || fields[0] === 'X' ? undefined : Number(fields[3]);
}

/** Processes that were started with a folder in their environment: everything of one rig, wherever it has moved to. */
export function processesOf(folder: string): Process[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && name !== String(process.pid))
    .flatMap((pid) => {
      try {
        if (!readFileSync(`/proc/${pid}/environ`, 'latin1').includes(folder)) return [];
        const session = readSession(pid);
        return session === undefined ? [] : [{ pid: Number(pid), session, words: readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim().slice(0, 200) }];
      } catch {
        // It ended meanwhile.
        return [];
      }
    });
}

/** Until none is left: a process may have been about to start another one. */
export function killAll(find: () => readonly Process[]): void {
  for (let round = 0; round < 50; round += 1) {
    const found = find();
    if (found.length === 0) return;
    for (const { pid } of found) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It was quicker.
      }
    }
  }
  throw new Error(`cannot be ended: ${find().map(({ pid, words }) => `${String(pid)} ${words}`).join('; ')}`);
}

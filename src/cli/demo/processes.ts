import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** Processes that belong to a folder: they work in it, or their environment names it. */
function processesOf(folder: string): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 1 && pid !== process.pid)
    .filter((pid) => {
      try {
        const state = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '')[0];
        if (state === 'Z' || state === 'X') return false;
        return `${readlinkSync(`/proc/${pid}/cwd`)}/`.startsWith(`${folder}/`) || readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`${folder}/`);
      } catch {
        return false;
      }
    });
}

/** Ends those that are there now. */
export function killProcessesOf(folder: string): number {
  const found = processesOf(folder);
  for (const pid of found) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It was faster.
    }
  }
  return found.length;
}

/** Ends them all, again and again until none is left: one may just have been born. */
export async function endProcessesOf(folder: string): Promise<number> {
  let ended = 0;
  for (let round = 0; round < 50; round++) {
    const found = killProcessesOf(folder);
    if (found === 0) return ended;
    ended += found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`processes of ${folder} do not end`);
}

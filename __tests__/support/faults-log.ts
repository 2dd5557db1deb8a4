import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** The commands that GitHub's runner obeys when it reads these lines, each with what it says. */
export function obeyed(log: string): (readonly [command: string, text: string])[] {
  const found: (readonly [string, string])[] = [];
  let until: string | undefined;
  for (const line of log.split(/\r\n|\r|\n/)) {
    const [, command = '', text = ''] = /^\s*::([A-Za-z][\w-]*)(?: [^:]*)?::(.*)$/.exec(line) ?? /##\[(\w+)\](.*)$/.exec(line) ?? [];
    if (until !== undefined) {
      if (line.trim() === `::${until}::`) until = undefined;
    } else if (command === 'stop-commands') until = text;
    else if (command !== '') found.push([command, text]);
  }
  return found;
}

/** The most memory that processes have had at once, as the kernel counted it while they lived. */
export function watchMemory(): { watch: (child: ChildProcess) => void; peakMegabytes: () => number } {
  let peak = 0;
  return {
    peakMegabytes: () => peak,
    watch: ({ pid }) => {
      const look = setInterval(() => {
        try {
          const kilobytes = Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8'))?.[1] ?? 0);
          peak = Math.max(peak, kilobytes / 1024);
        } catch {
          clearInterval(look);
        }
      }, 50);
    },
  };
}

import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname, networkInterfaces, userInfo } from 'node:os';

/** Which process this is, among all machines. */
export interface Identity {
  readonly user: string;
  /** `<user>@<machine>/<process>.<mark of the machine>.<when it was started>`, in letters that a lease takes. */
  readonly owner: string;
  /** The same without the process and its start. */
  readonly machine: string;
  /** Of this machine since it was started, and of this process's view of its processes. */
  readonly mark: string;
}

function attempt(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}

/** Two laptops may have the same name, and two containers the same numbers for their processes. */
function markMachine(): string {
  const boot = attempt(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim());
  const processes = attempt(() => readlinkSync('/proc/self/ns/pid'));
  const addresses = Object.values(networkInterfaces()).flatMap((all = []) => all.flatMap(({ internal, mac }) => (internal ? [] : [mac])));
  const seen = boot === '' ? [...new Set(addresses)].sort().join(' ') : `${boot} ${processes}`;
  return createHash('sha256').update(seen).digest('hex').slice(0, 8);
}

export function identify(startedAt: Date): Identity {
  const user = attempt(() => userInfo().username) || `user-${String(process.getuid?.() ?? 0)}`;
  const machine = `${user}@${hostname()}`.replace(/[^A-Za-z0-9._@-]/g, '-');
  const mark = markMachine();
  return { user, machine, mark, owner: `${machine}/${String(process.pid)}.${mark}.${startedAt.getTime().toString(36)}` };
}

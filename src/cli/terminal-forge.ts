import type { Forge } from '../actions/flow';
import { changesBetween } from './changes';
import type { Identity } from './identity';

/** What a terminal can tell of what GitHub would be asked: whether a run of this very machine is over. */
export function terminalForge({ machine, mark, owner: self }: Pick<Identity, 'machine' | 'mark' | 'owner'>, isAlive: (pid: number) => boolean, pid = process.pid, folder = ''): Forge {
  return {
    isRunOver: (owner) => {
      const [, process, of] = owner.startsWith(`${machine}/`) ? (/^(\d+)\.([0-9a-f]+)\.[0-9a-z]+$/.exec(owner.slice(machine.length + 1)) ?? []) : [];
      if (process === undefined || of !== mark || owner === self) return Promise.resolve(undefined);
      // Whoever had our number before us is gone.
      return Promise.resolve(Number(process) === pid || !isAlive(Number(process)));
    },
    changesBetween: (from, to) => changesBetween(folder, from, to),
    approval: () => Promise.resolve({ kind: 'typed' }),
    isByHand: () => true,
  };
}

/** A process that may not be signalled lives too. */
export function livesHere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}

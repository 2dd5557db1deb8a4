import type { Forge } from '../actions/flow';

/** What a terminal can tell of what GitHub would be asked: whether a run of this very machine is over. */
export function terminalForge(machine: string, isAlive: (pid: number) => boolean): Forge {
  return {
    isRunOver: (owner) => {
      const pid = owner.startsWith(`${machine}/`) ? Number(owner.slice(machine.length + 1)) : Number.NaN;
      return Promise.resolve(Number.isSafeInteger(pid) && pid > 0 ? !isAlive(pid) : undefined);
    },
    commitsBetween: () => Promise.resolve([]),
    recordDeployment: () => Promise.resolve(),
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

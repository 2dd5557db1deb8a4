import { asFailure, Failure } from '../model/failure';

export interface Guard {
  readonly signal: AbortSignal;
  /** Bugs that nobody caught. */
  readonly stray: readonly Failure[];
  /** The work is done and told: from here on the process may end. */
  release(): void;
}

const HUNG_MS = 30_000;

function vanished(): Failure {
  return new Failure({
    kind: 'bug',
    code: 'LG-BUG',
    problem: 'Lockgate itself failed: the process had nothing left to do although the action was not finished',
    next: 'please report this with the lines above; nothing was assumed to have worked',
  });
}

/**
 * Keeps the process honest while an action runs: a signal asks it to stop and ends nothing by itself, a stray error makes
 * it red, and an end that nobody decided on is red as well.
 */
export function guardProcess(onSignal: (signal: string) => void, onEnd: (failure: Failure) => Promise<void>): Guard {
  const controller = new AbortController();
  const stray: Failure[] = [];
  let open = true;

  const signalled = (signal: NodeJS.Signals): void => {
    onSignal(signal);
    controller.abort();
  };
  const strayed = (error: unknown): void => {
    process.exitCode = 1;
    stray.push(asFailure(error));
    if (!open) return;
    controller.abort();
    // What waits for an answer that the error swallowed would wait until the job's own limit.
    setTimeout(() => {
      if (open) void onEnd(stray[0] ?? vanished()).finally(() => process.exit(1));
    }, HUNG_MS).unref();
  };
  const drained = (): void => {
    if (!open) return;
    open = false;
    process.exitCode = 1;
    void onEnd(stray[0] ?? vanished());
  };
  const ended = (): void => {
    if (open || stray.length > 0) process.exitCode = 1;
  };

  process.on('SIGINT', signalled).on('SIGTERM', signalled).on('SIGHUP', signalled);
  process.on('uncaughtException', strayed).on('unhandledRejection', strayed);
  process.on('beforeExit', drained);
  process.on('exit', ended);
  return {
    signal: controller.signal,
    stray,
    release: () => {
      open = false;
      process.off('beforeExit', drained).off('SIGINT', signalled).off('SIGTERM', signalled).off('SIGHUP', signalled);
    },
  };
}

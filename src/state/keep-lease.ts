import { asFailure, type Failure } from '../model/failure';
import type { Layout } from '../model/layout';
import { LEASE_ACTIVE_S } from '../model/lease';
import type { Ports } from '../shell/ports';
import type { Shell } from '../shell/shell';
import { renewLease } from './take-lease';

const RENEW_AFTER_MS = 40_000;

export interface LeaseKeeper {
  /** Why a lease could not be kept: somebody took it over. A host that cannot be reached for once is asked again. */
  readonly lost: Failure | undefined;
  /** Resolves when nothing of the keeper runs any more. */
  stop(): Promise<void>;
}

/** Renews leases while the runner is busy with something else: waiting, asking, sending. */
export function keepLease(held: readonly { readonly shell: Shell; readonly token: number }[], layout: Layout, ports: Pick<Ports, 'sleep'>): LeaseKeeper {
  const stopped = new AbortController();
  const state: { lost: Failure | undefined; renewing: Promise<void> } = { lost: undefined, renewing: Promise.resolve() };
  const over = (): boolean => stopped.signal.aborted || state.lost !== undefined;
  const renew = async (): Promise<void> => {
    for (const { shell, token } of held) {
      try {
        await renewLease(shell, layout, token, LEASE_ACTIVE_S);
      } catch (thrown) {
        const failure = asFailure(thrown);
        if (failure.code === 'LG-FENCED') state.lost = failure;
      }
    }
  };
  const keep = async (): Promise<void> => {
    while (!over()) {
      await ports.sleep(RENEW_AFTER_MS, stopped.signal);
      if (over()) return;
      state.renewing = renew();
      await state.renewing;
    }
  };
  // A sleep that is cut short (the run was cancelled) ends the keeper: what holds then is the lease's own time.
  void keep().catch(() => undefined);
  return {
    get lost() {
      return state.lost;
    },
    stop: () => {
      stopped.abort();
      return state.renewing;
    },
  };
}

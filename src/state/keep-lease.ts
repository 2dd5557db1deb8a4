import { asFailure, type Failure } from '../model/failure';
import type { Layout } from '../model/layout';
import { LEASE_ACTIVE_S } from '../model/lease';
import type { Ports } from '../shell/ports';
import type { Shell } from '../shell/shell';
import { renewLease } from './take-lease';

const RENEW_AFTER_MS = 40_000;
/** So long at most does stopping wait. */
const LOOK_EVERY_MS = 250;

export interface LeaseKeeper {
  /** Why a lease could not be kept: somebody took it over. A host that cannot be reached for once is asked again. */
  readonly lost: Failure | undefined;
  /** Resolves when nothing of the keeper runs any more. */
  stop(): Promise<void>;
}

/** Renews leases while the runner is busy with something else: waiting, asking, sending. */
export function keepLease(held: readonly { readonly shell: Shell; readonly token: number }[], layout: Layout, ports: Pick<Ports, 'now' | 'sleep'>): LeaseKeeper {
  const end: { stopped: boolean; lost: Failure | undefined } = { stopped: false, lost: undefined };
  const over = (): boolean => end.stopped || end.lost !== undefined;
  const keep = async (): Promise<void> => {
    let renewed = ports.now().getTime();
    while (!over()) {
      await ports.sleep(LOOK_EVERY_MS);
      if (over() || ports.now().getTime() - renewed < RENEW_AFTER_MS) continue;
      renewed = ports.now().getTime();
      for (const { shell, token } of held) {
        try {
          await renewLease(shell, layout, token, LEASE_ACTIVE_S);
        } catch (thrown) {
          const failure = asFailure(thrown);
          if (failure.code === 'LG-FENCED') end.lost = failure;
        }
      }
    }
  };
  // A sleep that is cut short (the run was cancelled) ends the keeper: what holds then is the lease's own time.
  const kept = keep().catch(() => undefined);
  return {
    get lost() {
      return end.lost;
    },
    stop: () => {
      end.stopped = true;
      return kept;
    },
  };
}

import type { HostSnapshot } from '../../state/host-state';
import { LeaseHeld } from '../../state/refusals';
import type { FlowContext } from '../flow';
import type { HostView } from './look-at-hosts';
import type { LeaseView } from './tell-lease';

/** Before somebody is asked: whoever else holds a live lease is told at once, as the taking itself would. */
export async function refuseHeld(views: readonly HostView[], leaseOf: (snapshot: HostSnapshot) => LeaseView | undefined, { run, forge }: FlowContext): Promise<void> {
  for (const { host, snapshot } of views) {
    const lease = snapshot === undefined ? undefined : leaseOf(snapshot);
    if (lease === undefined || !lease.live || lease.owner === run.owner || (await forge.isRunOver(lease.owner)) === true) continue;
    throw new LeaseHeld(host, lease);
  }
}

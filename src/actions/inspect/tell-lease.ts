import type { HostSnapshot } from '../../state/host-state';

/** Who holds the lease of a host, as data. */
export interface LeaseView {
  readonly owner: string;
  readonly token: number;
  /** Its time is not over, or a script of its holder runs. */
  readonly live: boolean;
  readonly secondsLeft: number;
  readonly change: string;
  readonly note: string;
}

/** Undefined where nobody has it. */
export function leaseOf({ lease, leaseLive, hostNow }: HostSnapshot): LeaseView | undefined {
  if (lease === undefined || lease.owner === '') return undefined;
  const { owner, token, change, note } = lease;
  return { owner, token, change, note, live: leaseLive, secondsLeft: Math.max(0, lease.expires - hostNow) };
}

export function tellLease(lease: LeaseView | undefined): string {
  if (lease === undefined) return 'free';
  const { owner, live, secondsLeft, note } = lease;
  const state = !live ? 'its time is over' : secondsLeft > 0 ? `ends in ${String(secondsLeft)} s unless renewed` : 'its time is over, but its script still runs';
  return [`${owner}: ${state}`, ...(note === '' ? [] : [note])].join('; ');
}

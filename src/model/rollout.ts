/** In what order and how boldly the hosts of an environment are changed. */
export interface Rollout {
  /** So many hosts are changed first, alone; 0 for none. */
  readonly canary: number;
  /** How many are changed at the same time after that. */
  readonly batch: { readonly hosts: number } | { readonly percent: number };
  /** How long the first hosts are watched before the next ones are changed. */
  readonly bakeMs: number;
  /** How many hosts may fail over the whole run; those of the first batch may not. */
  readonly failures: number;
}

export const ONE_BY_ONE: Rollout = { canary: 0, batch: { hosts: 1 }, bakeMs: 0, failures: 0 };

/** The hosts in the batches in which they are changed. Pure; every host is in exactly one, in the order given. */
export function batchesOf(hosts: readonly string[], { canary, batch }: Rollout): readonly (readonly string[])[] {
  // A share that comes to less than one host is one: a deploy that changes none would never end.
  const size = 'hosts' in batch ? batch.hosts : Math.max(1, Math.floor((hosts.length * batch.percent) / 100));
  const batches: (readonly string[])[] = canary > 0 && hosts.length > 0 ? [hosts.slice(0, canary)] : [];
  for (let at = canary; at < hosts.length; at += size) batches.push(hosts.slice(at, at + size));
  return batches;
}

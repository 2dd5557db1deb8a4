import { keepLease } from '../state/keep-lease';
import type { FlowContext } from './flow';
import type { HostTurn } from './host-turns';
import type { Parts } from './parts';

/** A session, as far as its lease is concerned. */
interface Holder {
  readonly context: Pick<FlowContext, 'dryRun' | 'ports'>;
  readonly parts: Pick<Parts, 'site'>;
  readonly hosts: readonly string[];
  turn(alias: string): Pick<HostTurn, 'shell' | 'token'>;
}

/**
 * Works with the lease renewed on every host meanwhile: asking, waiting, sending files, and a script on another host all may take
 * longer than it lasts. A live run's lease must never look like a dead one's.
 */
export async function keepingLease<T>(session: Holder, work: () => Promise<T>): Promise<T> {
  const { parts, context } = session;
  // Where the record was only looked at, there is none to keep.
  const held = session.hosts.map((host) => session.turn(host)).filter(({ token }) => token > 0);
  if (context.dryRun || held.length === 0) return work();
  const keeper = keepLease(held, parts.site.layout, context.ports);
  try {
    return await work();
  } finally {
    await keeper.stop();
  }
}

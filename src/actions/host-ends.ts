import { Failure, Failures } from '../model/failure';
import type { ReleaseRecord } from '../model/release';
import type { Session } from './session';
import { backHosts, hiddenHosts } from './touched';
import type { WayBackRequest } from './way-back-outcome';

/** How a host stands when a way back is over. */
export interface HostEnd {
  readonly text: string;
  /** Something is still to be done there. */
  readonly open: boolean;
}

export interface Ends {
  readonly target: ReleaseRecord | undefined;
  readonly moved: readonly string[];
  readonly failed: ReadonlyMap<string, Failure>;
  /** Hosts that went back and are not well. */
  readonly ill: ReadonlySet<string>;
}

/** R9: what became of each host, in the order in which hosts are changed. */
export function hostEnds(session: Session, { change, to }: WayBackRequest, { target, moved, failed, ill }: Ends): ReadonlyMap<string, HostEnd> {
  const back = backHosts(change);
  const hidden = to === undefined ? hiddenHosts(session, change) : [...session.missing.keys()];
  const serves = target === undefined ? 'stopped: nothing ran before' : `serves ${target.id} again`;
  const endOf = (host: string): HostEnd => {
    const failure = failed.get(host);
    if (session.missing.has(host)) return hidden.includes(host) || failure !== undefined ? { text: 'cannot be reached: what it serves is not known', open: true } : { text: 'cannot be reached: nothing was changed there', open: false };
    if (failure !== undefined) return { text: `did not go back: ${failure.facts.problem}`, open: true };
    if (ill.has(host)) return { text: `${serves}, and is not healthy`, open: true };
    if (moved.includes(host)) return { text: serves, open: false };
    return { text: back.has(host) ? `serves ${back.get(host) ?? ''} again since before` : 'was not changed', open: false };
  };
  return new Map(session.parts.hosts.map((host) => [host, endOf(host)]));
}

/** Why hosts are left, each in its own words behind what it means for the whole. */
export function partialFailure(session: Session, left: readonly string[], why: readonly Failure[], byHand: boolean): Failure {
  const missing = left.flatMap((host) => session.missing.get(host) ?? []);
  return new Failures([
    new Failure({
      kind: 'state',
      code: 'LG-ROLLBACK-PARTIAL',
      problem: `the way back is not whole: ${left.join(', ')} did not come back well`,
      host: left[0],
      cause: 'each host is told in the table of hosts',
      next: byHand ? `see to ${left.join(', ')}, then deploy the version that should serve` : `see to ${left.join(', ')}; the next run, or the action rollback, goes back on what is left before anything else`,
    }),
    ...new Set([...missing, ...why]),
  ]);
}

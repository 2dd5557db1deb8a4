import type { GateVerdict } from '../model/check';
import type { Failure } from '../model/failure';
import { closing } from './gates';
import { keepingLease } from './keeping';
import type { Session } from './session';

/** Why hosts do not go on. */
export interface Ended {
  readonly hosts: readonly string[];
  readonly closed?: GateVerdict;
  readonly failure?: Failure;
}

/** Asks with the lease renewed meanwhile. Undefined when the gate was open. */
export async function guarded(session: Session, askIt: () => Promise<GateVerdict>, hosts: readonly string[]): Promise<Ended | undefined> {
  const verdict = await keepingLease(session, askIt);
  if (verdict.leads === 'open') return undefined;
  const ill = new Set(closing(verdict).flatMap(({ host }) => host ?? []));
  return { hosts: ill.size === 0 ? hosts : hosts.filter((host) => ill.has(host)), closed: verdict };
}

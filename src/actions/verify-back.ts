import type { Failure } from '../model/failure';
import type { ReleaseRecord } from '../model/release';
import type { Runtime } from '../runtimes/runtime';
import { askInstances } from './ask-instances';
import { askConfigured, closing, gateFailure, subjectOf, whereItLogs } from './gates';
import type { WentBack } from './go-back-on';
import type { Session } from './session';

/**
 * R7: the release that was gone back to is asked like any other; instances that were asked on the way are not asked again. A
 * complaint that only holds or warns does not stop the way back.
 */
export async function verifyBack(session: Session, target: ReleaseRecord, runtime: Runtime | undefined, hosts: readonly string[], { asked, ill }: WentBack, moment: 'instance' | 'released'): Promise<{ readonly failure: Failure; readonly hosts: ReadonlySet<string> } | undefined> {
  const elsewhere = new Set(session.hosts.filter((host) => session.missing.size > 0 && !hosts.includes(host)));
  const subject = { ...subjectOf(target), runtime, again: 'after going back', elsewhere };
  const verdicts = moment === 'released' ? [await askConfigured(session, 'released', subject)] : asked.length > 0 ? ill : [await askInstances(session, hosts.map((host) => ({ host })), subject)];
  const closed = verdicts.filter(({ leads }) => leads === 'rollback');
  const [first] = closed;
  if (first === undefined) return undefined;
  const named = new Set(closed.flatMap((verdict) => closing(verdict).flatMap(({ host }) => host ?? [])));
  const failure = gateFailure(first, `${target.id} was switched back to and is not healthy`, { so: 'a rollback is never rolled back: it serves as it is', next: whereItLogs(session) });
  return { failure, hosts: named.size === 0 ? new Set(hosts) : named };
}

import type { Failure } from '../model/failure';
import type { ReleaseRecord } from '../model/release';
import type { Runtime } from '../runtimes/runtime';
import { askInstances } from './ask-instances';
import { askConfigured, gateFailure, subjectOf, whereItLogs } from './gates';
import type { WentBack } from './roll-out';
import type { Session } from './session';

/**
 * R7: the release that was gone back to is asked like any other; instances that were asked on the way are not asked again. A
 * complaint that only holds or warns does not stop the way back.
 */
export async function verifyBack(session: Session, target: ReleaseRecord, runtime: Runtime | undefined, hosts: readonly string[], { asked, ill }: WentBack): Promise<Failure | undefined> {
  const subject = { ...subjectOf(target), runtime, again: 'after going back' };
  const questions = [
    async () => (asked.length > 0 ? ill : [await askInstances(session, hosts.map((host) => ({ host })), subject)]),
    async () => [await askConfigured(session, 'released', subject)],
  ];
  for (const question of questions) {
    const closed = (await question()).find(({ leads }) => leads === 'rollback');
    if (closed === undefined) continue;
    return gateFailure(closed, `${target.id} was switched back to and is not healthy`, { so: 'a rollback is never rolled back: it serves as it is', next: whereItLogs(session) });
  }
  return undefined;
}

import { foldJournal } from '../model/journal';
import type { ChangeRecord } from '../model/journal';
import type { Session } from './session';

/** Steps that touch what serves; from the first of them on, files alone do not say what runs, nor who gets traffic. */
const TOUCHES_SERVING = /^(runtime\.|release\.switch|proxy\.(unroute|drain|route))/;

/** Ids of the steps of a change that were begun on each host, as that host's own record has them. */
export function begunSteps(session: Session, change: ChangeRecord): ReadonlyMap<string, ReadonlySet<string>> {
  return new Map(
    session.parts.hosts.map((host) => {
      const record = foldJournal(session.turn(host).snapshot.journal).find(({ id }) => id === change.id);
      return [host, new Set(record?.steps.map(({ id }) => id) ?? [])];
    }),
  );
}

/** Hosts on which the change touched what serves, in the order in which hosts are changed. */
export function touchedHosts(session: Session, change: ChangeRecord): readonly string[] {
  const begun = begunSteps(session, change);
  return session.parts.hosts.filter((host) => session.turn(host).snapshot.current === change.id || [...(begun.get(host) ?? [])].some((id) => TOUCHES_SERVING.test(id)));
}

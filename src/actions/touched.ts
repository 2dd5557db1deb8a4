import { joinProbes } from '../model/command';
import type { Probe } from '../model/command';
import { Failure } from '../model/failure';
import { foldJournal } from '../model/journal';
import type { ChangeRecord } from '../model/journal';
import { MAINTENANCE_FACT, readMaintenance } from '../model/maintenance';
import type { Runtime } from '../runtimes/runtime';
import { ask } from '../shell/shell';
import type { Note } from './notes';
import type { Session } from './session';

/** Steps that touch what serves; from the first of them on, files alone do not say what runs, nor who gets traffic. */
const TOUCHES_SERVING = /^(runtime\.|maintenance\.|release\.switch|proxy\.(unroute|drain|route))/;

/** Behind it the alias of a host that is back where it was before the change, while others may not be. */
const BACK = 'back@';

/** Puts on record that hosts are back; `to` is empty where nothing ran before. */
export function backNotes(hosts: readonly string[], to: string): Note[] {
  return hosts.map((host) => ({ kind: 'fact', name: `${BACK}${host}`, data: { to } }));
}

/** Hosts that went back from a change already, alone or on a way back that was not whole, and what they serve. */
export function backHosts(change: ChangeRecord | undefined): ReadonlyMap<string, string> {
  return new Map(
    [...(change?.facts ?? [])].flatMap(([name, data]) =>
      name.startsWith(BACK) ? [[name.slice(BACK.length), typeof data === 'object' && data !== null && 'to' in data ? String(data.to) : ''] as const] : [],
    ),
  );
}

/** Ids of the steps of a change that were begun on each host, as that host's own record has them. */
export function begunSteps(session: Session, change: ChangeRecord): ReadonlyMap<string, ReadonlySet<string>> {
  return new Map(
    session.hosts.map((host) => {
      const record = foldJournal(session.turn(host).snapshot.journal).find(({ id }) => id === change.id);
      return [host, new Set(record?.steps.map(({ id }) => id) ?? [])];
    }),
  );
}

/**
 * The same, without the hosts on which an instance that no step was about is not seen to run on from before: a machine that went down
 * in between starts all of them by itself, from whatever `current` names by then. Such a host was changed in every way.
 */
export async function begunUnlessServing(session: Session, change: ChangeRecord, hosts: readonly string[], runtime: Runtime | undefined, from: string): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const begun = new Map(begunSteps(session, change));
  if (runtime?.mayOutlive !== true) return begun;
  for (const host of hosts) {
    const steps = [...(begun.get(host) ?? [])];
    const others = runtime.instances.map(({ name }) => name).filter((name) => !steps.some((id) => id.startsWith('runtime.restart@') && id.endsWith(`/${name}`)));
    const runsOn = (name: string): Probe<boolean> => {
      const [serving, status] = [runtime.serves(from, name), runtime.status(name)];
      return {
        commands: [...serving.commands, ...status.commands],
        read: (results) => serving.read(results.slice(0, serving.commands.length)).every(({ serves }) => serves === 'no') && status.read(results.slice(serving.commands.length)).state === 'running',
      };
    };
    if (!(await seenToRunOn(session, host, joinProbes(others.map(runsOn))))) begun.delete(host);
  }
  return begun;
}

/** Where it cannot be told it is not so; that a host went away is told by the first step on it. */
async function seenToRunOn(session: Session, host: string, probe: Probe<readonly boolean[]>): Promise<boolean> {
  try {
    return (await ask(session.shell(host), probe)).every(Boolean);
  } catch (error) {
    if (!(error instanceof Failure) || error.kind === 'bug') throw error;
    return false;
  }
}

/** What was stopped before the change began has to be started by whatever leads out of it; the host's own record says whether it was since. */
function stillStopped(session: Session, change: ChangeRecord, host: string): boolean {
  const mark = readMaintenance(session.turn(host).snapshot.journal);
  return change.facts.has(MAINTENANCE_FACT) && mark !== undefined && (mark.change !== change.id || mark.before);
}

/** Hosts on which the change touched what serves, or found it stopped, and that are not back yet, in the order in which hosts are changed. */
export function touchedHosts(session: Session, change: ChangeRecord): readonly string[] {
  const begun = begunSteps(session, change);
  const back = backHosts(change);
  return session.hosts.filter((host) => !back.has(host) && (session.turn(host).snapshot.current === change.id || stillStopped(session, change, host) || [...(begun.get(host) ?? [])].some((id) => TOUCHES_SERVING.test(id))));
}

/** Hosts that cannot be reached and may serve what the change brought, or nothing: once there is a release of it, or maintenance, nobody else knows. */
export function hiddenHosts(session: Session, change: ChangeRecord): readonly string[] {
  const back = backHosts(change);
  const possible = session.releases.some(({ id }) => id === change.id) || change.facts.has(MAINTENANCE_FACT) || (change.facts.has('migrating') && session.context.settings.migrations?.when === 'maintenance');
  return possible ? [...session.missing.keys()].filter((host) => !back.has(host)) : [];
}

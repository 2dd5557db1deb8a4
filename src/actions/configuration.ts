import { canonical } from '../config/digest';
import { Failure } from '../model/failure';
import type { ReleaseRecord } from '../model/release';
import type { Step } from '../model/step';
import type { EnvironmentChange } from '../releases/artefact';
import { ask } from '../shell/shell';
import type { Note } from './notes';
import { recordedRuntime } from './recorded-runtime';
import type { Session } from './session';

/** A change of what the application is told, and of nothing else. */
export interface ConfigurationPlan {
  /** The release that serves: its files are those of the new one. */
  readonly base: ReleaseRecord;
  /** The one whose build these files come from. */
  readonly origin: string;
  /** What differs, for people: names, never values. Empty: there is nothing to do. */
  readonly changes: readonly string[];
}

function refuse(code: string, problem: string, next: string, cause?: string): Failure {
  return new Failure({ kind: 'state', code, problem, next, cause });
}

/** The release that serves on all hosts alike. */
function baseOf(session: Session): ReleaseRecord {
  const { parts } = session;
  const serving = new Map(parts.hosts.map((host) => [host, session.turn(host).snapshot.current]));
  const ids = new Set(serving.values());
  if (ids.size > 1) {
    throw refuse('LG-CONFIGURATION-UNEVEN', 'the hosts serve different releases: there is no one release whose configuration could be changed', 'deploy a version to all of them first', [...serving].map(([host, id]) => `${host}: ${id === '' ? 'nothing' : id}`).join(', '));
  }
  const [id = ''] = ids;
  const base = session.releases.find((release) => release.id === id);
  if (base === undefined) throw refuse('LG-CONFIGURATION-NO-RELEASE', 'no release serves yet whose configuration could be changed', 'deploy a version first: scope: all', id === '' ? undefined : `current names ${id}, which is not on record`);
  if (base.status === 'bad') throw refuse('LG-CONFIGURATION-NO-RELEASE', `the release that serves, ${id}, is marked bad: it is not gone on with`, 'deploy a version that works, or go back first');
  return base;
}

const HOW: Readonly<Record<EnvironmentChange['how'], string>> = { added: 'is new', changed: 'has another value', removed: 'is gone', moved: 'was the file' };

/** Asks what would differ. Throws where there is nothing whose configuration could be changed. */
export async function planConfiguration(session: Session): Promise<ConfigurationPlan> {
  const { parts } = session;
  const { environment, kind } = parts.artefact;
  if (parts.artefact.derive === undefined) {
    throw new Failure({ kind: 'configuration', code: 'LG-CONFIGURATION-KIND', problem: `the configuration of releases of the kind "${kind}" cannot be changed alone`, next: 'deploy with scope: application' });
  }
  const base = baseOf(session);
  const found = environment === undefined ? [] : await Promise.all(parts.hosts.map((host) => ask(session.shell(host), environment.differs(base.id))));
  const changes = [...new Set(found.flat().map(({ name, how }) => `${name} ${HOW[how]}`))];
  const { runtime } = session.context.settings;
  const recorded = recordedRuntime(session, base.id);
  if (runtime !== undefined && recorded !== undefined && canonical(recorded) !== canonical({ kind: runtime.kind, written: runtime.written })) changes.push('how it is started differs');
  return { base, origin: base.origin ?? base.id, changes };
}

/** The steps that make the release, on every host where an earlier try did not. */
export function deriveSteps(session: Session, { base, origin }: ConfigurationPlan): Step[] {
  const { parts, change, changeId } = session;
  const { artefact, hosts } = parts;
  return hosts.flatMap((host): Step[] => {
    const id = hosts.length === 1 ? 'release.assemble' : `release.assemble@${host}`;
    if (change?.steps.some((step) => step.id === id && step.phase === 'done') === true) return [];
    const does = artefact.derive?.(changeId === '' ? 'dry-run' : changeId, base.id, origin, base.version) ?? [];
    return [{ id, title: `make ${changeId} of ${base.id} with the configuration of now`, host, does, undo: { kind: 'discard-release', text: `remove releases/${changeId}` } }];
  });
}

/** What goes on record of what the application is told: names alone. */
export function environmentNotes({ parts: { artefact: { environment } } }: Session): Note[] {
  return environment === undefined ? [] : [{ kind: 'fact', name: 'environment', data: { file: environment.file, names: environment.names, secrets: environment.secrets } }];
}

/** For the report: what differs from what serves. */
export function describeChanges(session: Session, { base, changes }: ConfigurationPlan): void {
  session.reporter.fact('configuration', [
    ['of', `${base.id} (${base.version}): its files stay as they are`],
    ...(changes.length === 0 ? [['differs', 'nothing'] as const] : changes.map((one) => ['differs', one] as const)),
  ]);
  const { version } = session.context.run;
  if (version !== base.version) session.reporter.note(`${version} is not brought: scope: configuration changes what the application is told, and ${base.version} goes on serving`);
}

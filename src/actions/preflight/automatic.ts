import type { AskedCheck } from '../../checks/ask-gate';
import { automaticCheck } from '../../checks/automatic/plugins';
import type { Place } from '../../checks/automatic/room';
import type { Validated } from '../../checks/automatic/valid';
import type { CheckSettings } from '../../config/settings';
import type { GateVerdict } from '../../model/check';
import type { Privilege } from '../../model/privilege';
import { gatePlugins } from '../gates';
import type { Session } from '../session';

/** The rights of other users that what serves the plan needs, each on the hosts where it is needed. */
function privilegeChecks({ parts, context }: Session): AskedCheck[] {
  const needs: readonly { readonly of: { readonly privileges?: readonly Privilege[] } | undefined; readonly hosts: readonly string[] }[] = [
    { of: parts.database, hosts: [parts.databaseHost] },
    { of: parts.runtime, hosts: parts.hosts },
    { of: parts.proxy, hosts: parts.hosts },
    { of: parts.runtime?.others?.(context.settings.maintenance.stop.map(({ name }) => name)), hosts: parts.hosts },
  ];
  const byRight = new Map<string, { privilege: Privilege; hosts: Set<string> }>();
  for (const { of, hosts } of needs) {
    for (const privilege of of?.privileges ?? []) {
      const key = JSON.stringify([privilege.as, privilege.words]);
      const found = byRight.get(key) ?? { privilege, hosts: new Set<string>() };
      byRight.set(key, found);
      for (const host of hosts) found.hosts.add(host);
    }
  }
  return [...byRight.values()].map(({ privilege, hosts }) => automaticCheck('privilege', privilege, { hosts: [...hosts] }));
}

/** The mounts that the plan writes: the release path on every host, the backups on the host of the database. */
function roomChecks({ parts, context }: Session, manifests: Session['snapshot']['manifests']): AskedCheck[] {
  const { backup } = context.settings;
  const release: Place = { path: parts.site.layout.root, brings: 'release' };
  const backups: Place[] = backup === undefined ? [] : [backup.to, ...backup.copies.map(({ directory }) => directory)].map((path) => ({ path, brings: 'backup' }));
  // A host that does not tell how much is free is no reason to stop.
  const more = { onInconclusive: 'warn' } as const;
  return parts.hosts.map((host) => automaticCheck('room', { places: [release, ...(host === parts.databaseHost ? backups : [])], last: manifests.at(-1) }, { ...more, hosts: [host] }));
}

function targetChecks({ parts, previous }: Session): AskedCheck[] {
  const ready = previous === undefined ? [] : parts.artefact.ready(previous.id);
  return [automaticCheck('rollback-target', { release: previous, ready }, previous === undefined ? { hosts: parts.hosts.slice(0, 1) } : {})];
}

/** What the service does not read reaches the application by its own reading or not at all: worth a word, and no reason to stop. */
function ignoredChecks({ parts: { artefact, runtime, site } }: Session): AskedCheck[] {
  const { environment } = artefact;
  if (environment === undefined || runtime?.ignores === undefined) return [];
  const file = `${site.layout.current}/${environment.file}`;
  return [automaticCheck('ignored', { file, ignores: runtime.ignores.bind(runtime, file) }, { onFail: 'warn', onInconclusive: 'warn' })];
}

/** A host whose clock is far off writes a record that misleads; a check of the team's own says how far is too far. */
const SKEW_MS = 60_000;

function clockChecks({ context }: Session): AskedCheck[] {
  if (context.settings.gates.preflight.some(({ kind }) => kind === 'clock')) return [];
  return [{ kind: 'clock', settings: { skew: SKEW_MS }, name: 'the clock of the host', persistence: { attempts: 1, everyMs: 2000, timeoutMs: 15_000, successes: 1 }, onFail: 'hold', onInconclusive: 'warn', roles: [] }];
}

/** What later gates compare with, measured of the release that serves now. It forbids nothing. */
function baselineChecks({ context, previous }: Session): AskedCheck[] {
  if (previous === undefined) return [];
  const later = [...context.settings.gates.released, ...context.settings.gates.watch];
  const byName = new Map<string, CheckSettings>();
  for (const check of later) {
    const name = gatePlugins[check.kind]?.baseline?.(check.settings);
    if (name !== undefined && !byName.has(name)) byName.set(name, check);
  }
  return [...byName].map(([name, check]) => ({ ...check, name: baselineName(name), onFail: 'warn', onSlow: 'warn', onInconclusive: 'warn' }));
}

const BASELINE = 'baseline of ';
const baselineName = (name: string): string => `${BASELINE}${name}`;

/** The figures that later gates compare with, by name. */
export function baselineOf({ checks }: GateVerdict): Record<string, Readonly<Record<string, number>>> {
  return Object.fromEntries(checks.flatMap(({ name, result }) => (name.startsWith(BASELINE) && result.status === 'passed' && result.figures !== undefined ? [[name.slice(BASELINE.length), result.figures]] : [])));
}

/** What preflight asks without being told to. `validated`: what has a configuration of its own on the hosts, such as a proxy. */
export function automaticChecks(session: Session, validated: readonly Validated[] = []): AskedCheck[] {
  const { parts } = session;
  const { manifests } = session.turn(parts.databaseHost).snapshot;
  return [
    ...privilegeChecks(session),
    ...roomChecks(session, manifests),
    ...(parts.database === undefined ? [] : [automaticCheck('database', undefined, { hosts: [parts.databaseHost] })]),
    // It is no reason to stop: what is wrong was so before, and costs speed alone.
    ...(parts.database?.invalidIndexes === undefined ? [] : [automaticCheck('invalid-indexes', undefined, { hosts: [parts.databaseHost], onFail: 'warn', onInconclusive: 'warn' })]),
    ...targetChecks(session),
    ...clockChecks(session),
    ...ignoredChecks(session),
    ...validated.flatMap((subject) => (subject.validate === undefined ? [] : [automaticCheck('valid', { kind: subject.kind, privileges: subject.privileges ?? [], validate: subject.validate.bind(subject) })])),
    ...baselineChecks(session),
  ];
}

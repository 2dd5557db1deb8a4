import type { ChangeRecord } from '../model/journal';
import type { Step } from '../model/step';
import { backupOf } from './predecessors';
import type { Session } from './session';

export const RESTORE_STEP = 'database.restore';

export function restoreSteps(session: Session, change: ChangeRecord): Step[] {
  const { database, databaseHost } = session.parts;
  const manifest = backupOf(change, session.manifests);
  if (database === undefined || manifest === undefined) throw new Error('a restore was decided without a backup');
  return [
    {
      id: RESTORE_STEP,
      title: `restore the backup ${manifest.id}, keeping the replaced database`,
      host: databaseHost,
      does: [database.restore({ manifest, keepAs: change.id, deadlineMs: session.context.settings.backup?.deadlineMs ?? 3_600_000 })],
      undo: { kind: 'none', text: `the replaced database is kept as before-${change.id}` },
    },
  ];
}

/** What was never switched to is removed. */
export function discardSteps(session: Session, change: ChangeRecord, from: string): Step[] {
  const { artefact, hosts: all } = session.parts;
  const { hosts } = session;
  if (from !== change.id) return [];
  // Nothing that serves was touched: if `current` names it, an adoption has given it that name, and nothing uses it yet.
  const named = hosts.filter((host) => session.turn(host).snapshot.current === from);
  const unnaming = named.map((host): Step => ({
    id: all.length === 1 ? 'release.unname' : `release.unname@${host}`,
    title: 'take current away: nothing used it',
    host,
    does: artefact.deactivate(),
    undo: { kind: 'none', text: 'there was none before' },
  }));
  return [...unnaming, ...hosts.map((host): Step => ({
    id: all.length === 1 ? 'release.discard' : `release.discard@${host}`,
    title: `remove the files of ${from}`,
    host,
    does: artefact.discard(from),
    undo: { kind: 'none', text: 'the release was never switched to' },
  }))];
}

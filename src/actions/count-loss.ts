import type { Probe } from '../model/command';
import { Failure } from '../model/failure';
import type { ChangeRecord } from '../model/journal';
import type { Loss, MigrationWindow } from '../model/manifest';
import { lossWithoutMigrations } from '../model/manifest';
import type { WayBackFacts } from '../model/way-back';
import { ask } from '../shell/shell';
import { backupOf } from './predecessors';
import type { Session } from './session';

/** What a restore of the change's backup would destroy; undefined where there is none to restore. */
export async function countLoss(session: Session, change: ChangeRecord): Promise<Loss | 'unknown' | undefined> {
  const { database } = session.parts;
  const manifest = backupOf(change, session.manifests);
  if (database === undefined || manifest === undefined) return undefined;
  const window = windowOf(change);
  const loss = database.loss(manifest);
  const census = window === undefined ? undefined : database.census();
  const probe: Probe<Loss> = {
    commands: [...loss.commands, ...(census?.commands ?? [])],
    read: (results) => {
      const counted = loss.read(results.slice(0, loss.commands.length));
      return window === undefined || census === undefined ? counted : lossWithoutMigrations(counted, manifest.tables, window, census.read(results.slice(loss.commands.length)));
    },
  };
  try {
    return await ask(session.shell(session.parts.databaseHost), probe);
  } catch (error) {
    if (!(error instanceof Failure) || error.kind === 'connection') throw error;
    session.reporter.note(`the loss of a restore could not be counted: ${error.facts.problem}`);
    return 'unknown';
  }
}

/** What the tables held around the migrations, where the change lived long enough to put it on record. */
function windowOf(change: ChangeRecord): MigrationWindow | undefined {
  const fact = change.facts.get('window');
  return typeof fact === 'object' && fact !== null && 'before' in fact && 'after' in fact ? (fact as MigrationWindow) : undefined;
}

/** Only asked where a restore may be the way: counting rows of a large database takes its time. */
export function mayNeedRestore(facts: WayBackFacts, level: string | undefined): boolean {
  return level === 'R3' || facts.corrupted || (facts.schema === 'changed' && facts.oldAcceptsSchema !== 'yes' && facts.downgrade === 'none');
}

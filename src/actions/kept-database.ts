import { KEPT_FACT } from '../model/sign-off';
import type { Session } from './session';
import { RESTORE_STEP } from './undo-steps';
import type { StepResults } from './work';

/** Where a restore has put what it replaced: only a person drops that, so a person has to know. */
export function tellKept(session: Session, results: StepResults): void {
  const { database, databaseHost } = session.parts;
  const result = results.get(RESTORE_STEP)?.[0];
  const kept = result === undefined ? undefined : database?.readRestore(result);
  if (kept === undefined) return;
  session.reporter.fact('replaced database', [
    ['kept as', kept.name],
    ['on', databaseHost],
    ['look at it', kept.look],
    ['drop it', kept.drop],
  ]);
  if ('kept-database' in session.reporter.outputs) session.reporter.output('kept-database', kept.name);
  session.remember(KEPT_FACT, { name: kept.name });
}

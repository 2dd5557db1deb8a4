import { Failure } from '../model/failure';
import { enterMaintenance, inMaintenance } from './maintenance';
import type { Note } from './notes';
import { prepareRelease } from './prepare-release';
import { tolerantSurvey } from './schema-state';
import type { Session } from './session';

/**
 * With `when: maintenance` and something pending, writes are stopped before the backup: what was written after it would be lost
 * by a restore. What takes long and needs no stop comes first: the release is brought and built. Answers with the notes still
 * to be written.
 */
export async function stopWritesFirst(session: Session, opening: readonly Note[]): Promise<readonly Note[]> {
  const { parts, context } = session;
  if (context.settings.migrations?.when !== 'maintenance' || parts.migrations === undefined || inMaintenance(session)) return opening;
  const { needsRelease } = parts.migrations;
  if (!needsRelease && !(await isPending(session, undefined))) return opening;
  let before = opening;
  const preparing = await prepareRelease(session);
  if (preparing.length > 0) {
    await session.run({ steps: preparing, before, lease: 'keep' });
    before = [];
    if (!context.dryRun) await session.readAgain();
  }
  if (needsRelease && !context.dryRun && !(await isPending(session, parts.artefact.path(session.changeId)))) return before;
  await enterMaintenance(session, before);
  return [];
}

async function isPending(session: Session, path: string | undefined): Promise<boolean> {
  const survey = await session.askSurvey(tolerantSurvey(session.parts, path));
  if (survey instanceof Failure) throw survey;
  return (survey?.pending.length ?? 0) > 0;
}

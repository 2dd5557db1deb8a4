import type { MigrationSurvey, MigrationTool } from '../../migrations/migration-tool';
import { Failure } from '../../model/failure';
import type { Parts } from '../parts';
import { surveyToApply } from '../schema-state';
import type { Session } from '../session';

export function requireTool({ migrations }: Parts): MigrationTool {
  if (migrations !== undefined) return migrations;
  throw new Failure({ kind: 'configuration', code: 'LG-MIGRATIONS-NOT-CONFIGURED', problem: 'the configuration has no migrations', next: 'add the section "migrations"' });
}

/** A tool that runs code of a release runs that of the one that serves: what is pending in a later one only its deploy shows. */
export async function requireSurvey(session: Session): Promise<MigrationSurvey> {
  const { parts } = session;
  const survey = await session.askSurvey(surveyToApply(parts, requireTool(parts).needsRelease ? parts.site.layout.current : undefined));
  if (survey instanceof Failure) throw survey;
  if (survey === undefined) throw new Error('the survey was not asked for');
  return survey;
}

import { DATABASE_ABSENT } from '../../databases/database';
import type { MigrationSurvey } from '../../migrations/migration-tool';
import { allFailures, asFailure, Failure, Failures } from '../../model/failure';
import type { Adoption, FoundByHand } from '../../releases/artefact';
import type { RuntimeStatus } from '../../runtimes/runtime';
import { ask } from '../../shell/shell';
import { input } from '../input';
import { surveyToApply } from '../schema-state';
import type { Session } from '../session';
import { chooseApplied } from './choose-applied';

export interface FoundOnHost extends FoundByHand {
  /** What runs of the application, one line; empty where that is the runtime's own affair. */
  readonly process: string;
  readonly status: RuntimeStatus | undefined;
}

export interface Found {
  readonly hosts: ReadonlyMap<string, FoundOnHost>;
  readonly survey: MigrationSurvey | undefined;
  /** Names of pending migrations that are applied already. */
  readonly applied: readonly string[];
}

/** Asks all hosts what is there; changes nothing. Throws everything that stands against it at once. */
export async function findByHand(session: Session, adoption: Adoption): Promise<Found> {
  const { parts, context } = session;
  const problems: Failure[] = [];
  const attempt = async <T>(work: () => Promise<T>, otherwise: T): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Failure) || error.kind === 'connection' || error.kind === 'bug') throw error;
      problems.push(...allFailures(error));
      return otherwise;
    }
  };
  const hosts = new Map<string, FoundOnHost>();
  for (const alias of parts.hosts) {
    const shell = session.shell(alias);
    const found = await ask(shell, adoption.look(input(context, 'tree') ?? ''));
    problems.push(...found.problems);
    const running = parts.runtime?.found?.(found.place);
    const process = found.place === '' || running === undefined ? '' : await attempt(() => ask(shell, running), '');
    const asked = parts.runtime?.status();
    // A unit that is not set up yet is no obstacle: what runs is told, not judged.
    const status = asked === undefined ? undefined : await ask(shell, asked).catch((error: unknown): RuntimeStatus => ({ state: 'failed', detail: asFailure(error).facts.problem }));
    hosts.set(alias, { ...found, process, status });
  }
  const place = hosts.get(parts.databaseHost)?.place ?? '';
  const survey = place === '' ? undefined : await attempt(() => surveyMigrations(session, place), undefined);
  const applied = survey === undefined || parts.migrations?.baseline === undefined ? [] : await attempt(() => Promise.resolve().then(() => chooseApplied(parts.databaseHost, survey.pending, input(context, 'applied'))), []);
  if (problems.length > 0) throw new Failures(problems);
  return { hosts, survey, applied };
}

/** A tool that runs code of the release runs that of the tree: its own record says what is applied. */
async function surveyMigrations(session: Session, place: string): Promise<MigrationSurvey | undefined> {
  const { parts } = session;
  const survey = await session.askSurvey(surveyToApply(parts, parts.migrations?.needsRelease === true ? place : undefined));
  if (survey instanceof Failure) {
    if (survey.code === DATABASE_ABSENT) return undefined;
    throw survey;
  }
  if (survey !== undefined && survey.edited.length > 0) {
    throw new Failure({
      kind: 'gate-closed',
      code: 'LG-MIGRATION-EDITED',
      problem: `applied migrations were edited: ${survey.edited.map(({ name }) => name).join(', ')}`,
      host: parts.databaseHost,
      next: 'put the files back as they were and write the change as a new migration',
    });
  }
  return survey;
}

/** What was found and will be recorded, for people. */
export function describeFound(session: Session, { hosts, survey, applied }: Found): { title: string; rows: [string, string][] }[] {
  const { parts, context } = session;
  const tables = [...hosts].map(([alias, { facts, process, status }]) => ({
    title: hosts.size === 1 ? 'found' : `found on ${alias}`,
    rows: [
      ...facts.map(([name, value]): [string, string] => [name, value]),
      ...(status === undefined ? [] : [['serves', process === '' ? `${status.state}${status.detail === '' ? '' : `: ${status.detail}`}` : `${process}; it runs on and can be stopped from now on`] as [string, string]]),
    ],
  }));
  const pending = survey?.pending ?? [];
  const migrations: [string, string][] =
    parts.migrations === undefined
      ? []
      : parts.migrations.baseline === undefined
        ? [['record', `the tool keeps its own: ${survey?.revision === undefined || survey.revision === '' ? 'no revision' : survey.revision}`]]
        : pending.map(({ name, digest }) => [name, applied.includes(name) ? `recorded as applied, sha256 ${digest.slice(0, 12)}; it is not run` : 'stays pending: the first deploy applies it']);
  return [
    ...tables,
    ...(migrations.length === 0 ? [] : [{ title: 'migrations', rows: migrations }]),
    { title: 'will be recorded', rows: [['release', `version ${context.run.version}, good: the first deploy can go back to it`], ['restarted', 'nothing']] },
  ];
}

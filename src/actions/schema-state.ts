import type { Database, DatabaseFacts } from '../databases/database';
import { DATABASE_ABSENT } from '../databases/database';
import { acknowledgementKey } from '../migrations/acknowledge';
import type { MigrationSurvey, PendingMigration } from '../migrations/migration-tool';
import type { Probe } from '../model/command';
import { Failure, Failures } from '../model/failure';
import type { ChangeRecord } from '../model/journal';
import type { WayBackFacts } from '../model/way-back';
import type { Parts } from './parts';

/** Put on record before the first migration of a change runs: what the way back compares with. */
export interface MigratingFact {
  readonly revision: string;
  readonly applied: readonly string[];
  readonly pending: readonly { readonly name: string; readonly classes: readonly string[]; readonly digest?: string; readonly acknowledged?: readonly string[] }[];
}

export function migratingFact(survey: MigrationSurvey, acknowledge: Readonly<Record<string, readonly string[]>>): MigratingFact {
  const pending = survey.pending.map(({ name, classes, digest }) => ({ name, classes, digest, acknowledged: acknowledge[acknowledgementKey({ name, digest })] ?? [] }));
  return { revision: survey.revision, applied: survey.applied, pending };
}

function readMigratingFact(change: ChangeRecord): MigratingFact | undefined {
  const data = change.facts.get('migrating');
  return typeof data === 'object' && data !== null && 'applied' in data ? (data as MigratingFact) : undefined;
}

/** The survey, or why there is none: a way back must be able to say "it cannot be told" and go on. */
export function tolerantSurvey(parts: Parts, releasePath: string | undefined): Probe<MigrationSurvey | Failure> | undefined {
  const probe = parts.migrations?.survey(releasePath);
  if (probe === undefined) return undefined;
  return {
    commands: probe.commands,
    read: (results) => {
      try {
        return probe.read(results);
      } catch (error) {
        if (error instanceof Failure) return error;
        throw error;
      }
    },
  };
}

/** The same for who is going to apply what is pending: files that must not run are a reason too. */
export function surveyToApply(parts: Parts, releasePath: string | undefined): Probe<MigrationSurvey | Failure> | undefined {
  const probe = tolerantSurvey(parts, releasePath);
  if (probe === undefined) return undefined;
  return {
    commands: probe.commands,
    read: (results) => {
      const survey = probe.read(results);
      return survey instanceof Failure || survey.refused.length === 0 ? survey : new Failures(survey.refused);
    },
  };
}

/** Whether code of before works with the schema after these: a `break` says no, an `opaque` one that nobody knows. */
export function oldAccepts(migrations: readonly Pick<PendingMigration, 'classes'>[] | MigratingFact['pending']): WayBackFacts['oldAcceptsSchema'] {
  const classes = new Set(migrations.flatMap((migration): readonly string[] => migration.classes));
  if (classes.has('break')) return 'no';
  return classes.has('opaque') ? 'unknown' : 'yes';
}

/**
 * Whether everything can be as it was without a backup: nothing stored went, and code of before works with what is there now, or
 * would after a way down that destroys nothing. Pure.
 */
export function isReversible(migrations: readonly Pick<PendingMigration, 'classes' | 'down'>[]): boolean {
  return migrations.every(({ classes, down }) => !classes.includes('loss') && !classes.includes('opaque') && (!classes.includes('break') || down?.risk === 'lossless'));
}

/** What leads back from a migration, in words. Pure. */
export function describeDown({ down }: Pick<PendingMigration, 'down'>): string {
  if (down === undefined) return 'no way down';
  const how = { lossless: 'destroys nothing', loss: 'destroys data', opaque: 'cannot be told' }[down.risk];
  return [`way down ${down.name}: ${how}`, ...down.findings].join('; ');
}

export interface SchemaState {
  readonly schema: WayBackFacts['schema'];
  readonly oldAcceptsSchema: WayBackFacts['oldAcceptsSchema'];
  /** What the change applied and a release switch alone does not take back. */
  readonly appliedByChange: readonly string[];
}

/** The schema now against the record of the change. Pure. */
export function judgeSchema(change: ChangeRecord, survey: MigrationSurvey | Failure | undefined): SchemaState {
  const before = readMigratingFact(change);
  if (before === undefined) return { schema: 'unchanged', oldAcceptsSchema: 'yes', appliedByChange: [] };
  if (survey === undefined || survey instanceof Failure) return { schema: 'unknown', oldAcceptsSchema: 'unknown', appliedByChange: [] };
  const known = new Set(before.applied);
  const appliedByChange = survey.applied.filter((name) => !known.has(name));
  if (appliedByChange.length === 0 && survey.revision === before.revision) return { schema: 'unchanged', oldAcceptsSchema: 'yes', appliedByChange };
  const mine = before.pending.filter((migration) => appliedByChange.includes(migration.name));
  return { schema: 'changed', oldAcceptsSchema: mine.length === appliedByChange.length && mine.length > 0 ? oldAccepts(mine) : 'unknown', appliedByChange };
}

/**
 * The facts of several changes as one. Without the changes (the journal does not reach back that far) nothing is known of the
 * schema then, which the decision takes for what it is.
 */
export function factsSince(changes: readonly ChangeRecord[] | undefined): ReadonlyMap<string, unknown> {
  if (changes === undefined) return new Map([['migrating', { revision: '', applied: [], pending: [] } satisfies MigratingFact]]);
  const migrating = changes.flatMap((change) => {
    const fact = readMigratingFact(change);
    return fact === undefined ? [] : [{ change, fact }];
  });
  const first = migrating[0];
  if (first === undefined) return new Map();
  // One that was taken back and applied again is one.
  const merged: MigratingFact = { revision: first.fact.revision, applied: first.fact.applied, pending: [...new Map(migrating.flatMap(({ fact }) => fact.pending).map((one) => [one.name, one])).values()] };
  const alone = migrating.length === 1 ? [...first.change.facts].filter(([name]) => name === 'window') : [];
  return new Map<string, unknown>([['migrating', merged], ['backup', first.change.facts.get('backup')], ...alone]);
}

/** Facts of the database, undefined where it does not exist yet, or why it could not be asked. */
export function probeExistence(database: Database): Probe<DatabaseFacts | undefined | Failure> {
  const probe = database.inspect();
  return {
    commands: probe.commands,
    read: (results) => {
      try {
        return probe.read(results);
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        return error.code === DATABASE_ABSENT ? undefined : error;
      }
    },
  };
}

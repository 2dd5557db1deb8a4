import { acknowledgementKey } from '../../migrations/acknowledge';
import type { MigrationSurvey, PendingMigration } from '../../migrations/migration-tool';
import type { GateVerdict } from '../../model/check';
import type { Probe } from '../../model/command';
import { Failure } from '../../model/failure';
import { lockOf, migrationFilesOf, isUntold, planWayBack } from '../../model/plan';
import type { Changes, Plan, PlannedMigration, Untold, WayBackGrounds } from '../../model/plan';
import type { ReleaseRecord } from '../../model/release';
import { ask } from '../../shell/shell';
import { describeDown, oldAccepts, probeExistence } from '../schema-state';
import { awaitedOf, prospectOf } from '../left-open';
import { scopeOf, touchesData } from '../scope';
import type { Session } from '../session';

function liveOf({ releases, snapshot }: Session): { readonly words: string; readonly record: ReleaseRecord | undefined } {
  const record = releases.find(({ id }) => id === snapshot.current);
  if (record !== undefined) return { words: `${record.id} (${record.version}), ${record.status}`, record };
  return { words: snapshot.current === '' ? '' : `${snapshot.current}, which is not on record`, record };
}

async function changesOf({ context, snapshot }: Session, live: ReleaseRecord | undefined): Promise<Changes | Untold | undefined> {
  if (snapshot.current === '') return undefined;
  const { commit } = context.run;
  const because = (why: string): Untold => ({ untold: `the commits since the live release cannot be told: ${why}` });
  if (live === undefined || live.commit === '') return because('nobody knows of which commit it was made');
  if (commit === '') return because('what would be deployed is no commit');
  if (commit === live.commit) return { commits: [], total: 0, lacking: 0, files: [], filesCut: false };
  const told = await context.forge.changesBetween(live.commit, commit);
  return isUntold(told) ? because(told.untold) : told;
}

function plannedOf(migration: PendingMigration, acknowledge: Readonly<Record<string, readonly string[]>>): PlannedMigration {
  const { name, digest, classes, findings } = migration;
  const taken = acknowledge[acknowledgementKey(migration)] ?? [];
  return { name, digest: digest.slice(0, 8), classes, lock: lockOf(migration), findings, acknowledged: classes.filter((one) => taken.includes(one)), open: classes.filter((one) => !taken.includes(one)), down: describeDown(migration) };
}

function migrationsOf({ context: { settings }, parts }: Session, survey: MigrationSurvey | Failure | undefined, touched: boolean): Plan['migrations'] {
  if (!touched || parts.migrations === undefined) return [];
  if (survey instanceof Failure) return { untold: `which migrations are pending cannot be told: ${survey.facts.problem}` };
  if (survey === undefined) return { untold: 'which migrations are pending is known once the release is on the host: its own command lists them' };
  return survey.pending.map((one) => plannedOf(one, settings.migrations?.acknowledge ?? {}));
}

/** What going back to the newest backup would destroy now. It travels with what the action after this one asks of the database. */
async function newestBackup(session: Session, asked: boolean): Promise<WayBackGrounds['newest']> {
  const { parts, manifests } = session;
  const newest = manifests.at(-1);
  if (!asked || newest === undefined || parts.database === undefined) return undefined;
  // It takes a restored copy beside the database.
  if (session.context.readsOnly === true) return { id: newest.id, at: newest.at, loss: 'unasked' };
  const [loss, existence] = [parts.database.loss(newest), probeExistence(parts.database)];
  const probe: Probe<number | 'unknown'> = {
    commands: [...existence.commands, ...loss.commands],
    read: (results) => {
      try {
        return loss.read(results.slice(existence.commands.length)).rows;
      } catch (error) {
        if (error instanceof Failure) return 'unknown';
        throw error;
      }
    },
  };
  return { id: newest.id, at: newest.at, loss: await ask(session.shell(parts.databaseHost), probe) };
}

function unknownOf(session: Session, changes: Changes | Untold | undefined, migrations: Plan['migrations'], ready: boolean, verdict: GateVerdict): string[] {
  const prospect = prospectOf(session);
  const any = isUntold(migrations) || migrations.length > 0;
  const told = session.context.readsOnly === true ? "could not be told to the plan's user, who may only read: " : 'could not be told: ';
  return [
    ...(ready ? [] : ['what would be run: it is not ready, so nothing behind preflight was planned']),
    ...(isUntold(changes) ? [changes.untold] : []),
    ...(isUntold(migrations) ? [migrations.untold] : []),
    ...(any ? ['not rehearsed: the migrations were read and classified, and not run on a copy of the data; how long they take is not known'] : []),
    ...verdict.checks.flatMap(({ name, host, result }) => (result.status === 'inconclusive' ? [`${name}${host === undefined ? '' : ` on ${host}`}: ${result.unasked === true ? '' : told}${result.got}`] : [])),
    ...(prospect === undefined || prospect.sure ? [] : [prospect.words]),
  ];
}

/** The plan as far as preflight knows it; the stages behind it tell what is brought and asked. */
export async function describePlan(session: Session, survey: MigrationSurvey | Failure | undefined, ready: boolean, verdict: GateVerdict): Promise<Plan> {
  const { context, parts, previous, reporter } = session;
  const { settings } = context;
  const scope = scopeOf(context);
  const touched = touchesData(scope);
  const live = liveOf(session);
  const changes = await changesOf(session, live.record);
  const migrations = migrationsOf(session, survey, touched);
  const known = survey instanceof Failure || survey === undefined ? undefined : survey;
  const accepts = isUntold(migrations) ? 'unknown' : oldAccepts(known?.pending ?? []);
  const backsUp = touched && settings.backup !== undefined;
  const newest = await newestBackup(session, backsUp && previous !== undefined && !isUntold(migrations) && migrations.length > 0 && accepts !== 'yes');
  const prospect = prospectOf(session);
  if (prospect?.sure === true) reporter.note(prospect.words);
  const names = [...(known?.applied ?? []), ...(known?.pending ?? []).map(({ name }) => name)];
  return {
    ready,
    digest: reporter.outputs['plan-digest'] ?? '',
    scope,
    hosts: parts.hosts,
    live: live.words,
    commit: context.run.commit,
    ...(changes === undefined ? {} : { changes }),
    migrationFiles: changes === undefined || isUntold(changes) ? [] : migrationFilesOf(changes.files, names),
    migrations,
    artefact: [['kind', parts.artefact.kind]],
    wayBack: planWayBack({ previous, waits: awaitedOf(session).length > 0, migrations: isUntold(migrations) ? undefined : { any: migrations.length > 0, oldAccepts: accepts }, backsUp, lossAllowed: settings.rollback.lossAllowedRows, newest, now: context.ports.now() }),
    gates: [],
    approval: settings.approval === 'required' ? `a person has to approve exactly this: the reviewers of ${settings.environment} on GitHub, or whoever starts the run with this digest as approve` : 'the configuration demands no approval',
    unknown: unknownOf(session, changes, migrations, ready, verdict),
  };
}

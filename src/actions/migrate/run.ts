import { acknowledgementProblems } from '../../migrations/acknowledge';
import type { MigrationSurvey } from '../../migrations/migration-tool';
import type { GateVerdict } from '../../model/check';
import { Failure, Failures } from '../../model/failure';
import type { Step } from '../../model/step';
import { count } from '../../model/words';
import type { Flow } from '../flow';
import { askInstances } from '../ask-instances';
import { askConfigured, gateFailure, HELD, subjectOf } from '../gates';
import { guarded } from '../guarded';
import { backupOf, hadNothingToBackUp, requirePredecessors } from '../predecessors';
import { prepareRelease } from '../prepare-release';
import { takeSettled } from '../reconcile';
import { runFlow } from '../run-flow';
import { scopeOf, touchesData } from '../scope';
import { describeDown, isReversible, migratingFact, surveyToApply } from '../schema-state';
import { hasHooks, parkAgain, runHooks } from '../hooks';
import { enterMaintenance, inMaintenance, leaveMaintenance, refuseByHand, stillInMaintenance } from '../maintenance';
import type { Note } from '../notes';
import type { Session } from '../session';
import type { StepResults } from '../work';
import type { Parts } from '../parts';
import { markCensus } from '../../model/manifest';

const OUTPUTS = { applied: '0', 'from-revision': '', 'to-revision': '', reversible: '' };

/** Applies what is pending, journalled and fenced, then asks the tool and the data whether it is so. */
export const run: Flow = (context) =>
  runFlow('migrate', context, OUTPUTS, async (session, parts, reporter) => {
    if (!touchesData(scopeOf(context))) return reporter.close('nothing-to-do', `scope: ${scopeOf(context)} leaves the database as it is`);
    if (parts.migrations === undefined) throw notConfigured();
    const early = await takeSettled(session, parts.migrations.needsRelease ? undefined : surveyToApply(parts, undefined), () => context.handed?.survey(context.ports.now()));
    refuseByHand(session);
    const opening: Note[] = session.continues ? [] : [session.mint()];
    const survey = parts.migrations.needsRelease ? await surveyOnRelease(session, opening) : usable(early);
    reporter.output('from-revision', survey.revision);
    reporter.output('to-revision', survey.revision);
    const problems = acknowledgementProblems(survey.pending, context.settings.migrations?.acknowledge ?? {});
    if (survey.edited.length > 0) problems.push(edited(survey, parts.databaseHost));
    if (problems.length > 0) throw new Failures(problems);
    // A dry run has written nothing that could be asked.
    if (!context.dryRun) requirePredecessors('migrate', context.settings, scopeOf(context), {
      covered: { commit: context.run.commit, configuration: context.settings.digest },
      change: session.continues ? session.change : undefined,
      manifests: session.manifests,
      pending: survey.pending.map((one) => one.name),
    });
    const stillToOpen = session.change === undefined ? opening : [];
    if (survey.pending.length === 0) {
      await session.run({ steps: [], before: stillToOpen, after: [{ kind: 'fact', name: 'migrated', data: { revision: survey.revision, applied: [] } }], lease: 'park', last: true });
      reporter.output('reversible', 'true');
      return reporter.close(context.dryRun ? 'dry-run' : 'nothing-to-do', 'no migrations are pending');
    }
    let before: readonly Note[] = stillToOpen;
    // Where there was no backup before which it was entered.
    if (context.settings.migrations?.when === 'maintenance' && !inMaintenance(session)) {
      await enterMaintenance(session, before);
      before = [];
    }
    before = await runHooks(session, 'before-migrate', { before });
    const steps = migrationSteps(session, survey);
    context.handed?.forgetDatabase();
    const results = await session.run({ steps, before: [...before, { kind: 'fact', name: 'migrating', data: migratingFact(survey, context.settings.migrations?.acknowledge ?? {}) }], lease: 'park' });
    if (context.dryRun) await runHooks(session, 'after-migrate');
    if (context.dryRun) return reporter.close('dry-run', `${String(survey.pending.length)} migrations would be applied`);
    return verifyMigrated(session, survey, readWindow(parts, results));
  });

function usable(survey: MigrationSurvey | Failure | undefined): MigrationSurvey {
  if (survey instanceof Failure) throw survey;
  if (survey === undefined) throw new Error('the survey was not asked for');
  return survey;
}

/** The tool's commands run code of the release, so that comes first; nothing serves from it yet. */
async function surveyOnRelease(session: Session, opening: readonly Note[]): Promise<MigrationSurvey> {
  const { parts } = session;
  const preparing = await prepareRelease(session);
  if (preparing.length > 0) {
    await session.run({ steps: preparing, before: opening, lease: 'keep' });
    if (!session.context.dryRun) await session.readAgain();
  }
  return usable(await session.askSurvey(surveyToApply(parts, parts.artefact.path(session.changeId))));
}

function migrationSteps(session: Session, survey: MigrationSurvey): Step[] {
  const { parts, changeId } = session;
  const settings = session.context.settings.migrations;
  const commands = parts.migrations?.apply(survey, { id: changeId, path: parts.artefact.path(changeId) }) ?? [];
  const applying = commands.map((command, index) => ({
    id: commands.length === 1 ? 'migrate.apply' : `migrate.apply.${String(index + 1)}`,
    title: command.title,
    host: parts.databaseHost,
    does: [command],
    undo: { kind: 'restore-database' as const, text: 'the old release on the new schema where it accepts it, else the backup of this change' },
  }));
  const then = settings?.then;
  const tidying: Step[] =
    then === undefined || parts.database === undefined
      ? []
      : [{ id: 'migrate.then', title: `${then} the database`, host: parts.databaseHost, does: [parts.database.maintain(then, settings?.deadlineMs ?? 0)], undo: { kind: 'none', text: 'the content is the same' } }];
  const counting = parts.database?.census().commands ?? [];
  const count = (when: string): Step => ({ id: `migrate.count-${when}`, title: `count the rows ${when} the migrations`, host: parts.databaseHost, does: counting, undo: { kind: 'none', text: 'it only reads' } });
  const counted = session.context.settings.backup === undefined || hadNothingToBackUp(session.change) ? [] : [count('before')];
  return [...counted, ...applying, ...tidying, ...(counted.length === 0 ? [] : [count('after')])];
}

/** What the tables held around the migrations: with it, the way back tells what they wrote from what users wrote. */
function readWindow(parts: Parts, results: StepResults): Note[] {
  const [before, after] = [results.get('migrate.count-before'), results.get('migrate.count-after')];
  const census = parts.database?.census();
  if (before === undefined || after === undefined || census === undefined) return [];
  try {
    return [{ kind: 'fact', name: 'window', data: { before: markCensus(census.read(before)), after: markCensus(census.read(after)) } }];
  } catch (error) {
    // Without it the way back counts on the safe side.
    if (error instanceof Failure) return [];
    throw error;
  }
}

/** No new release follows: what was stopped runs again, on the new schema. Visitors are let in once it passes the gate `instance`; answers what closed it. */
async function startAgain(session: Session): Promise<GateVerdict | undefined> {
  const { runtime, hosts } = session.parts;
  const serving = session.releases.find(({ id }) => id === session.snapshot.current);
  if (serving === undefined) {
    throwComplaint(await leaveMaintenance(session, { serves: false }));
    return undefined;
  }
  const undo = { kind: 'start-old', text: 'start the old release again' } as const;
  await session.run({ steps: hosts.map((host) => ({ id: hosts.length === 1 ? 'runtime.start' : `runtime.start@${host}`, title: 'start the application again', host, does: runtime?.start() ?? [], undo })), lease: 'keep' });
  const ended = await guarded(session, () => askInstances(session, hosts.map((host) => ({ host })), subjectOf(serving)), hosts);
  if (ended?.closed === undefined) throwComplaint(await leaveMaintenance(session));
  return ended?.closed;
}

function throwComplaint(complaint: Failure | undefined): void {
  if (complaint !== undefined) throw complaint;
}

async function verifyMigrated(session: Session, before: MigrationSurvey, window: Note[]): Promise<ReturnType<Session['reporter']['close']>> {
  const { context, parts, reporter } = session;
  const releasePath = parts.migrations?.needsRelease === true ? parts.artefact.path(session.changeId) : undefined;
  const askedAt = context.ports.now();
  const manifest = backupOf(session.change, session.manifests);
  // Neither needs the other's answer, and nothing goes on asking behind the back of whichever fails.
  const [judging, asking] = await Promise.allSettled([
    askConfigured(session, 'migrated', { release: session.changeId, version: context.run.version, ...(manifest === undefined ? {} : { before: manifest }) }),
    session.askSurvey(surveyToApply(parts, releasePath)),
  ]);
  const now = usable(answerOf(asking));
  reporter.output('applied', String(now.applied.length - before.applied.length));
  reporter.output('to-revision', now.revision);
  reporter.output('reversible', String(isReversible(before.pending)));
  reporter.fact('migrations', before.pending.map((one) => [one.name, `${one.classes.length === 0 ? 'lossless' : one.classes.join(', ')}; ${describeDown(one)}`] as const));
  if (now.pending.length > 0) {
    throw new Failure({
      kind: 'command',
      code: 'LG-MIGRATION-INCOMPLETE',
      problem: 'the migrations reported success and are not all applied',
      host: parts.databaseHost,
      cause: `still pending: ${now.pending.map((one) => one.name).join(', ')}`,
      next: 'look at the output of the migration tool; the way back starts from what is recorded now',
    });
  }
  const verdict = answerOf(judging);
  if (verdict.leads !== 'open') {
    const held = verdict.leads === 'hold';
    const name = held ? 'held' : 'corrupted';
    await session.run({ steps: [], after: [...window, { kind: 'fact', name, data: { why: 'the gate on the migrated data closed' } }], lease: 'park' });
    return reporter.close(held ? 'held' : 'failed', 'the migrated data does not pass its gate', gateFailure(verdict, 'the migrated data does not pass its gate', held ? { so: `nothing is moved: a person decides${stillInMaintenance(session)}`, next: HELD } : { so: 'the way back follows; what it would lose is counted first', next: 'mend the migration, or the check if the data is as it should be, and deploy again' }));
  }
  await session.run({ steps: [], after: [...window, { kind: 'fact', name: 'migrated', data: { revision: now.revision, applied: before.pending.map((one) => one.name) } }], lease: 'park', last: true });
  if (parts.migrations?.needsRelease !== true) context.handed?.keepSurvey(now, askedAt);
  await runHooks(session, 'after-migrate');
  const stopped = scopeOf(context) === 'migrations' && inMaintenance(session);
  const closed = stopped ? await startAgain(session) : undefined;
  if (closed !== undefined) {
    const held = closed.leads === 'hold';
    const problem = 'the release that serves is not well on the new schema';
    await session.run({ steps: [], after: [{ kind: 'fact', name: held ? 'held' : 'unhealthy', data: { why: problem } }], lease: 'park' });
    return reporter.close(held ? 'held' : 'failed', problem, gateFailure(closed, problem, held ? { so: `nothing is moved: a person decides${stillInMaintenance(session)}`, next: HELD } : { so: 'the way back follows; what it would lose is counted first', next: 'bring the release that works with the new schema in the same deploy, without scope' }));
  }
  await parkAgain(session, stopped || hasHooks(session, 'after-migrate'));
  return reporter.close('passed', `${count(before.pending.length, 'migration')} applied; the schema is at ${now.revision}`);
}

function answerOf<T>(end: PromiseSettledResult<T>): T {
  if (end.status === 'fulfilled') return end.value;
  throw end.reason;
}

function edited(survey: MigrationSurvey, host: string): Failure {
  return new Failure({
    kind: 'gate-closed',
    code: 'LG-MIGRATION-EDITED',
    problem: `applied migrations were edited: ${survey.edited.map((one) => one.name).join(', ')}`,
    host,
    cause: survey.edited.map((one) => `${one.name}: recorded ${one.recorded.slice(0, 8)}, now ${one.now.slice(0, 8)}`).join('; '),
    next: 'put the files back as they were and write the change as a new migration',
  });
}

function notConfigured(): Failure {
  return new Failure({
    kind: 'configuration',
    code: 'LG-MIGRATIONS-NOT-CONFIGURED',
    problem: 'the migrate action needs the section "migrations" of the configuration',
    next: 'add it, or leave the migrate action out of the workflow',
  });
}

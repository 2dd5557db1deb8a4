import type { MigrationSurvey } from '../../migrations/migration-tool';
import { acknowledgementProblems } from '../../migrations/acknowledge';
import type { GateVerdict } from '../../model/check';
import { allFailures, Failure, Failures } from '../../model/failure';
import { count } from '../../model/words';
import { explainDifference, planDigest } from '../../model/plan-digest';
import type { Flow } from '../flow';
import { describeChanges, planConfiguration } from '../configuration';
import { askConfigured, gateFailure, notPassed, subjectOf } from '../gates';
import { runHooks } from '../hooks';
import { refusalByHand } from '../maintenance';
import { maintenancePage } from '../maintenance-page';
import type { Parts } from '../parts';
import { settleDeadChange } from '../reconcile';
import { input } from '../input';
import { runFlow } from '../run-flow';
import { scopeOf } from '../scope';
import { describeDown, tolerantSurvey } from '../schema-state';
import { servesSince } from '../serves-since';
import { automaticChecks, baselineOf } from './automatic';
import type { Session } from '../session';

const OUTPUTS = { ready: 'false', 'pending-migrations': '', risk: '', 'plan-digest': '' };
const RISKS = ['opaque', 'loss', 'break', 'lock'] as const;

/** Asks everything, in parallel, changes nothing but the record, and says all that is wrong at once. */
export const run: Flow = (context) =>
  runFlow('preflight', context, OUTPUTS, async (session, parts, reporter) => {
    const scope = scopeOf(context);
    const surveyable = parts.migrations !== undefined && !parts.migrations.needsRelease && scope !== 'configuration';
    const survey = await session.take(surveyable ? tolerantSurvey(parts, undefined) : undefined);
    await settleDeadChange(session);
    const problems: Failure[] = [];
    if (survey instanceof Failure) problems.push(survey);
    const known = survey instanceof Failure ? undefined : survey;
    problems.push(...migrationProblems(session, known), ...(scope === 'configuration' ? await configurationProblems(session) : []));
    if (scope !== 'configuration') describeMigrations(session, known);
    describeWayBack(session);
    problems.push(...pageProblems(session));
    const byHand = refusalByHand(session);
    if (byHand !== undefined) problems.push(byHand);
    problems.push(...approvalProblems(session, parts, known));
    const { previous } = session;
    const verdict = await askConfigured(session, 'preflight', { ...subjectOf(previous), ...(previous === undefined ? {} : { deployedAt: previous.at }), servesSince: servesSince(session) }, automaticChecks(session, parts.proxy === undefined ? [] : [parts.proxy]));
    describeDatabase(session, verdict);
    if (verdict.leads !== 'open') {
      problems.push(...allFailures(gateFailure(verdict, 'not ready', { so: 'nothing has been changed', next: 'mend this and run again' })));
    }
    for (const warned of notPassed(verdict)) reporter.note(`${warned.name}: ${warned.result.got}`);
    if (problems.length > 0) {
      await session.run({ steps: [], lease: session.continues ? 'park' : 'free' });
      return reporter.close('failed', `not ready: ${count(problems.length, 'problem')}`, new Failures(problems));
    }
    reporter.output('ready', 'true');
    if (context.dryRun) await runHooks(session, 'after-preflight');
    if (context.dryRun) return reporter.close('dry-run', 'ready; nothing was written');
    const opening = session.continues ? [] : [session.mint()];
    const before = await runHooks(session, 'after-preflight', { before: opening });
    await session.run({
      steps: [],
      before,
      after: [{ kind: 'fact', name: 'preflight', data: { ready: true, digest: reporter.outputs['plan-digest'] ?? '', pending: known?.pending.map((one) => one.name) ?? [], ...factsOf(verdict) } }],
      lease: 'park',
    });
    const none = context.settings.gates.preflight.length === 0 ? '; none of your own are configured for preflight' : '';
    return reporter.close('passed', `ready: ${count(verdict.checks.filter(({ result }) => result.status === 'passed').length, 'check')} passed${none}`);
  });

/** Why what serves cannot be told anything else; what would differ is on the report. */
async function configurationProblems(session: Session): Promise<readonly Failure[]> {
  try {
    describeChanges(session, await planConfiguration(session));
    return [];
  } catch (error) {
    if (!(error instanceof Failure) || error.kind === 'connection' || error.kind === 'bug') throw error;
    return allFailures(error);
  }
}

/** A page that is not there must not be found missing when it is needed. */
function pageProblems({ context, parts }: Session): Failure[] {
  try {
    if (parts.proxy !== undefined) maintenancePage(context);
    return [];
  } catch (error) {
    if (error instanceof Failure) return [error];
    throw error;
  }
}

/** P8: what the database is and how large, on the report. */
function describeDatabase(session: Session, verdict: GateVerdict): void {
  const found = verdict.checks.find(({ kind, result }) => kind === 'database' && result.status === 'passed');
  if (found !== undefined) session.reporter.fact('database', [['is', found.result.got]]);
}

/** What preflight measured, for the record. */
function factsOf(verdict: GateVerdict): { readonly baseline: ReturnType<typeof baselineOf>; readonly database?: { readonly is: string; readonly bytes: number } } {
  const found = verdict.checks.find(({ kind }) => kind === 'database')?.result;
  return { baseline: baselineOf(verdict), ...(found?.figures?.['bytes'] === undefined ? {} : { database: { is: found.got, bytes: found.figures['bytes'] } }) };
}

function migrationProblems(session: Session, survey: MigrationSurvey | undefined): Failure[] {
  const settings = session.context.settings.migrations;
  if (survey === undefined || settings === undefined) return [];
  const edited = survey.edited.map(
    ({ name, recorded, now }) =>
      new Failure({
        kind: 'gate-closed',
        code: 'LG-MIGRATION-EDITED',
        problem: `the migration ${name} was edited after it was applied`,
        host: session.parts.databaseHost,
        cause: `recorded with digest ${recorded.slice(0, 8)}, the file now has ${now.slice(0, 8)}`,
        next: 'put the file back as it was and write the change as a new migration',
      }),
  );
  return [...edited, ...acknowledgementProblems(survey.pending, settings.acknowledge)];
}

function describeMigrations(session: Session, survey: MigrationSurvey | undefined): void {
  const { reporter } = session;
  if (survey === undefined) {
    if (session.parts.migrations?.needsRelease === true) reporter.note('the pending migrations are known once the release is on the host: its own command lists them');
    return;
  }
  const classes = new Set(survey.pending.flatMap((one): readonly string[] => one.classes));
  reporter.output('pending-migrations', String(survey.pending.length));
  reporter.output('risk', survey.pending.length === 0 ? 'none' : (RISKS.find((risk) => classes.has(risk)) ?? 'lossless'));
  if (survey.pending.length === 0) return;
  reporter.fact('pending migrations', survey.pending.map((one) => [one.name, [one.classes.length === 0 ? 'lossless' : one.classes.join(', '), ...one.findings, describeDown(one)].join('; ')] as const));
}

function describeWayBack(session: Session): void {
  const { previous } = session;
  session.reporter.fact('if a gate closes', [
    previous === undefined ? ['goes back to', 'nothing: this is the first deploy'] : ['goes back to', `${previous.id} (${previous.version}), ${previous.status}`],
  ]);
}

/** P23: what was approved is what runs. */
function approvalProblems(session: Session, parts: Parts, survey: MigrationSurvey | undefined): Failure[] {
  const { context, reporter } = session;
  const digest = planDigest({
    commit: context.run.commit,
    // What was approved for one scope is not approved for another.
    configuration: scopeOf(context) === 'configuration' ? `${context.settings.digest} alone` : context.settings.digest,
    migrations: survey?.pending.map((one) => `${one.name}@${one.digest}`) ?? [],
    revision: survey?.revision ?? '',
    currentRelease: session.snapshot.current,
    hosts: parts.hosts,
  });
  reporter.output('plan-digest', digest);
  const approved = input(context, 'plan-digest');
  if (approved === undefined || approved === digest) return [];
  const changed = explainDifference(approved, digest);
  if (context.settings.environment !== 'production' && changed !== undefined) {
    reporter.note(`the plan changed since it was made (${changed.join(', ')}); ${context.settings.environment} goes on with the new one`);
    return [];
  }
  return [
    new Failure({
      kind: 'gate-closed',
      code: 'LG-PLAN-CHANGED',
      problem: 'what was approved is not what would run now',
      cause: changed === undefined ? 'the approved digest is not one of this version' : `changed since the approval: ${changed.join(', ')}`,
      next: 'plan again and have the new plan approved',
    }),
  ];
}

import type { MigrationSurvey } from '../../migrations/migration-tool';
import { acknowledgementProblems } from '../../migrations/acknowledge';
import { APPROVAL_FACT } from '../../model/approval';
import type { GateVerdict } from '../../model/check';
import { allFailures, Failure, Failures, waitsForPerson } from '../../model/failure';
import { count } from '../../model/words';
import type { Flow } from '../flow';
import { describeChanges, planConfiguration } from '../configuration';
import { bringAhead } from '../bring-ahead';
import { askConfigured, gateFailure, notPassed, subjectOf } from '../gates';
import { runHooks } from '../hooks';
import { awaitedOf } from '../left-open';
import { refusalByHand } from '../maintenance';
import { maintenancePage } from '../maintenance-page';
import { takeSettled } from '../reconcile';
import { runFlow } from '../run-flow';
import { scopeOf } from '../scope';
import { describeDown, surveyToApply } from '../schema-state';
import { servesSince } from '../serves-since';
import { type Approval, askApproval } from './approval';
import { automaticChecks, baselineOf } from './automatic';
import { describePlan } from './describe-plan';
import type { Session } from '../session';

export const OUTPUTS = { ready: 'false', 'pending-migrations': '', risk: '', 'plan-digest': '', 'approved-by': '' };
const RISKS = ['opaque', 'loss', 'break', 'lock'] as const;

/** Asks everything, in parallel, changes nothing but the record, and says all that is wrong at once. In a dry run it describes the plan as well. */
export const ask: Flow = (context) =>
  runFlow('preflight', context, OUTPUTS, async (session, parts, reporter) => {
    const scope = scopeOf(context);
    const surveyable = parts.migrations !== undefined && !parts.migrations.needsRelease && scope !== 'configuration';
    const askedAt = context.ports.now();
    const survey = await takeSettled(session, surveyable ? surveyToApply(parts, undefined) : undefined);
    const problems: Failure[] = [];
    if (survey instanceof Failure) problems.push(survey);
    const known = survey instanceof Failure ? undefined : survey;
    problems.push(...migrationProblems(session, known), ...(scope === 'configuration' ? await configurationProblems(session) : []));
    if (scope !== 'configuration') describeMigrations(session, known);
    if (!context.dryRun) describeWayBack(session);
    remindOfBad(session);
    problems.push(...pageProblems(session));
    const byHand = refusalByHand(session);
    problems.push(...(byHand === undefined ? [] : [byHand]), ...(context.dryRun ? awaitedOf(session) : []));
    // Without what is applied and pending there is no plan that could be approved, nor one to compare with.
    const approval: Approval = survey instanceof Failure ? { problems: [] } : await askApproval(session, known);
    problems.push(...approval.problems);
    const { previous } = session;
    const verdict = await askConfigured(session, 'preflight', { ...subjectOf(previous), ...(previous === undefined ? {} : { deployedAt: previous.at }), servesSince: servesSince({ journal: session.journal, releases: session.releases, current: session.snapshot.current }) }, automaticChecks(session, parts.proxy === undefined ? [] : [parts.proxy]));
    describeDatabase(session, verdict);
    handOn(session, askedAt, known, verdict);
    if (verdict.leads !== 'open') {
      problems.push(...allFailures(gateFailure(verdict, 'not ready', { so: 'nothing has been changed', next: 'mend this and run again' })));
    }
    // The page of a plan lists what nobody asked.
    for (const warned of notPassed(verdict).filter(({ result }) => !context.dryRun || result.unasked !== true)) reporter.note(`${warned.name}: ${warned.result.got}`);
    if (context.dryRun) reporter.plan(await describePlan(session, survey, problems.length === 0, verdict));
    if (problems.length > 0) {
      reporter.closeGate('preflight', problems.length);
      await session.run({ steps: [], lease: session.continues ? 'park' : 'free' });
      const failure = new Failures(problems);
      return reporter.close(waitsForPerson(failure) ? 'held' : 'failed', `not ready: ${count(problems.length, 'problem')}`, failure);
    }
    reporter.output('ready', 'true');
    const opening = [...(session.continues ? [] : [session.mint()]), ...(approval.mark === undefined ? [] : [{ kind: 'fact', name: APPROVAL_FACT, data: approval.mark } as const])];
    const before = await runHooks(session, 'after-preflight', { before: opening });
    await session.run({
      steps: [],
      before,
      after: [{ kind: 'fact', name: 'preflight', data: { ready: true, digest: reporter.outputs['plan-digest'] ?? '', pending: known?.pending.map((one) => one.name) ?? [], ...factsOf(verdict) } }],
      lease: 'park',
      last: true,
    });
    if (context.dryRun) return reporter.close('dry-run', 'ready; nothing was written');
    if (context.handed !== undefined) context.handed.bringing = bringAhead(session);
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

/** For the stages that follow in this process. */
function handOn({ context: { handed } }: Session, askedAt: Date, survey: MigrationSurvey | undefined, verdict: GateVerdict): void {
  if (survey !== undefined) handed?.keepSurvey(survey, askedAt);
  if (factsOf(verdict).database !== undefined) handed?.keepDatabase(askedAt);
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
  // The plan says it better.
  if (survey.pending.length === 0 || session.context.dryRun) return;
  reporter.fact('pending migrations', survey.pending.map((one) => [one.name, [one.classes.length === 0 ? 'lossless' : one.classes.join(', '), ...one.findings, describeDown(one)].join('; ')] as const));
}

/** Somebody may not know that what they deploy was gone back from; whether it is well now is what the gates are for. */
function remindOfBad({ context: { run: { commit } }, releases, reporter }: Session): void {
  const bad = releases.findLast((release) => release.status === 'bad' && release.commit === commit);
  if (bad !== undefined && commit !== '') reporter.note(`${bad.id} (${bad.version}) was made of this same commit, and is marked bad on record`);
}

function describeWayBack(session: Session): void {
  const { previous } = session;
  session.reporter.fact('if a gate closes', [
    previous === undefined ? ['goes back to', 'nothing: this is the first deploy'] : ['goes back to', `${previous.id} (${previous.version}), ${previous.status}`],
  ]);
}

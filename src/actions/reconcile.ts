import type { MigrationSurvey } from '../migrations/migration-tool';
import type { Probe } from '../model/command';
import { allFailures, Failure, waitsForPerson } from '../model/failure';
import type { ChangeRecord } from '../model/journal';
import type { FlowContext, FlowResult } from './flow';
import { keepingLease } from './keeping';
import { inMaintenanceOfChange } from './maintenance';
import { runFlow } from './run-flow';
import { tolerantSurvey } from './schema-state';
import type { Session } from './session';
import { goBack } from './way-back';
import { HELD_CODE, heldBy } from './way-back-outcome';
import type { WayBackOutcome } from './way-back-outcome';

export type JobStatus = 'success' | 'failure' | 'cancelled';

const AGAIN_MS = 2000;
const TIMES = 15;

/** A machine that went down and came back can be reached before its database answers: where the way back depends on it, it is asked again for a while. */
async function awaitDatabase(session: Session, change: ChangeRecord, early: MigrationSurvey | Failure | undefined): Promise<MigrationSurvey | Failure | undefined> {
  const { ports, dryRun } = session.context;
  const askIt = (): Promise<MigrationSurvey | Failure | undefined> => session.askSurvey(tolerantSurvey(session.parts, session.parts.artefact.path(change.id)));
  const isDown = (survey: MigrationSurvey | Failure | undefined): boolean => survey instanceof Failure && survey.code === 'LG-DATABASE-DOWN';
  const first = early ?? (await askIt());
  if (dryRun || !isDown(first) || !change.facts.has('migrating')) return first;
  ports.progress('the database does not answer yet, and the way back depends on what it says: asking again for a while');
  return keepingLease(session, async () => {
    let survey = first;
    for (let time = 0; time < TIMES && isDown(survey); time += 1) {
      await ports.sleep(AGAIN_MS);
      survey = await askIt();
    }
    return survey;
  });
}

/** Asks again for the schema, below the release that the change brought where its files are there, unless it was asked already. */
export async function goBackFromOpenChange(session: Session, lease: 'keep' | 'park' | 'free', more: { approvedLoss?: number; level?: 'R0' | 'R2' | 'R3' | undefined; byHand?: boolean; survey?: MigrationSurvey | Failure | undefined } = {}): Promise<WayBackOutcome | undefined> {
  const { change } = session;
  if (change === undefined) return undefined;
  const survey = await awaitDatabase(session, change, more.survey);
  return goBack(session, { change, from: change.id, survey, approvedLoss: more.approvedLoss ?? 0, level: more.level, lease, byHand: more.byHand ?? false });
}

/**
 * Before an action opens a change of its own: a change that a dead run left open is gone back from first. Answers whether there
 * was one: what was asked of the hosts before may be otherwise since. Throws when that needs a person.
 */
export async function settleDeadChange(session: Session): Promise<boolean> {
  const dead = session.change;
  if (dead === undefined || session.continues || session.context.dryRun) return false;
  session.context.ports.progress(`the change ${dead.id} of ${dead.opened.owner} was never finished; ${heldBy(dead) === undefined ? 'going back from it first' : 'a gate left it to a person, so nothing of it is moved'}`);
  const outcome = await goBackFromOpenChange(session, 'keep');
  // What a gate left to a person is decided by whoever deploys again.
  if (outcome?.leftAsItIs === true) {
    session.reporter.note(`the unfinished change ${dead.id} was closed first: ${outcome.headline}`);
    for (const { code, facts } of outcome.failure === undefined ? [] : allFailures(outcome.failure)) if (code !== HELD_CODE) session.reporter.note(facts.problem);
    await session.readAgain();
    return true;
  }
  if (outcome?.failure !== undefined && outcome.status !== 'rolled-back' && outcome.status !== 'nothing-to-do') throw outcome.failure;
  session.reporter.note(`the unfinished change ${dead.id} was settled first: ${outcome?.headline ?? ''}`);
  await session.readAgain();
  return true;
}

/**
 * Takes the lease and settles what a dead run left. The answer is of afterwards: a way back may have restored the very database that was
 * asked. `known`: what an earlier stage found and handed on, which nobody is asked again.
 */
export async function takeSettled<T>(session: Session, probe: Probe<T> | undefined, known: () => T | undefined = () => undefined): Promise<T | undefined> {
  const asked = known() === undefined;
  const answer = await session.take(asked ? probe : undefined);
  if (await settleDeadChange(session)) return session.askSurvey(probe);
  // It is gone where the lease was lost in between and had to be taken anew.
  return asked ? answer : (known() ?? session.askSurvey(probe));
}

/**
 * What the taker's post step does, as the last one of the job: a job that succeeded has its change closed; any other way of
 * ending leads back, unless the rollback action has done so already. Idempotent; frees the lease.
 */
export async function reconcile(context: FlowContext, jobStatus: JobStatus): Promise<FlowResult> {
  return runFlow('lockgate', context, {}, async (session, _parts, reporter) => {
    await session.look(undefined, true);
    const mine = session.snapshot.lease?.owner === context.run.owner;
    if (!mine) return reporter.close('nothing-to-do', 'the lease is not ours any more');
    await session.take(undefined, true);
    const { change } = session;
    if (change === undefined) {
      await session.note({ lease: 'free' });
      return reporter.close('passed', 'nothing was left open');
    }
    reporter.release = change.id;
    const against = jobStatus === 'success' ? (contradiction(change) ?? (inMaintenanceOfChange(session) ? 'maintenance was entered and never left' : undefined)) : undefined;
    if (jobStatus === 'success' && against === undefined) {
      // What the job brought cannot be concluded without them; the next run looks again.
      const [missing] = session.missing.values();
      if (missing !== undefined) throw missing;
      const switched = session.snapshot.current === change.id;
      const unproven = switched && context.settings.gates.released.length > 0;
      const outcome = unproven ? 'held' : switched ? 'released' : 'nothing-changed';
      await session.run({ steps: [], after: [{ kind: 'closed', outcome }], lease: 'free' });
      if (unproven) return reporter.close('held', `${change.id} serves, and nobody called it healthy`, unconfirmed(change.id));
      return reporter.close('passed', switched ? `${change.id} is released` : 'nothing was switched');
    }
    const outcome = await goBackFromOpenChange(session, 'free');
    if (outcome?.failure !== undefined) return reporter.close(waitsForPerson(outcome.failure) ? 'held' : 'failed', outcome.headline, outcome.failure);
    const headline = outcome?.headline ?? '';
    if (against !== undefined) return reporter.close('failed', `the job says success, and its record says otherwise; ${headline}`, disguised(against));
    // The job is red already; a way back that worked is no second failure.
    return reporter.close(outcome?.status === 'rolled-back' ? 'passed' : 'nothing-to-do', headline);
  });
}

/** What the record holds against a job that calls itself successful: `continue-on-error` makes such jobs. */
function contradiction(change: ChangeRecord): string | undefined {
  const step = change.steps.find(({ phase }) => phase !== 'done');
  if (step !== undefined) return `the step "${step.title}" ${step.phase === 'failed' ? 'failed' : 'never ended'}`;
  const gate = ['unhealthy', 'corrupted'].find((fact) => change.facts.has(fact));
  return gate === undefined ? undefined : 'a gate closed on it';
}

function disguised(why: string): Failure {
  return new Failure({
    kind: 'state',
    code: 'LG-JOB-DISGUISED',
    problem: 'the job calls itself successful, and the record on the host says that its deploy was not',
    cause: why,
    next: 'take continue-on-error off the Lockgate steps of the workflow; what could be taken back was taken back',
  });
}

function unconfirmed(release: string): Failure {
  return new Failure({
    kind: 'gate-closed',
    code: 'LG-RELEASE-UNCONFIRMED',
    problem: `${release} serves, and no health-check of this job called it healthy`,
    cause: 'the configuration has checks for the moment "released", and nobody asked them',
    next: 'add the health-check action after rolling-deploy; nothing was moved',
  });
}

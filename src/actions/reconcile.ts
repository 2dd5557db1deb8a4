import { Failure } from '../model/failure';
import type { FlowContext, FlowResult } from './flow';
import { runFlow } from './run-flow';
import { tolerantSurvey } from './schema-state';
import type { Note } from './notes';
import type { Session } from './session';
import { goBack } from './way-back';
import type { WayBackOutcome } from './way-back';

export type JobStatus = 'success' | 'failure' | 'cancelled';

/** Asks again for the schema, below the release that the change brought where its files are there. */
export async function goBackFromOpenChange(session: Session, lease: 'keep' | 'park' | 'free', more: { approvedLoss?: number; level?: 'R0' | 'R2' | 'R3' | undefined; byHand?: boolean } = {}): Promise<WayBackOutcome | undefined> {
  const { change } = session;
  if (change === undefined) return undefined;
  const survey = await session.askSurvey(tolerantSurvey(session.parts, session.parts.artefact.path(change.id)));
  return goBack(session, { change, from: change.id, survey, approvedLoss: more.approvedLoss ?? 0, level: more.level, lease, byHand: more.byHand ?? false });
}

/**
 * Before an action opens a change of its own: a change that a dead run left open is gone back from first. Throws when that
 * needs a person.
 */
export async function settleDeadChange(session: Session): Promise<void> {
  const dead = session.change;
  if (dead === undefined || session.continues || session.context.dryRun) return;
  session.context.ports.progress(`the change ${dead.id} of ${dead.opened.owner} was never finished; going back from it first`);
  const outcome = await goBackFromOpenChange(session, 'keep');
  if (outcome?.failure !== undefined) throw outcome.failure;
  session.reporter.note(`the unfinished change ${dead.id} was settled first: ${outcome?.headline ?? ''}`);
  await session.readAgain();
}

/**
 * What the taker's post step does, as the last one of the job: a job that succeeded has its change closed; any other way of
 * ending leads back, unless the rollback action has done so already. Idempotent; frees the lease.
 */
export async function reconcile(context: FlowContext, jobStatus: JobStatus): Promise<FlowResult> {
  return runFlow('lockgate', context, {}, async (session, _parts, reporter) => {
    await session.look();
    const mine = session.snapshot.lease?.owner === context.run.owner;
    if (!mine) return reporter.close('nothing-to-do', 'the lease is not ours any more');
    await session.take(undefined, true);
    const { change } = session;
    if (change === undefined) {
      await session.run({ steps: [], lease: 'free' });
      return reporter.close('passed', 'nothing was left open');
    }
    reporter.release = change.id;
    if (jobStatus === 'success') {
      const released = session.snapshot.current === change.id;
      const after: Note[] = [{ kind: 'closed', outcome: released ? 'released' : 'nothing-changed' }];
      await session.run({ steps: [], after, lease: 'free' });
      return reporter.close('passed', released ? `${change.id} is released` : 'nothing was switched');
    }
    const outcome = await goBackFromOpenChange(session, 'free');
    if (outcome?.failure !== undefined) return reporter.close('failed', outcome.headline, outcome.failure);
    const headline = outcome?.headline ?? '';
    // The job is red already; a way back that worked is no second failure.
    return reporter.close(outcome?.status === 'rolled-back' ? 'passed' : 'nothing-to-do', headline);
  });
}

export function noChange(action: string): Failure {
  return new Failure({
    kind: 'state',
    code: 'LG-NO-CHANGE',
    problem: `${action} has nothing to work on: no change of this run is open on the host`,
    cause: 'the actions before it did not run, or their change was closed already',
    next: 'run rolling-deploy before it in the same job',
  });
}

import { Failure } from '../../model/failure';
import type { Release, ReleaseRecord } from '../../model/release';
import { deriveSteps, describeChanges, environmentNotes, planConfiguration } from '../configuration';
import type { ConfigurationPlan } from '../configuration';
import type { Flow } from '../flow';
import { consequenceFor, gateFailure } from '../gates';
import { requirePredecessors } from '../predecessors';
import { prepareRelease } from '../prepare-release';
import { runtimeNotes } from '../recorded-runtime';
import { takeSettled } from '../reconcile';
import { plannedStages, rollOut } from '../roll-out';
import { runFlow } from '../run-flow';
import { scopeOf, touchesData } from '../scope';
import { tolerantSurvey } from '../schema-state';
import { hasHooks, parkAgain, runHooks } from '../hooks';
import { inMaintenance, leaveMaintenance, refuseByHand, stillInMaintenance } from '../maintenance';
import type { Note } from '../notes';
import type { Session } from '../session';

const OUTPUTS = { 'release-id': '', 'previous-release-id': '', status: 'failed' };

/** Brings the release, switches to it, and asks each new instance; everything before the switch touches nothing that serves. */
export const run: Flow = (context) =>
  runFlow('rolling-deploy', context, OUTPUTS, async (session, parts, reporter) => {
    const scope = scopeOf(context);
    const surveyable = parts.migrations !== undefined && !parts.migrations.needsRelease && touchesData(scope);
    const survey = await takeSettled(session, surveyable ? tolerantSurvey(parts, undefined) : undefined, () => context.handed?.survey(context.ports.now()));
    refuseByHand(session);
    if (survey instanceof Failure) throw survey;
    const change = session.continues ? session.change : undefined;
    const plan = scope === 'configuration' ? await planConfiguration(session) : undefined;
    // A dry run has written nothing that could be asked.
    if (!context.dryRun) requirePredecessors('rolling-deploy', context.settings, scope, {
      covered: { commit: context.run.commit, configuration: context.settings.digest },
      change,
      manifests: session.manifests,
      pending: survey?.pending.map((one) => one.name),
    });
    if (plan !== undefined) describeChanges(session, plan);
    if (plan?.changes.length === 0) return leaveAsItIs(session, plan.base);
    const opening: Note[] = change === undefined ? [session.mint()] : [];
    const previous = change?.opened.previous ?? session.previous?.id;
    reporter.release = session.changeId;
    reporter.output('release-id', session.changeId);
    reporter.output('previous-release-id', previous ?? '');
    if (session.snapshot.current === session.changeId) throw alreadyServing(session);
    const release = releaseOf(session, survey?.revision ?? '', plan);
    const assembling = plan === undefined ? await prepareRelease(session) : deriveSteps(session, plan);
    const strategyParts = { hosts: parts.hosts, artefact: parts.artefact, runtime: requireRuntime(parts.runtime), proxy: parts.proxy };
    const before: Note[] = [...opening, { kind: 'release', release, status: 'pending' }, ...runtimeNotes(session), ...environmentNotes(session), ...(plan === undefined ? [] : [{ kind: 'fact', name: 'configuration', data: { base: plan.base.id, changes: plan.changes } } as const])];
    if (context.dryRun) {
      await session.run({ steps: assembling, before, lease: 'keep' });
      await runHooks(session, 'before-switch');
      const steps = plannedStages(session, strategyParts, session.changeId, previous === '' ? undefined : previous).flatMap((stage) => stage.steps);
      await session.run({ steps, lease: 'park' });
      if (inMaintenance(session)) await leaveMaintenance(session);
      await runHooks(session, 'after-switch');
      // As of the whole deploy: nothing was done, and nothing is the matter.
      reporter.output('status', 'nothing-to-do');
      return reporter.close('dry-run', `${String(assembling.length + steps.length)} steps would be run`);
    }
    let [first, notes] = [assembling, before];
    if (context.settings.hooks['before-switch'].length > 0) {
      await session.run({ steps: first, before: notes, lease: 'keep' });
      [first, notes] = [[], []];
      await runHooks(session, 'before-switch');
    }
    const { outcomes, closed, failure } = await rollOut(session, {
      parts: strategyParts,
      release: session.changeId,
      previous: previous === '' ? undefined : previous,
      subject: { release: session.changeId, version: release.version },
      first,
      before: notes,
      after: [{ kind: 'release', release, status: 'active' }],
    });
    if (parts.hosts.length > 1) reporter.fact('hosts', [...outcomes]);
    if (failure !== undefined) {
      await session.note({ lease: 'park' });
      throw failure;
    }
    if (closed !== undefined) {
      const held = closed.leads === 'hold';
      await session.note({ after: [{ kind: 'fact', name: held ? 'held' : 'unhealthy', data: { why: 'the gate on the new instances closed' } }], lease: 'park' });
      reporter.output('status', held ? 'held' : 'unhealthy');
      const headline = 'the new release does not pass its gate';
      const consequence = consequenceFor(session, closed.leads, session.changeId);
      const told = held ? { ...consequence, so: `${consequence.so}${stillInMaintenance(session)}` } : consequence;
      return reporter.close(held ? 'held' : 'failed', headline, gateFailure(closed, headline, told));
    }
    await session.keepRemembered();
    const stopped = inMaintenance(session);
    const complaint = stopped ? await leaveMaintenance(session) : undefined;
    // On the way forward it closes the way, as every other hook before the release is called good does.
    if (complaint !== undefined) throw complaint;
    await runHooks(session, 'after-switch');
    await parkAgain(session, stopped || hasHooks(session, 'after-switch'));
    const serving = [...outcomes.values()].filter((outcome) => outcome === 'serves').length;
    reporter.output('status', 'deployed');
    return reporter.close('passed', `${session.changeId} (${release.version}) serves on ${String(serving)} of ${String(parts.hosts.length)} hosts`);
  });

/** What is on record of what this change brings. What differs in its configuration alone is the version that it is made of. */
function releaseOf(session: Session, schema: string, plan: ConfigurationPlan | undefined): Release {
  const { changeId: id, context: { run } } = session;
  if (plan === undefined) return { id, version: run.version, commit: run.commit, artefact: '', schema, schemaFloor: '' };
  const { base: { version, commit, artefact, schema: its, schemaFloor }, origin } = plan;
  return { id, version, commit, artefact, schema: its, schemaFloor, origin };
}

/** Nothing differs: a change that preflight opened is closed, and nothing is restarted. */
async function leaveAsItIs(session: Session, base: ReleaseRecord): Promise<ReturnType<Session['reporter']['close']>> {
  const { reporter, context } = session;
  const opened = session.continues;
  await session.run({ steps: [], after: opened ? [{ kind: 'closed', outcome: 'nothing-changed' }] : [], lease: opened ? 'park' : 'free' });
  reporter.release = base.id;
  reporter.output('previous-release-id', base.id);
  reporter.output('status', 'unchanged');
  return reporter.close(context.dryRun ? 'dry-run' : 'nothing-to-do', `nothing differs from what ${base.id} is told: it serves as it is`);
}

function requireRuntime<R>(runtime: R | undefined): R {
  if (runtime !== undefined) return runtime;
  throw new Failure({
    kind: 'configuration',
    code: 'LG-RUNTIME-NOT-CONFIGURED',
    problem: 'the rolling-deploy action needs the section "runtime" of the configuration',
    next: 'say how the application is started and stopped: runtime: { kind: command, start: …, port: … }',
  });
}

function alreadyServing(session: Session): Failure {
  return new Failure({
    kind: 'state',
    code: 'LG-ALREADY-SWITCHED',
    problem: `the release ${session.changeId} of this run serves already`,
    host: session.parts.hosts[0],
    next: 'run rolling-deploy once per job',
  });
}

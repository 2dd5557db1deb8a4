import { Failure } from '../../model/failure';
import type { GateVerdict } from '../../model/check';
import { chooseKept } from '../../model/release';
import type { ReleaseRecord } from '../../model/release';
import { foldJournal } from '../../model/journal';
import { count } from '../../model/words';
import type { AskedCheck } from '../../checks/ask-gate';
import { automaticCheck } from '../../checks/automatic/plugins';
import { watchGate } from '../../checks/watch-gate';
import type { Flow } from '../flow';
import { askConfigured, checkContexts, consequenceFor, gateFailure, gateHosts, gatePlugins, notPassed, openOrFailed, rememberGate, whereItLogs } from '../gates';
import type { GateSubject } from '../gates';
import { backupOf } from '../predecessors';
import { hasHooks, runHooks, tryHooks } from '../hooks';
import type { Note } from '../notes';
import { keepingLease } from '../keeping';
import { runFlow } from '../run-flow';
import type { Session } from '../session';
import { servesSince } from '../serves-since';
import { putSignOff } from '../sign-off';
import { backHosts } from '../touched';
import { counting, p95Of, readBaseline, restartsOf } from './watched';

const OUTPUTS = { status: 'inconclusive', 'failed-checks': '', 'p95-ms': '' };

/**
 * Asks the released application, watches it, and only then calls the release good. Without a change of this run it asks
 * what serves now and writes nothing.
 */
export const run: Flow = (context) =>
  runFlow('health-check', context, OUTPUTS, async (session, _parts, reporter) => {
    await session.look();
    if (context.dryRun && session.continues) {
      // There is no new release yet that could be asked; what follows once it is good is listed.
      await session.run({ steps: retainSteps(session, session.changeId), lease: 'park' });
      await runHooks(session, 'released');
      return reporter.close('dry-run', 'the new release is asked once it runs');
    }
    const deploying = session.continues && session.snapshot.current === session.changeId;
    if (session.continues && !deploying && session.change?.facts.has('preflight') === true) throw notSwitched(session);
    if (deploying) await session.take();
    const serving = session.releases.find((release) => release.id === session.snapshot.current);
    reporter.release = serving?.id ?? '';
    if (context.dryRun && serving === undefined) {
      for (const check of [...context.settings.gates.released, ...context.settings.gates.watch]) reporter.note(`would ask: ${check.name}`);
      return reporter.close('dry-run', 'nothing serves yet that could be asked');
    }
    const brought = session.change ?? foldJournal(session.journal).findLast(({ id }) => id === serving?.id);
    const elsewhere = backHosts(brought);
    for (const [host, release] of elsewhere) reporter.note(`${host} was not asked for ${serving?.id ?? ''}: it failed within the budget and serves ${release}`);
    const manifest = backupOf(session.change, session.manifests);
    const subject: GateSubject = {
      release: serving?.id ?? '',
      version: serving?.version ?? '',
      ...(serving === undefined ? {} : { deployedAt: serving.at }),
      elsewhere: new Set(elsewhere.keys()),
      ...(deploying ? {} : { servesSince: servesSince({ journal: session.journal, releases: session.releases, current: session.snapshot.current }) }),
      ...(manifest === undefined ? {} : { before: manifest }),
      ...baselineFor(session, serving?.id),
    };
    let verdict = await askConfigured(session, 'released', subject, firstRestarts(session));
    if (verdict.leads === 'open') verdict = await watch(session, subject, verdict);
    const bad = notPassed(verdict);
    reporter.output('failed-checks', bad.map((check) => check.name).join(', '));
    const p95 = p95Of(verdict);
    reporter.output('p95-ms', p95 === undefined ? '' : String(Math.round(p95)));
    if (verdict.leads !== 'open') return close(session, verdict, deploying);
    if (verdict.checks.length === 0) {
      reporter.note('no checks are configured for the moment "released": nothing was asked, so nothing is called healthy');
    } else reporter.output('status', 'healthy');
    if (context.dryRun) return reporter.close('dry-run', 'asked; nothing was written');
    if (deploying && serving !== undefined) {
      const { status: _status, at: _at, ...release } = serving;
      await session.run({
        steps: retainSteps(session, release.id),
        before: [{ kind: 'release', release, status: 'good' }, ...retiredNotes(session, release.id)],
        after: [{ kind: 'closed', outcome: 'released' }],
        // Nothing that follows in the job needs it: a release that is called good is closed.
        lease: hasHooks(session, 'released') ? 'keep' : 'free',
      });
      await putSignOff(session, release.id);
      const complaint = await tryHooks(session, 'released', { release: release.id, version: release.version });
      if (hasHooks(session, 'released')) await session.run({ steps: [], lease: 'free' });
      if (complaint !== undefined) return reporter.close('failed', `${release.id} is released, and a hook after it failed`, complaint);
    }
    return reporter.close('passed', verdict.checks.length === 0 ? 'nothing was asked' : `${serving?.id ?? 'the application'} is healthy: ${count(verdict.checks.length, 'check')} passed`);
  });

/** The first count of restarts travels with the gate before the watch, where there is a watch that goes on from it. */
function firstRestarts({ context: { settings }, parts }: Session): AskedCheck[] {
  if (parts.runtime === undefined || settings.watch.forMs === 0 || settings.gates.watch.length === 0 || settings.gates.released.length === 0) return [];
  return [automaticCheck('restarts', undefined, { onFail: 'warn', onInconclusive: 'warn' })];
}

function baselineFor(session: Session, release: string | undefined): Pick<GateSubject, 'baseline'> {
  const baseline = release === undefined ? undefined : readBaseline(session, release);
  return baseline === undefined ? {} : { baseline };
}

async function watch(session: Session, subject: GateSubject, before: GateVerdict): Promise<GateVerdict> {
  const { context } = session;
  const { forMs, everyMs } = context.settings.watch;
  const restarts = restartsOf(before);
  const checks = [...context.settings.gates.watch, ...(restarts.size === 0 ? [] : [automaticCheck('restarts', undefined, { hosts: [...restarts.keys()], onFail: 'rollback' })])];
  if (forMs === 0 || context.settings.gates.watch.length === 0) return before;
  const { ports, answers } = counting(context.ports, context.settings.url);
  const contextOf = checkContexts(session, 'watch', { ...subject, restarts });
  const begun = context.ports.now().getTime();
  const watched = await session.reporter.timed(`watch for ${String(Math.round(forMs / 1000))} s`, undefined, () =>
    keepingLease(session, () => watchGate({ moment: 'watch', checks, plugins: gatePlugins, hosts: gateHosts(session), contextFor: (alias) => ({ ...contextOf(alias), answers: answers() }), ports, forMs, everyMs })),
    openOrFailed,
  );
  session.reporter.gate(watched);
  rememberGate(session, watched, begun);
  return watched.leads === 'open' ? { ...before, checks: [...before.checks, ...watched.checks] } : watched;
}

async function close(session: Session, verdict: GateVerdict, deploying: boolean): Promise<ReturnType<Session['reporter']['close']>> {
  const { reporter, context } = session;
  const held = verdict.leads === 'hold';
  const inconclusive = notPassed(verdict).every((check) => check.result.status === 'inconclusive');
  reporter.output('status', inconclusive ? 'inconclusive' : 'unhealthy');
  const consequence = deploying ? consequenceFor(session, verdict.leads, reporter.release) : { so: 'nothing is moved: this run deployed nothing', next: whereItLogs(session) };
  if (deploying && !context.dryRun) {
    await session.run({ steps: [], after: [{ kind: 'fact', name: held ? 'held' : 'unhealthy', data: { why: notPassed(verdict).map((check) => check.name).join(', ') } }], lease: 'park' });
    await putSignOff(session, session.changeId);
  }
  const headline = inconclusive ? 'it could not be told whether the release is healthy' : deploying ? 'the new release is not healthy' : 'the application is not healthy';
  return reporter.close(held ? 'held' : 'failed', headline, gateFailure(verdict, headline, consequence));
}

/** The good releases besides the one that is released now, and those of them that stay. */
function retention(session: Session, current: string): { readonly good: readonly ReleaseRecord[]; readonly kept: readonly ReleaseRecord[] } {
  const good = session.releases.filter((release) => release.status === 'good' && release.id !== current);
  const previous = session.change?.opened.previous;
  const others = session.releases.filter(({ id }) => id === current || id === previous);
  return { good, kept: chooseKept(good, previous, session.context.settings.release.keep, others) };
}

/** What stays, and what a way back would lead to although nobody called it good. */
function retainSteps(session: Session, current: string): Parameters<Session['run']>[0]['steps'] {
  const { artefact, hosts } = session.parts;
  const { good, kept } = retention(session, current);
  const protect = [...kept.map(({ id }) => id), session.change?.opened.previous ?? '', current].filter((id) => id !== '');
  return hosts.map((host) => ({
    id: hosts.length === 1 ? 'release.retain' : `release.retain@${host}`,
    title: `keep the newest releases, remove older ones`,
    host,
    does: artefact.retain([...good.map(({ id }) => id), current], protect, session.context.settings.release.keep),
    undo: { kind: 'none', text: 'no way back leads to what was removed' },
  }));
}

/** Good releases whose files go now: on record before the first of them does, so that nobody is sent back to half of one. */
function retiredNotes(session: Session, current: string): Note[] {
  const { good, kept } = retention(session, current);
  return good.filter((release) => !kept.includes(release)).map(({ status: _status, at: _at, ...release }) => ({ kind: 'release', release, status: 'retired' }));
}

function notSwitched(session: Session): Failure {
  return new Failure({
    kind: 'state',
    code: 'LG-PREDECESSOR-ROLLING-DEPLOY',
    problem: 'health-check does not go on: the release of this run does not serve',
    host: session.parts.hosts[0],
    cause: `the record says that ${session.snapshot.current === '' ? 'nothing' : session.snapshot.current} serves, and that the change ${session.changeId} is open`,
    next: 'run rolling-deploy before health-check in the same job, and let it pass',
  });
}

import type { GateVerdict } from '../model/check';
import { allFailures, Failure } from '../model/failure';
import type { Step } from '../model/step';
import { batchesOf } from '../model/rollout';
import { keepLease } from '../state/keep-lease';
import type { Asked, Stage, StrategyParts } from '../strategies/strategy';
import { askInstances, bakeInstances } from './ask-instances';
import { tellDrains } from './drains';
import { notPassed } from './gates';
import type { GateSubject } from './gates';
import type { Note } from './notes';
import type { Session } from './session';

export interface RollOutRequest {
  readonly parts: StrategyParts;
  readonly release: string;
  readonly previous: string | undefined;
  readonly subject: GateSubject;
  /** What comes before the first stage, and travels with it. */
  readonly first: readonly Step[];
  readonly before: readonly Note[];
  /** Written with the last stage. */
  readonly after: readonly Note[];
}

/** How the roll-out ended on a host. */
export type HostOutcome = 'serves' | 'failed' | 'went back' | 'not reached';

export interface RollOut {
  readonly outcomes: ReadonlyMap<string, HostOutcome>;
  /** The gate that closed and ended it, or the step that failed. */
  readonly closed?: GateVerdict;
  readonly failure?: Failure;
}

interface Ended {
  readonly hosts: readonly string[];
  readonly closed?: GateVerdict;
  readonly failure?: Failure;
}

/** Every step that would be run, for the dry run. */
export function plannedStages(session: Session, parts: StrategyParts, release: string, previous: string | undefined): readonly Stage[] {
  return batchesOf(parts.hosts, session.context.settings.strategy.rollout).flatMap((hosts) => session.parts.strategy.forward({ ...parts, hosts }, release, previous));
}

/**
 * Changes the hosts batch by batch: a stage, its gate, the next stage. What fails in the first batch, or beyond the budget,
 * ends it at once with everything else as it is; a host within the budget goes back alone. The way back of what was
 * changed is not taken here.
 */
export async function rollOut(session: Session, request: RollOutRequest): Promise<RollOut> {
  const { parts, release, previous, subject } = request;
  const { rollout } = session.context.settings.strategy;
  const batches = batchesOf(parts.hosts, rollout);
  const outcomes = new Map<string, HostOutcome>(parts.hosts.map((host) => [host, 'not reached']));
  let failed = 0;
  let { first, before } = request;
  for (const [index, hosts] of batches.entries()) {
    const last = index === batches.length - 1;
    const stages = session.parts.strategy.forward({ ...parts, hosts }, release, previous);
    let ended = await runStages(session, stages, subject, { first, before, after: last ? request.after : [] });
    first = [];
    before = [];
    if (ended === undefined && index === 0 && !last && rollout.bakeMs > 0) ended = await guarded(session, () => bakeInstances(session, hosts.map((host) => ({ host })), subject, rollout.bakeMs), hosts);
    for (const host of hosts) outcomes.set(host, ended?.hosts.includes(host) === true ? 'failed' : 'serves');
    if (ended === undefined) continue;
    failed += ended.hosts.length;
    if (index === 0 || failed > rollout.failures || ended.closed?.leads === 'hold') return { outcomes, ...ended };
    // What does not come back well is beyond any budget.
    if (!(await leaveOut(session, request, hosts, ended, last))) return { outcomes, ...ended };
    for (const host of hosts) outcomes.set(host, 'went back');
  }
  return { outcomes };
}

/** Undefined when every stage was run and every gate was open. */
async function runStages(session: Session, stages: readonly Stage[], subject: GateSubject, { first, before, after }: Pick<RollOutRequest, 'first' | 'before' | 'after'>): Promise<Ended | undefined> {
  for (const [index, { steps, asks }] of stages.entries()) {
    const head = index === 0;
    const tail = index === stages.length - 1;
    const hosts = [...new Set(steps.map(({ host }) => host))];
    try {
      const ahead = head ? first : [];
      const results = await session.run({
        steps: [...ahead, ...steps],
        before: head ? before : [],
        after: tail ? after : [],
        lease: tail && after.length > 0 ? 'park' : 'keep',
        together: ahead.length === 0 && hosts.length > 1,
      });
      tellDrains(session, steps, results);
    } catch (error) {
      if (!(error instanceof Failure) || error.kind === 'bug' || error.kind === 'interrupted' || error.kind === 'lease-held') throw error;
      const named = allFailures(error).flatMap(({ facts }) => facts.host ?? []);
      return { hosts: named.length === 0 ? hosts : named, failure: error };
    }
    const closed = asks.length === 0 ? undefined : await guarded(session, () => askInstances(session, asks, subject), hosts);
    if (closed !== undefined) return closed;
  }
  return undefined;
}

/** Asks with the lease renewed meanwhile. Undefined when the gate was open. */
async function guarded(session: Session, askIt: () => Promise<GateVerdict>, hosts: readonly string[]): Promise<Ended | undefined> {
  const { parts, context } = session;
  const keeper = keepLease(parts.hosts.map((host) => session.turn(host)), parts.site.layout, context.ports);
  try {
    const verdict = await askIt();
    if (verdict.leads === 'open') return undefined;
    const ill = new Set(notPassed(verdict).flatMap(({ host }) => host ?? []));
    return { hosts: ill.size === 0 ? hosts : hosts.filter((host) => ill.has(host)), closed: verdict };
  } finally {
    await keeper.stop();
  }
}

/** Within the budget: the whole batch goes back to what it served before, and the run goes on without it. False where it is not well there. */
async function leaveOut(session: Session, { parts, release, previous, after }: RollOutRequest, hosts: readonly string[], ended: Ended, last: boolean): Promise<boolean> {
  const why = ended.failure?.facts.problem ?? notPassed(ended.closed ?? { moment: 'instance', leads: 'open', checks: [] }).map(({ name }) => name).join(', ');
  session.reporter.note(`${ended.hosts.join(', ')} failed within the budget (${why}); ${hosts.join(', ')} ${hosts.length === 1 ? 'goes' : 'go'} back alone`);
  const { ill } = await goBackOn(session, session.parts.strategy.back({ ...parts, hosts }, { from: release, target: previous, whileStopped: [], begun: new Map() }), { release: previous ?? '', version: '' });
  if (ill.length > 0) return false;
  if (last) await session.run({ steps: [], after, lease: 'park' });
  return true;
}

export interface WentBack {
  readonly asked: readonly Asked[];
  /** Verdicts of the gates that did not open. */
  readonly ill: readonly GateVerdict[];
}

/** Runs the stages of a way back. Gates are asked so that nothing gets traffic too early; their answers stop nothing, and are handed on. */
export async function goBackOn(session: Session, stages: readonly Stage[], subject: GateSubject, before: readonly Note[] = []): Promise<WentBack> {
  const asked: Asked[] = [];
  const ill: GateVerdict[] = [];
  for (const [index, { steps, asks }] of stages.entries()) {
    const results = await session.run({ steps, before: index === 0 ? before : [], lease: 'keep' });
    tellDrains(session, steps, results);
    if (asks.length === 0 || session.context.dryRun) continue;
    asked.push(...asks);
    const ended = await guarded(session, () => askInstances(session, asks, { ...subject, again: 'on the way back' }), asks.map(({ host }) => host));
    if (ended === undefined) continue;
    if (ended.closed !== undefined) ill.push(ended.closed);
    session.reporter.note(`the gate of ${asks.map(({ host, instances = [] }) => [host, ...instances].join('/')).join(', ')} did not open on the way back: it gets its traffic all the same`);
  }
  return { asked, ill };
}

import type { GateVerdict } from '../model/check';
import { allFailures, Failure } from '../model/failure';
import type { Step } from '../model/step';
import { batchesOf } from '../model/rollout';
import type { Asked, Stage, StrategyParts } from '../strategies/strategy';
import { askInstances, bakeInstances } from './ask-instances';
import { tellDrains } from './drains';
import { closing } from './gates';
import type { GateSubject } from './gates';
import { goBackOn } from './go-back-on';
import { guarded } from './guarded';
import type { Ended } from './guarded';
import { holdOut } from './hold-out';
import type { Note } from './notes';
import type { Session } from './session';
import { backNotes } from './touched';

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
    let ended: EndedAsking | undefined = await runStages(session, stages, subject, { first, before, after: last ? request.after : [] });
    first = [];
    before = [];
    if (ended === undefined && index === 0 && !last && rollout.bakeMs > 0) ended = await guarded(session, () => bakeInstances(session, hosts.map((host) => ({ host })), subject, rollout.bakeMs), hosts);
    for (const host of hosts) outcomes.set(host, ended?.hosts.includes(host) === true ? 'failed' : 'serves');
    if (ended === undefined) continue;
    if (ended.closed?.leads === 'hold' && ended.asked !== undefined) await holdOut(session, { ...parts, hosts }, release, ended.asked.filter(({ host }) => ended.hosts.includes(host)));
    failed += ended.hosts.length;
    if (index === 0 || failed > rollout.failures || ended.closed?.leads === 'hold') return { outcomes, ...ended };
    // What does not come back well is beyond any budget.
    if (!(await leaveOut(session, request, hosts, ended, last))) return { outcomes, ...ended };
    for (const host of hosts) outcomes.set(host, 'went back');
  }
  return { outcomes };
}

/** `asked`: of whom the gate was asked that closed between two stages. */
type EndedAsking = Ended & { readonly asked?: readonly Asked[] };

/** Undefined when every stage was run and every gate was open. */
async function runStages(session: Session, stages: readonly Stage[], subject: GateSubject, { first, before, after }: Pick<RollOutRequest, 'first' | 'before' | 'after'>): Promise<EndedAsking | undefined> {
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
        ...(tail && after.length > 0 ? { last: true } : {}),
        together: ahead.length === 0 && hosts.length > 1,
      });
      tellDrains(session, steps, results);
    } catch (error) {
      if (!(error instanceof Failure) || error.kind === 'bug' || error.kind === 'interrupted' || error.kind === 'lease-held') throw error;
      const named = allFailures(error).flatMap(({ facts }) => facts.host ?? []);
      return { hosts: named.length === 0 ? hosts : named, failure: error };
    }
    const closed = asks.length === 0 ? undefined : await guarded(session, () => askInstances(session, asks, subject), hosts);
    if (closed !== undefined) return { ...closed, asked: asks };
  }
  return undefined;
}

/** Within the budget: the whole batch goes back to what it served before, and the run goes on without it. False where it is not well there. */
async function leaveOut(session: Session, { parts, release, previous, after }: RollOutRequest, hosts: readonly string[], ended: Ended, last: boolean): Promise<boolean> {
  const why = ended.failure?.facts.problem ?? closing(ended.closed ?? { moment: 'instance', leads: 'open', checks: [] }).map(({ name }) => name).join(', ');
  session.reporter.note(`${ended.hosts.join(', ')} failed within the budget (${why}); ${hosts.join(', ')} ${hosts.length === 1 ? 'goes' : 'go'} back alone`);
  const { ill, failed } = await goBackOn(session, session.parts.strategy.back({ ...parts, hosts }, { from: release, target: previous, whileStopped: [], begun: new Map() }), { release: previous ?? '', version: '' });
  if (ill.length > 0 || failed.size > 0) return false;
  // Health is asked, and a later way back led, without them.
  await session.run({ steps: [], before: backNotes(hosts, previous ?? ''), after: last ? after : [], lease: last ? 'park' : 'keep' });
  return true;
}

import type { GateVerdict } from '../model/check';
import { allFailures, Failure } from '../model/failure';
import type { Asked, Stage } from '../strategies/strategy';
import { askInstances } from './ask-instances';
import { tellDrains } from './drains';
import type { GateSubject } from './gates';
import { guarded } from './guarded';
import { tellKept } from './kept-database';
import type { Note } from './notes';
import type { Session } from './session';

export interface WentBack {
  readonly asked: readonly Asked[];
  /** Verdicts of the gates that did not open. */
  readonly ill: readonly GateVerdict[];
  /** Hosts that did not go back, and why; those that went away are not of the session any more. */
  readonly failed: ReadonlyMap<string, Failure>;
}

/**
 * Runs the stages of a way back. Gates are asked so that nothing gets traffic too early; their answers stop nothing, and are
 * handed on. Where each host goes back in stages of its own, one that fails is left behind.
 */
export async function goBackOn(session: Session, stages: readonly Stage[], subject: GateSubject, before: readonly Note[] = []): Promise<WentBack> {
  const asked: Asked[] = [];
  const ill: GateVerdict[] = [];
  const failed = new Map<string, Failure>();
  const several = session.parts.hosts.length > 1;
  if (several && before.length > 0) await session.note({ before, lease: 'keep' });
  for (const [index, { steps, asks }] of stages.entries()) {
    const hosts = [...new Set(steps.map(({ host }) => host))];
    if (hosts.some((host) => failed.has(host) || session.missing.has(host))) continue;
    try {
      tellDrains(session, steps, await session.run({ steps, before: index === 0 && !several ? before : [], lease: 'keep', heard: (results) => { tellKept(session, results); } }));
    } catch (error) {
      leaveBehind(session, hosts, error, failed);
      continue;
    }
    if (asks.length === 0 || session.context.dryRun) continue;
    asked.push(...asks);
    const ended = await guarded(session, () => askInstances(session, asks, { ...subject, again: 'on the way back' }), asks.map(({ host }) => host));
    if (ended === undefined) continue;
    if (ended.closed !== undefined) ill.push(ended.closed);
    session.reporter.note(`the gate of ${asks.map(({ host, instances = [] }) => [host, ...instances].join('/')).join(', ')} did not open on the way back: it gets its traffic all the same`);
  }
  return { asked, ill, failed };
}

/** What several hosts do together is everybody's failure. */
function leaveBehind(session: Session, hosts: readonly string[], error: unknown, failed: Map<string, Failure>): void {
  const [host = ''] = hosts;
  if (!(error instanceof Failure) || error.kind === 'bug' || error.kind === 'interrupted' || hosts.length !== 1 || session.parts.hosts.length === 1) throw error;
  failed.set(host, error);
  const gone = allFailures(error).find(({ kind, facts }) => kind === 'connection' && facts.host === host);
  if (gone !== undefined) session.lose(host, gone);
  session.context.ports.progress(`${host} does not go back: ${error.facts.problem}`);
}

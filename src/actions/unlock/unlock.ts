import { Failure } from '../../model/failure';
import type { FlowContext, FlowResult } from '../flow';
import { leaseOf, tellLease } from '../inspect/tell-lease';
import type { LeaseView } from '../inspect/tell-lease';
import { runFlow } from '../run-flow';
import { Session } from '../session';

export interface HeldLease extends LeaseView {
  readonly host: string;
  /** Its run is known to be over. */
  readonly over: boolean;
}

/** Shows a person what would be written; rejects where they do not want it. */
export type Confirm = (held: readonly HeldLease[], risk: string) => Promise<void>;

/** Put on record in the change that was left open. */
const UNLOCKED = 'unlocked';

/**
 * Frees the lease of hosts whose holder is gone. A live one is left alone unless `force`: its holder may be in the middle of a
 * step. Whatever of its script still runs on a host is ended first, and it cannot write any more.
 */
export async function unlock(context: FlowContext, force: boolean, confirm: Confirm): Promise<FlowResult & { readonly data: Readonly<Record<string, unknown>> }> {
  let held: readonly HeldLease[] = [];
  const result = await runFlow('unlock', context, {}, async (session, parts, reporter) => {
    await session.look();
    held = await findHeld(session);
    for (const lease of held) reporter.fact(lease.host, [['lease', tellLease(lease)], ['number', String(lease.token)], ['for', lease.change === '' ? 'no change' : lease.change]]);
    if (held.length === 0) return reporter.close(context.dryRun ? 'dry-run' : 'nothing-to-do', 'nobody holds the lease');
    const live = held.filter((lease) => lease.live && !lease.over);
    if (live.length > 0 && !force) throw refuse(live);
    const risk = live.length === 0 ? 'its holder is gone' : 'it is live: whatever its holder is doing is ended in the middle, and the next run has to take it back';
    if (context.dryRun) return reporter.close('dry-run', 'the lease would be freed; nothing was written');
    await confirm(held, risk);
    const owners = new Set(held.map(({ owner }) => owner));
    const forge = { ...context.forge, isRunOver: (owner: string) => Promise.resolve(owners.has(owner) ? true : undefined) };
    const taking = new Session({ ...context, forge }, parts, reporter, 'unlock');
    await taking.take(undefined, true);
    const { change } = taking;
    await taking.run({ steps: [], after: change === undefined ? [] : [{ kind: 'fact', name: UNLOCKED, data: { by: context.run.owner, from: [...owners], force } }], lease: 'free' });
    if (change !== undefined) reporter.note(`the change ${change.id} is still open: the next deploy goes back from it first, and npx lockgate rollback does so now`);
    return reporter.close('passed', `the lease of ${[...owners].join(', ')} is freed on ${String(parts.hosts.length)} of ${String(parts.hosts.length)} hosts`);
  });
  return { ...result, data: { leases: held } };
}

async function findHeld(session: Session): Promise<HeldLease[]> {
  const { parts, context } = session;
  const held = parts.hosts.flatMap((host) => {
    const lease = leaseOf(session.turn(host).snapshot);
    return lease === undefined ? [] : [{ host, ...lease }];
  });
  return Promise.all(held.map(async (lease) => ({ ...lease, over: (await context.forge.isRunOver(lease.owner)) === true })));
}

function refuse(live: readonly HeldLease[]): Failure {
  const owners = [...new Set(live.map(({ owner }) => owner))].join(', ');
  return new Failure({
    kind: 'lease-held',
    code: 'LG-UNLOCK-LIVE',
    problem: `the lease is live: ${owners} may be changing this environment now`,
    host: live[0]?.host,
    cause: live.map((lease) => `${lease.host}: ${tellLease(lease)}`).join('; '),
    next: 'see whether that run still goes on and wait for its end; where it is dead, add --force: what it is doing is then ended in the middle, and the next run takes it back',
  });
}

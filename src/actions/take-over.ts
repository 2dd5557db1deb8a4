import type { Probe } from '../model/command';
import { Failure } from '../model/failure';
import type { Layout } from '../model/layout';
import type { Shell } from '../shell/shell';
import { ask } from '../shell/shell';
import type { LeaseRequest } from '../state/host-state';
import { readState } from '../state/read-state';
import { takeLease } from '../state/take-lease';
import type { FlowContext } from './flow';

/** Takes the lease of one host, also from somebody whose run is known to be over. */
export async function takeOver<T>(shell: Shell, layout: Layout, request: LeaseRequest, probe: Probe<T> | undefined, { forge, ports }: FlowContext): ReturnType<typeof takeLease<T>> {
  try {
    return await takeLease(shell, layout, request, probe);
  } catch (error) {
    const holder = error instanceof Failure && error.kind === 'lease-held' ? await findDeadHolder(shell, layout, forge) : undefined;
    if (holder === undefined) throw error;
    ports.progress(`${shell.host}: the run of ${holder.owner} is over; taking its lease over`);
    return takeLease(shell, layout, { ...request, ownerIsGone: holder }, probe);
  }
}

/** The holder of a live lease whose run is known to be completed. */
async function findDeadHolder(shell: Shell, layout: Layout, forge: FlowContext['forge']): Promise<{ owner: string; token: number } | undefined> {
  const { lease } = await ask(shell, readState(layout));
  if (lease === undefined) return undefined;
  return (await forge.isRunOver(lease.owner)) === true ? { owner: lease.owner, token: lease.token } : undefined;
}

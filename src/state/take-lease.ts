import { mutating, type Probe } from '../model/command';
import { Failure } from '../model/failure';
import type { Layout } from '../model/layout';
import type { Shell } from '../shell/shell';
import { isBroken } from '../shell/ssh-failures';
import type { LeaseRequest, Taken } from './host-state';
import { readState } from './read-state';
import { answerOf } from './refusals';

const OWNER = /^[A-Za-z0-9._/@:-]+$/;
/** Ending a former holder's script and waiting for its lock may take this long. */
const TAKE_DEADLINE_MS = 60_000;

type TakenWith<T> = Taken & { readonly answer: T | undefined };

/**
 * Takes the lease and reads the record, and asks `also`, in one remote command; once more where the connection breaks. The answer
 * to `also` is read first when it is asked for: its failures come out of `takeLease`. A dry run's shell takes nothing and
 * answers with token 0.
 */
export async function takeLease<T>(shell: Shell, layout: Layout, request: LeaseRequest, also?: Probe<T>): Promise<TakenWith<T>> {
  try {
    return await takeOnce(shell, layout, request, also);
  } catch (thrown) {
    if (!isBroken(thrown)) throw thrown;
    const taken = await takeOnce(shell, layout, request, also);
    // It may be ours since a moment ago: then nobody else looks after it.
    return taken.how === 'inherited' ? { ...taken, how: 'new', from: '' } : taken;
  }
}

async function takeOnce<T>(shell: Shell, layout: Layout, request: LeaseRequest, also: Probe<T> | undefined): Promise<TakenWith<T>> {
  const { owner, attempt = 1, change, note, ttlS, ownerIsGone, wayBack } = request;
  if (!OWNER.test(owner)) throw new Error(`"${owner}" cannot own a lease`);
  // The host compares the attempt as text: it stays the first field.
  const tail = `"attempt":${String(attempt)},"change":${JSON.stringify(change)},"note":${JSON.stringify(note)}}`;
  const words = [layout.state, owner, String(ttlS), tail, wayBack === true ? '1' : '0', ownerIsGone?.owner ?? '', String(ownerIsGone?.token ?? '')];
  const take = mutating('take the lease', 'lg_lease_take', words, { library: true, bounded: true, deadlineMs: TAKE_DEADLINE_MS, idempotent: true });
  const state = readState(layout);
  const results = await shell.run([take, ...state.commands, ...(also?.commands ?? [])]);
  const [taking, ...rest] = results;
  if (taking === undefined) throw new Error('the shell answered nothing');
  const said = answerOf(taking);
  const snapshot = state.read(rest.slice(0, state.commands.length));
  const answer = also?.read(rest.slice(state.commands.length));
  if (said.trim() === '') return { token: 0, how: 'new', from: '', snapshot, answer };
  const match = /^taken (\d+) (new|inherited|taken-over) ?(.*)$/m.exec(said);
  if (match === null) {
    throw new Failure({ kind: 'state', code: 'LG-STATE-UNREADABLE', problem: 'the host did not say whether the lease was taken', host: shell.host, cause: said.slice(0, 300), next: 'run this again: the same run inherits its lease' });
  }
  return { token: Number(match[1]), how: match[2] as Taken['how'], from: match[3] ?? '', snapshot, answer };
}

/** Lengthens the lease; does nothing while a script of its own renews it. Throws `LG-FENCED` when somebody took over. */
export async function renewLease(shell: Shell, layout: Layout, token: number, ttlS: number): Promise<void> {
  const renew = mutating('renew the lease', 'lg_lease_renew', [layout.state, String(token), String(ttlS)], { library: true, bounded: true, idempotent: true });
  const [result] = await shell.run([renew]);
  if (result !== undefined) answerOf(result);
}

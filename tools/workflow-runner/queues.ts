import type { Evaluation } from './expressions';
import type { Concurrency, RunEvent } from './results';
import { asMap, type Tree } from './tree';

interface Waiter {
  /** True when it may go, false when it is cancelled instead. */
  readonly settle: (goes: boolean) => void;
}

interface Group {
  running: { readonly stop: () => void } | undefined;
  pending: Waiter[];
}

/** How many may wait in a group with `queue: max`. */
const MOST = 100;

/** A place in a group of `concurrency`. */
export interface Turn {
  /** False: another took its place while it waited, the group is full, or its run was cancelled. */
  readonly goes: boolean;
  /** Lets the next one go. */
  end(): void;
}

interface Entrant {
  /** Called when a newer one with `cancel-in-progress` comes while this one runs. */
  readonly stop: () => void;
  /** Called when it has to wait, and does. */
  readonly waits: () => void;
  readonly cancelled: AbortSignal;
}

/**
 * The groups of `concurrency` that runs of one repository share. One of a group runs at a time. Of those that wait, `queue: single`
 * keeps the newest alone and cancels the others without a word; `queue: max` lets them go in the order in which they came.
 */
export class Queues {
  readonly #groups = new Map<string, Group>();

  async enter({ group: name, cancelInProgress, queue }: Concurrency, { stop, waits, cancelled }: Entrant): Promise<Turn> {
    const key = name.toLowerCase();
    const group = this.#groups.get(key) ?? { running: undefined, pending: [] };
    this.#groups.set(key, group);
    if (group.running !== undefined) {
      const turn = this.#wait(group, { cancelInProgress, queue }, cancelled);
      waits();
      if (!(await turn)) return { goes: false, end: () => undefined };
    }
    const mine = { stop };
    group.running = mine;
    return {
      goes: true,
      end: () => {
        if (group.running !== mine) return;
        group.running = undefined;
        group.pending.shift()?.settle(true);
      },
    };
  }

  #wait(group: Group, { cancelInProgress, queue }: Pick<Concurrency, 'cancelInProgress' | 'queue'>, cancelled: AbortSignal): Promise<boolean> {
    if (cancelInProgress || queue !== 'max') for (const waiter of group.pending.splice(0)) waiter.settle(false);
    if (cancelInProgress) group.running?.stop();
    if (group.pending.length >= MOST) return Promise.resolve(false);
    return new Promise((resolve) => {
      const waiter: Waiter = { settle: resolve };
      const leave = (): void => {
        group.pending = group.pending.filter((one) => one !== waiter);
        resolve(false);
      };
      group.pending.push(waiter);
      if (cancelled.aborted) leave();
      else cancelled.addEventListener('abort', leave, { once: true });
    });
  }
}

/** Waits until the group lets it go; at once where there is none. `id` is the job's, empty for a whole run. */
export async function inTurn(frame: { readonly queues: Queues; readonly cancelled: AbortSignal; readonly emit: (event: RunEvent) => void }, id: string, concurrency: Concurrency | undefined, stop: () => void): Promise<Turn> {
  if (concurrency === undefined) return { goes: true, end: () => undefined };
  return frame.queues.enter(concurrency, { stop, waits: () => frame.emit({ type: 'queued', job: id }), cancelled: frame.cancelled });
}

export function readConcurrency(tree: Tree | undefined, evaluation: Evaluation): Concurrency | undefined {
  if (tree === undefined || tree === null) return undefined;
  if (!(tree instanceof Map)) return { group: evaluation.text(tree), cancelInProgress: false, queue: 'single' };
  const map = asMap(tree);
  return { group: evaluation.text(map.get('group')), cancelInProgress: evaluation.truth(map.get('cancel-in-progress')), queue: evaluation.text(map.get('queue')) || 'single' };
}

import { setTimeout as sleep } from 'node:timers/promises';

import type { Instant } from '../../tools/kill-harness/instants';
import type { SyncGate } from '../../tools/kill-harness/sync-gate';
import type { Mode, Turn } from './kill-turn';

/** What can be struck: the demo's shop, or a whole server. */
export interface Target {
  readonly gate: SyncGate;
  /** Whether a step's change can be seen on the host; undefined where there is none to be seen. */
  look(step: string, action: string): boolean | undefined | Promise<boolean | undefined>;
  hit(mode: Mode, turn: Pick<Turn<unknown>, 'kill'>): void | Promise<void>;
}

/** When: at an instant, so many milliseconds after it (inside the step). */
export interface Point {
  readonly at: Instant;
  readonly afterMs: number;
}

/** Stops the host at an instant, and looks whether the step's change can be seen when it should and only then; false when the flow was over before. */
export async function standAt(target: Target, at: Instant, over: Promise<unknown>, wrong: string[]): Promise<boolean> {
  target.gate.arm(at);
  return standThere(target, at, over, wrong);
}

/** The same for an instant that the gate is armed for already. */
export async function standThere(target: Target, at: Instant, over: Promise<unknown>, wrong: string[]): Promise<boolean> {
  if (!(await target.gate.wait(over))) {
    wrong.push(`the flow never came to "${at.name}"`);
    return false;
  }
  if (at.step === '') return true;
  const seen = await target.look(at.step, at.name.split(' ')[0] ?? '');
  if (seen !== undefined && seen !== (at.where === 'after')) wrong.push(`${at.name}: its change ${seen ? 'can be seen already' : 'cannot be seen'}`);
  return true;
}

/** Strikes so many milliseconds after where the host stands, or there. */
export async function strikeIn(target: Target, mode: Mode, afterMs: number, turn: Pick<Turn<unknown>, 'kill' | 'over'>): Promise<boolean> {
  if (afterMs > 0) target.gate.release();
  const over = await Promise.race([turn.over.then(() => true), sleep(afterMs, false)]);
  if (over) return false;
  await target.hit(mode, turn);
  if (mode === 'cut') {
    // The runner waits for the host, which stands: it goes on once the connection is gone.
    await sleep(30);
    target.gate.release();
  }
  return true;
}

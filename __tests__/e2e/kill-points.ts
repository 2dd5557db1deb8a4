import { Chance, readSeed } from '../../tools/kill-harness/chance';
import type { Instant } from '../../tools/kill-harness/instants';
import { type Case, describeCase, live, type Outcome } from './kill-case';
import { conclude } from './kill-report';
import { type Flow, KillShop } from './kill-shop';
import type { Mode, Second } from './kill-turn';

/** As long as a step of the demo takes at most, so that a kill inside it is inside. */
const INSIDE_MS = 120;

/** Before, inside and after every step, and at every note between them; modes and second runs take turns, and every mode has its turn where the lease changes hands. */
export function casesOf(instants: readonly Instant[], modes: readonly Mode[], seconds: readonly Second[], chance: Chance): Case[] {
  const points = instants.flatMap((at) => (at.where === 'before' ? [{ at, afterMs: 0 }, { at, afterMs: 1 + chance.below(INSIDE_MS) }] : at.file === 'lease' ? modes.map(() => ({ at, afterMs: 0 })) : [{ at, afterMs: 0 }]));
  return points.map((point, index) => ({
    ...point,
    mode: modes[index % modes.length] ?? 'runner',
    // One further each time the modes have gone round, so that each meets each.
    second: seconds[(index + Math.floor(index / modes.length)) % seconds.length] ?? 'post',
  }));
}

export interface PointsOptions {
  readonly flow: Flow;
  readonly modes: readonly Mode[];
  readonly seconds: readonly Second[];
  /** Only these instants; all when absent. */
  readonly choose?: (instant: Instant) => boolean;
}

/** `KILL_ONLY` picks the cases whose description holds it: "before release.switch". */
export function killAtPoints(title: string, { flow, modes, seconds, choose = () => true }: PointsOptions): void {
  it(`ends in one known version: ${title}`, async () => {
    const seed = readSeed();
    const shop = await KillShop.start(flow);
    const outcomes: Outcome[] = [];
    try {
      const { instants } = await shop.undisturbed();
      const chosen = instants.filter(choose);
      // On the way back from an ill release it is kept for the post step, which frees it.
      for (const name of ['lease taken', ...(flow === 'good' ? ['lease freed'] : [])]) if (!instants.some((one) => one.name === name)) throw new Error(`an undisturbed run was not seen at "${name}"`);
      const cases = casesOf(chosen, modes, seconds, new Chance(seed));
      if (instants.some(({ name }) => name === 'release pending') && chosen.length === instants.length) {
        cases.push(...modes.map((mode, index): Case => ({ upload: true, afterMs: 0, mode, second: seconds[index % seconds.length] ?? 'post' })));
      }
      const only = process.env['KILL_ONLY'] ?? '';
      for (const one of cases.filter((each) => describeCase(each).includes(only))) outcomes.push(await live(shop, one));
    } finally {
      await shop.close();
    }
    conclude(`${title}, KILL_SEED=${String(seed)}`, outcomes);
  }, 45 * 60_000);
}

import { Chance, readSeed } from '../../tools/kill-harness/chance';
import { live, type Outcome } from './kill-case';
import { conclude } from './kill-report';
import { KillShop } from './kill-shop';
import type { Mode, Second } from './kill-turn';

const MODES: readonly Mode[] = ['runner', 'both', 'host', 'cut'];
const SECONDS: readonly Second[] = ['post', 'next', 'attempt'];
/** The four files together kill a hundred times. */
const KILLS = 25;

/** Kills at random times of the whole flow; `KILL_SEED` runs the same ones again, as far as time can be repeated. */
export function killAtRandom(part: number): void {
  const seed = readSeed() + part;
  it(`ends in one known version after ${String(KILLS)} kills at random times (KILL_SEED=${String(seed - part)})`, async () => {
    const chance = new Chance(seed);
    const shop = await KillShop.start('good');
    const outcomes: Outcome[] = [];
    try {
      const { durationMs } = await shop.undisturbed();
      for (let count = 0; count < KILLS; count += 1) {
        outcomes.push(await live(shop, { afterMs: Math.floor(chance.next() * durationMs), mode: chance.pick(MODES), second: chance.pick(SECONDS), again: chance.next() < 0.2 ? Math.floor(chance.next() * durationMs) : undefined }));
      }
    } finally {
      await shop.close();
    }
    conclude(`random times, part ${String(part)}, KILL_SEED=${String(seed - part)}`, outcomes);
  }, 45 * 60_000);
}

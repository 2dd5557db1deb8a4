// needs: docker
import { KillDirectory, type Shape } from './kill-directory';
import { Chain, pointsOf } from './kill-directory-cases';
import { conclude } from './kill-report';
import type { Mode } from './kill-turn';

const MODES: readonly Mode[] = ['both', 'runner'];
/** So many die one after the other on the way back from one release: its run, the post step, the next run. */
const IN_TURN = 3;

function present<T>(found: T | undefined): T {
  if (found === undefined) throw new Error('the way back restarts no instance');
  return found;
}

/** Each deploys an ill release after the other; what serves in between is always the one that was good before. */
test.each<[string, Shape]>([
  ['R2, the release of two instances behind nginx switched back', 'rolling'],
  ['R3, the database restored for one unit', 'recreate'],
])('a whole server ends in the former version whichever step of the way back its runner is killed in: %s', async (name, shape) => {
  const shop = await KillDirectory.start(shape);
  try {
    const chain = new Chain(shop, true);
    const instants = await shop.undisturbed({ ill: true });
    const points = pointsOf(instants, 'none').filter(({ at }) => at.name.startsWith('rollback '));
    for (let from = 0; from < points.length; from += IN_TURN) await chain.killInTurn(points.slice(from, from + IN_TURN), from % 2 === 0 ? MODES : MODES.toReversed());
    // Its units start by themselves then, from what the way back has switched to.
    const starting = points.find(({ at }) => at.name === 'rollback before runtime.restart@web/1');
    if (shape === 'rolling') await chain.reboot(present(starting), 'dies');
    await chain.end();
    conclude(`a whole server, killed inside every step of the way back: ${name}`, chain.outcomes);
  } finally {
    await shop.close();
  }
}, 20 * 60_000);

// needs: docker
import { KillDirectory, type Shape } from './kill-directory';
import { Chain, pointsOf } from './kill-directory-cases';
import { conclude } from './kill-report';
import type { Mode, Second } from './kill-turn';

const MODES: readonly Mode[] = ['both', 'runner'];
const SECONDS: readonly Second[] = ['post', 'next', 'next', 'post'];

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
    for (const [index, point] of points.entries()) await chain.kill(point, MODES[index % 2] ?? 'both', SECONDS[index % SECONDS.length] ?? 'post');
    await chain.end();
    conclude(`a whole server, killed inside every step of the way back: ${name}`, chain.outcomes);
  } finally {
    await shop.close();
  }
}, 20 * 60_000);

// needs: docker
import { Chain, pointsOf } from './kill-directory-cases';
import { KillDirectory } from './kill-directory';
import { conclude } from './kill-report';
import type { Mode, Second } from './kill-turn';

const MODES: readonly Mode[] = ['both', 'runner'];
const SECONDS: readonly Second[] = ['post', 'next', 'post', 'next', 'attempt', 'post', 'next', 'post'];

test('a whole server ends in one known version whichever step its runner is killed in, and where it goes down itself in the middle of the roll', async () => {
  const shop = await KillDirectory.start('rolling');
  try {
    const instants = await shop.undisturbed();
    const chain = new Chain(shop);
    const only = process.env['KILL_ONLY'] ?? '';
    const points = pointsOf(instants, 'none').filter(({ at }) => at.name.includes(only));
    for (const [index, point] of points.entries()) await chain.kill(point, MODES[index % 2] ?? 'both', SECONDS[index % SECONDS.length] ?? 'post');
    const [restart] = pointsOf(instants, 'none').filter(({ at }) => at.name === 'rolling-deploy before runtime.restart@web/1');
    if (restart === undefined) throw new Error('the roll restarts no instance');
    await chain.reboot(restart, 'lives');
    await chain.end();
    conclude('a whole server, runner killed inside every step', chain.outcomes);
  } finally {
    await shop.close();
  }
}, 20 * 60_000);

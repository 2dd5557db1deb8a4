// needs: docker
import type { Outcome } from './kill-case';
import { KillDirectory } from './kill-directory';
import { cutAll, inOrder, pointsOf } from './kill-directory-cases';
import { conclude } from './kill-report';

/** So many runs share the points of the flow, neighbours in different ones. */
const RUNS = 6;

test('a whole server ends in the new version wherever the connection is cut', async () => {
  const shop = await KillDirectory.start('rolling');
  const outcomes: Outcome[] = [];
  try {
    const instants = await shop.undisturbed();
    const points = inOrder(instants, pointsOf(instants, 'both'));
    for (let run = 0; run < RUNS; run += 1) outcomes.push(await cutAll(shop, points.filter((_, index) => index % RUNS === run), { ill: false, version: '' }));
    conclude(`a whole server, connection cut before, inside and after every step: ${String(points.length)} cuts`, outcomes);
  } finally {
    await shop.close();
  }
}, 20 * 60_000);

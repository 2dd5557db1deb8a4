import type { ActionId } from '../../src/model/action';
import type { Instant } from '../../tools/kill-harness/instants';
import { deployGood, type Outcome } from './kill-case';
import { judge } from './kill-judge';
import { judgeRun } from './kill-record';
import { conclude } from './kill-report';
import { KillShop } from './kill-shop';
import type { Mode } from './kill-turn';

const ACTIONS: readonly ActionId[] = ['preflight', 'backup', 'migrate', 'rolling-deploy', 'health-check'];
const MODES: readonly Mode[] = ['runner', 'both', 'host'];

/** A job with an action a step: one of them dies, the rollback action runs because the job failed, then the post steps. */
async function liveJob(shop: KillShop, instants: readonly Instant[], action: ActionId, last: boolean, mode: Mode): Promise<Outcome> {
  const mine = instants.filter(({ name }) => name.startsWith(`${action} `));
  const at = last ? mine.at(-1) : mine[0];
  if (at === undefined) throw new Error(`${action} writes nothing`);
  await shop.reset();
  const run = `77${String(ACTIONS.indexOf(action))}${last ? '1' : '0'}`;
  const job = shop.openJob(run);
  const wrong: string[] = [];
  for (const id of ACTIONS) {
    if (id === action) shop.gate.arm(at);
    const turn = shop.deploy({ job, run, action: id });
    if (id === action) {
      if (await shop.gate.wait(turn.over)) shop.hit(mode, turn);
      else wrong.push(`the job never came to "${at.name}"`);
    }
    const step = await turn.over;
    shop.gate.release();
    if (id === action) break;
    wrong.push(...judgeRun(id, step, 0));
  }
  if (job.status !== 'success') wrong.push(...judgeRun('the rollback action', await shop.deploy({ job, run, action: 'rollback' }).over, 0));
  for (const post of await job.end()) wrong.push(...judgeRun('a post step', post, 0));
  wrong.push(...(await judge(shop, { version: shop.released ? '1.1.0' : '1.0.0', swept: false })));
  wrong.push(...(await deployGood(shop, 'the run after that')));
  return { text: `${mode} ${at.name}, a step an action`, mode, ended: 'killed', wrong };
}

describe('a job with an action a step', () => {
  it('ends in one known version whichever action dies', async () => {
    const shop = await KillShop.start('good');
    const outcomes: Outcome[] = [];
    try {
      const { instants } = await shop.undisturbed();
      for (const [index, action] of ACTIONS.entries()) {
        for (const last of [false, true]) outcomes.push(await liveJob(shop, instants, action, last, MODES[(index + (last ? 1 : 0)) % MODES.length] ?? 'runner'));
      }
    } finally {
      await shop.close();
    }
    conclude('an action a step', outcomes);
  }, 45 * 60_000);
});

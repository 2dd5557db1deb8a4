import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { MAINTENANCE_FACT } from '../../src/model/maintenance';
import { Chance, readSeed } from '../../tools/kill-harness/chance';
import { type Case, live, type Outcome } from './kill-case';
import { conclude } from './kill-report';
import { KillShop } from './kill-shop';
import type { ShopOptions } from './kill-shop-options';
import type { Mode, Second } from './kill-turn';

const PHASES = ['before-maintenance', 'before-switch', 'after-maintenance', 'failed'] as const;
type Phase = (typeof PHASES)[number];
const LINE = 'echo "$LOCKGATE_PHASE $LOCKGATE_RELEASE" >>../../hooks';
const HOOKS = `hooks:\n${PHASES.map((phase) => `  ${phase}: ['${LINE}']\n`).join('')}`;
const MODES: readonly Mode[] = ['both', 'runner', 'host'];
const SECONDS: readonly Second[] = ['post', 'next', 'attempt'];
/** As long as a step of the demo takes at most. */
const INSIDE_MS = 120;

/** The phases that were come to, as `<phase> <change>`. */
function ran({ rig }: KillShop): ReadonlySet<string> {
  const file = join(rig.root, 'hooks');
  return new Set(existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : []);
}

/** No change ends without the hooks of the phases that it came through. */
function judgeHooks(shop: KillShop): string[] {
  const lines = ran(shop);
  return shop.changes.flatMap(({ id, facts, closed }) => {
    const released = closed?.outcome === 'released';
    const due: readonly Phase[] = closed === undefined ? [] : [...(released ? (['before-switch'] as const) : (['failed'] as const)), ...(facts.has(MAINTENANCE_FACT) ? (['before-maintenance', 'after-maintenance'] as const) : [])];
    return due.filter((phase) => !lines.has(`${phase} ${id}`)).map((phase) => `the hook ${phase} of ${id} (${String(closed?.outcome)}) is lost`);
  });
}

const hook = (phase: Phase) => ({ change }: { readonly change: string }): boolean => ran(shop).has(`${phase} ${change}`);

const MAINTENANCE: ShopOptions = {
  configure: (text) => text.replace('migrations: { ', 'migrations: { when: maintenance, ').replace(/^environments:/m, `${HOOKS.replaceAll('$', '$$$$')}environments:`),
  visible: {
    'maintenance.stop': ({ previous }) => shop.running !== previous,
    // It was stopped before, and nothing else is to be started again.
    'runtime.stop': 'reads',
    'maintenance.leave': 'reads',
    'hook.before-maintenance': hook('before-maintenance'),
    'hook.before-switch': hook('before-switch'),
    'hook.after-maintenance': hook('after-maintenance'),
  },
  judge: judgeHooks,
};

let shop: KillShop;
beforeAll(async () => {
  shop = await KillShop.start('good', MAINTENANCE);
}, 300_000);
afterAll(async () => {
  await shop.close();
});

it('ends in one known version, out of maintenance and with its hooks, wherever a deploy in maintenance is killed', async () => {
  const seed = readSeed();
  const chance = new Chance(seed);
  const { instants } = await shop.undisturbed();
  const inside = instants.filter(({ where, step }) => where === 'before' && !/count|retain|prune/.test(step));
  expect(inside.map(({ step }) => step)).toEqual(expect.arrayContaining(['maintenance.stop', 'maintenance.leave', ...Object.keys(MAINTENANCE.visible ?? {}).filter((step) => step.startsWith('hook.'))]));
  const outcomes: Outcome[] = [];
  for (const [index, at] of inside.entries()) {
    const one: Case = { at, afterMs: 1 + chance.below(INSIDE_MS), mode: MODES[index % 3] ?? 'both', second: SECONDS[(index + Math.floor(index / 3)) % 3] ?? 'post' };
    outcomes.push(await live(shop, one));
  }
  conclude(`a deploy in maintenance, KILL_SEED=${String(seed)}`, outcomes);
}, 45 * 60_000);

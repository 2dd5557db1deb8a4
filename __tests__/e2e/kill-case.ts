import { appendFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Instant } from '../../tools/kill-harness/instants';
import type { StepRun } from '../support/job';
import { judge } from './kill-judge';
import { judgeRun, readLog } from './kill-record';
import type { KillShop } from './kill-shop';
import { standAt, strikeIn } from './kill-strike';
import type { Mode, Second, Turn } from './kill-turn';

export interface Case {
  /** When: at an instant, so many milliseconds after it (inside the step), or after the start of the flow. */
  readonly at?: Instant;
  /** While the files are on their way, which no line of the record says. */
  readonly upload?: boolean;
  readonly afterMs: number;
  readonly mode: Mode;
  readonly second: Second;
  /** Deploy once more when all is settled: always after a post step, which deploys nothing. */
  readonly third?: boolean;
  /** Kill the second run too, so many milliseconds after its start; then comes another one. */
  readonly again?: number | undefined;
}

export interface Outcome {
  /** What the case was, and how it ended, in a few words. */
  readonly text: string;
  readonly mode: Mode;
  readonly ended: 'killed' | 'survived' | 'came back' | 'over before';
  readonly wrong: readonly string[];
}

const GOOD = '1.1.0';
const OLD = '1.0.0';

export function describeCase({ at, upload, afterMs, mode, second, again }: Case): string {
  const when = upload === true ? 'during the upload' : at === undefined ? `at ${String(afterMs)} ms` : `${at.name}${afterMs === 0 ? '' : ` + ${String(afterMs)} ms`}`;
  return `${mode} ${when}, ${again === undefined ? '' : `the next one at ${String(again)} ms, `}then ${second}`;
}

/** One life, also told to the file that `KILL_LOG` names: reset, the flow, the kill, the second run, the judgement, and a third run where it says more. */
export async function live(shop: KillShop, one: Case): Promise<Outcome> {
  const wrong: string[] = [];
  await shop.reset();
  const turn = shop.deploy();
  const hit = await strike(shop, one, turn, wrong);
  const run = await turn.over;
  shop.gate.release();
  const alive = one.mode === 'cut' || one.mode === 'host' || !hit;
  let ended: Outcome['ended'] = hit ? 'killed' : 'over before';
  if (alive) {
    if (hit) ended = run.code === 0 ? 'survived' : 'came back';
    // A script goes on without its connection and is attached to again, all else is asked or brought again: nothing may come of the cut.
    const whole = (run.code === 0 ? 'good' : 'ill') === shop.flow;
    if (hit && one.mode === 'cut' && !whole) wrong.push(`the cut made another end of it:\n${readLog(run)}`);
    wrong.push(...(await settleAlive(shop, turn, run)));
  }
  // Jobs whose runner is dead: their post steps have not run.
  const dead = alive ? [] : [turn];
  if (one.again !== undefined) {
    const more = shop.deploy();
    const over = await Promise.race([more.over.then(() => true), sleep(one.again, false)]);
    if (over) await more.job.end();
    else {
      more.kill();
      await more.over;
      dead.push(more);
    }
  }
  wrong.push(...(await settle(shop, turn, one.second, dead)));
  if (one.third === true || one.second === 'post') wrong.push(...(await deployGood(shop, 'the run after that')));
  const outcome: Outcome = { text: `${describeCase(one)}: ${ended}`, mode: one.mode, ended, wrong };
  const file = process.env['KILL_LOG'] ?? '';
  if (file !== '') appendFileSync(file, `${new Date().toISOString()} ${outcome.text}\n${wrong.map((text) => `    ${text}\n`).join('')}`);
  return outcome;
}

async function strike(shop: KillShop, { at, upload, afterMs, mode }: Case, turn: Turn, wrong: string[]): Promise<boolean> {
  if (at !== undefined && !(await standAt(shop, at, turn.over, wrong))) return false;
  if (upload === true && !(await shop.uploading(turn.over))) {
    wrong.push('nothing was seen of an upload');
    return false;
  }
  return strikeIn(shop, mode, afterMs, turn);
}

/** The runner is alive: its job ends by itself, and must say what is true. */
async function settleAlive(shop: KillShop, turn: Turn, run: StepRun): Promise<string[]> {
  const posts = await turn.job.end();
  const released = run.code === 0;
  const wrong = posts.flatMap((post) => judgeRun('the post step', post, 0));
  if (released !== (run.outputs['outcome'] === 'released')) wrong.push(`exit code ${String(run.code)} and outcome ${String(run.outputs['outcome'])}`);
  const last = shop.changes.at(-1);
  const version = shop.released ? GOOD : OLD;
  if (!released && version === GOOD) wrong.push('the job is red and its release serves');
  wrong.push(...(await judge(shop, { version, swept: false, ...(released && last !== undefined ? { release: last.id } : {}) })));
  return wrong.map((text) => `first job: ${text}`).concat(wrong.length > 0 ? [readLog(run)] : []);
}

async function settle(shop: KillShop, turn: Turn, second: Second, dead: readonly Turn[]): Promise<string[]> {
  if (second === 'next') {
    await shop.quiet();
    return deployGood(shop, 'the next run');
  }
  if (second === 'attempt') return shop.flow === 'good' ? deployGood(shop, 'the second attempt', { run: turn.run, attempt: 2 }) : redeployIll(shop, turn.run);
  if (dead.length === 0) return [];
  const wrong: string[] = [];
  for (const { job } of dead) wrong.push(...(await job.end('failure')).flatMap((post) => judgeRun('the post step', post, 0)));
  return [...wrong, ...(await judge(shop, { version: shop.released ? GOOD : OLD, swept: false }))].map((text) => `post: ${text}`);
}

async function redeployIll(shop: KillShop, run: string): Promise<string[]> {
  const again = shop.deploy({ run, attempt: 2 });
  const result = await again.over;
  const posts = await again.job.end();
  const wrong = [...judgeRun('the second attempt of an ill version', result, 1), ...posts.flatMap((post) => judgeRun('its post step', post, 0))];
  if (result.outputs['outcome'] !== 'rolled-back') wrong.push(`the outcome of an ill version is ${String(result.outputs['outcome'])}`);
  return [...wrong, ...(await judge(shop, { version: OLD, swept: false }))];
}

/** An undisturbed run: green, and what it deployed serves. */
export async function deployGood(shop: KillShop, name: string, of: { readonly run?: string; readonly attempt?: number } = {}): Promise<string[]> {
  if (shop.flow === 'ill') shop.checkout('good');
  try {
    const turn = shop.deploy(of);
    const run = await turn.over;
    const posts = await turn.job.end();
    const wrong = [...judgeRun(name, run, 0), ...posts.flatMap((post) => judgeRun(`the post step of ${name}`, post, 0))];
    const release = run.outputs['release-id'] ?? '';
    return [...wrong, ...(await judge(shop, { version: GOOD, release, swept: true }))].map((text) => `${name}: ${text}`);
  } finally {
    if (shop.flow === 'ill') shop.checkout('ill');
  }
}

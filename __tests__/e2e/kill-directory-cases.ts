import type { Instant } from '../../tools/kill-harness/instants';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Outcome } from './kill-case';
import type { KillDirectory } from './kill-directory';
import { judge } from './kill-directory-judge';
import { judgeRun, readLog } from './kill-record';
import { type Point, standAt, standThere, strikeIn } from './kill-strike';
import { type Mode, type Second, startPosts, type Turn } from './kill-turn';

/** As long as most steps take there, so that a kill inside is inside. */
const INSIDE_MS = 40;

/** The instant at which a run has settled what it found, and has done nothing of its own. */
const SETTLED: Instant = { name: 'preflight noted preflight', where: 'note', step: '', file: 'journal', holds: ['"action":"preflight"', '"kind":"fact"', '"name":"preflight"'] };

const say = ({ at, afterMs }: Point): string => `${at.name}${afterMs > 0 ? ` + ${String(afterMs)} ms` : ''}`;

/** Inside every step; before or after it too, in turns, where `edges`. */
export function pointsOf(instants: readonly Instant[], edges: 'none' | 'turns' | 'both'): Point[] {
  const steps = instants.filter(({ where }) => where === 'before');
  return steps.flatMap((at, index): Point[] => {
    const after = instants.find(({ where, step, name }) => where === 'after' && step === at.step && name.split(' ')[0] === at.name.split(' ')[0]);
    const ends: Point[] = [{ at, afterMs: 0 }, ...(after === undefined ? [] : [{ at: after, afterMs: 0 }])];
    return [{ at, afterMs: INSIDE_MS }, ...(edges === 'both' ? ends : edges === 'turns' ? ends.slice(index % 2, (index % 2) + 1) : [])];
  });
}

/** As the flow comes to them. */
export function inOrder(instants: readonly Instant[], points: readonly Point[]): Point[] {
  return [...points].sort((a, b) => instants.indexOf(a.at) - instants.indexOf(b.at) || a.afterMs - b.afterMs);
}

/** What serves once a dead change is settled, from what serves now: the way back leads to the release before it. */
export class Chain {
  readonly outcomes: Outcome[] = [];
  /** What served when the last case began. */
  #good: string;
  #dead: { readonly turn: Turn<unknown>; readonly text: string } | undefined;

  constructor(
    private readonly shop: KillDirectory,
    private readonly ill = false,
  ) {
    this.#good = `v${String(shop.version)}`;
  }

  /** The version that must serve when nobody works: a release of a dead run serves on if it was called good before. */
  async #known(): Promise<string> {
    const { releases, current } = await this.shop.sight();
    const serving = releases.find(({ id }) => id === current);
    return serving?.status === 'good' ? serving.version : `${this.#good}, which is good`;
  }

  /** One kill; its second run is its post step, or the run that the next case begins with. */
  async kill(point: Point, mode: Mode, second: Second): Promise<void> {
    const { shop } = this;
    const text = `${mode} ${say(point)}, then ${second}`;
    const wrong: string[] = [];
    const turn = await this.#begin();
    let hit = await standAt(shop, point.at, turn.over, wrong);
    if (hit && mode === 'both') await shop.load();
    hit = hit && (await strikeIn(shop, mode, point.afterMs, turn));
    if (hit && mode === 'runner') await sleep(0);
    const run = await turn.over;
    shop.gate.release();
    if (!hit || second === 'post') {
      const posts = await turn.job.end(hit ? 'failure' : undefined);
      wrong.push(...posts.flatMap((post) => judgeRun('the post step', post, 0)), ...(await judge(shop, { version: await this.#known(), swept: false })));
      if (wrong.length > 0) wrong.push(...posts.map(readLog));
    } else if (second === 'attempt') wrong.push(...(await this.#attempt(turn)));
    else this.#dead = { turn, text };
    if (wrong.length > 0) wrong.push(readLog(run));
    this.outcomes.push({ text, mode, ended: hit ? 'killed' : 'over before', wrong });
  }

  /**
   * One ill release, and a kill in every way back from it that is begun: of its own run, of that job's post step, of the run
   * after it. The run that the next case begins with finishes what they left.
   */
  async killInTurn(points: readonly Point[], modes: readonly Mode[]): Promise<void> {
    const [first, ...later] = points;
    if (first === undefined) return;
    await this.kill(first, modes[0] ?? 'both', 'next');
    for (const [index, point] of later.entries()) await this.#killAgain(point, modes[(index + 1) % modes.length] ?? 'both');
  }

  async #killAgain(point: Point, mode: Mode): Promise<void> {
    const { shop } = this;
    const dead = this.#dead;
    if (dead === undefined) throw new Error('nobody has died before');
    const posts = dead.turn.job.hasPosts;
    const text = `${dead.text}; ${posts ? 'its post step' : 'the next run'}: ${mode} ${say(point)}`;
    const wrong: string[] = [];
    const turn = posts ? startPosts(shop.api, dead.turn.job, dead.turn.run) : shop.deploy({ ill: this.ill });
    // Whoever goes back says so under its own name, and what the step changes may be there since the first time.
    const at: Instant = { ...point.at, step: '', holds: point.at.holds.filter((hold) => !hold.startsWith('"action":')) };
    const there = await standAt(shop, at, turn.over, wrong);
    if (there && mode === 'both') await shop.load();
    const hit = there && (await strikeIn(shop, mode, point.afterMs, turn));
    await turn.over;
    shop.gate.release();
    this.#dead = { turn, text };
    this.outcomes.push({ text, mode, ended: hit ? 'killed' : 'over before', wrong });
  }

  /** The server goes down where it stands. Its runner lives and goes back itself, or is dead and leaves it to the next run. */
  async reboot(point: Point, runner: 'lives' | 'dies'): Promise<void> {
    const { shop } = this;
    const text = `the server goes down ${say(point)}, and its runner ${runner}`;
    const wrong: string[] = [];
    const turn = await this.#begin();
    const there = await standAt(shop, point.at, turn.over, wrong);
    if (there && point.afterMs > 0) shop.gate.release();
    await sleep(point.afterMs);
    if (there && runner === 'dies') turn.kill();
    await shop.reboot();
    const run = await turn.over;
    if (runner === 'dies') this.#dead = { turn, text };
    else {
      const posts = await turn.job.end();
      wrong.push(...judgeRun('the run', run, 1), ...posts.flatMap((post) => judgeRun('its post step', post, 0)), ...(await judge(shop, { version: await this.#known(), swept: false })));
    }
    if (wrong.length > 0) wrong.push(readLog(run));
    this.outcomes.push({ text, mode: 'host', ended: runner === 'dies' ? 'killed' : 'came back', wrong });
  }

  /** Another run, which settles first what the one before it left. */
  async #begin(): Promise<Turn> {
    const { shop } = this;
    const dead = this.#dead;
    this.#dead = undefined;
    const turn = shop.deploy({ ill: this.ill });
    if (dead !== undefined) await this.#settled(turn, dead.text);
    const { releases, current } = await shop.sight();
    const before = releases.find(({ id }) => id === current)?.version ?? '';
    if (before !== '' && !this.ill) this.#good = before;
    return turn;
  }

  /** The same version once more, to its end. */
  async #attempt({ run }: Turn): Promise<string[]> {
    const { shop } = this;
    const again = shop.deploy({ again: run });
    const wrong = judgeRun('the second attempt', await again.over, 0);
    const posts = await again.job.end();
    return [...wrong, ...posts.flatMap((post) => judgeRun('its post step', post, 0)), ...(await judge(shop, { version: `v${String(shop.version)}`, swept: true }))];
  }

  async #settled(turn: Turn, text: string): Promise<void> {
    const { shop } = this;
    const wrong: string[] = [];
    if (await standAt(shop, SETTLED, turn.over, wrong)) {
      const { change } = await shop.sight();
      wrong.push(...(await judge(shop, { version: await this.#known(), swept: false, working: change?.id })));
    } else wrong.push(readLog(await turn.over));
    this.outcomes.push({ text: `what the next run made of: ${text}`, mode: 'runner', ended: 'came back', wrong });
  }

  /** A run that nobody disturbs: green, and nothing lies about any more. */
  async end(): Promise<void> {
    const { shop } = this;
    const turn = shop.deploy();
    if (this.#dead !== undefined) await this.#settled(turn, this.#dead.text);
    this.#dead = undefined;
    shop.gate.release();
    const run = await turn.over;
    const posts = await turn.job.end();
    const wrong = [...judgeRun('the last run', run, 0), ...posts.flatMap((post) => judgeRun('its post step', post, 0)), ...(await judge(shop, { version: `v${String(shop.version)}`, swept: true }))];
    this.outcomes.push({ text: 'the last run', mode: 'runner', ended: 'survived', wrong });
  }
}

/** One run whose connection is cut at many points: a script goes on without it and is attached to again. */
export async function cutAll(shop: KillDirectory, points: readonly Point[], end: { readonly ill: boolean; readonly version: string }): Promise<Outcome> {
  const wrong: string[] = [];
  const turn = shop.deploy({ ill: end.ill });
  const version = end.ill ? end.version : `v${String(shop.version)}`;
  const over = { yet: false };
  void turn.over.finally(() => (over.yet = true));
  // What comes next is armed before the host goes on: it may come there while the runner is still away.
  const goOn = (next: Point | undefined): void => {
    if (next === undefined) shop.gate.release();
    else shop.gate.arm(next.at);
  };
  goOn(points[0]);
  for (const [index, { at, afterMs }] of points.entries()) {
    const { connections } = shop.ssh.counts;
    if (!(await standThere(shop, at, turn.over, wrong))) break;
    if (afterMs > 0) goOn(points[index + 1]);
    await sleep(afterMs);
    await shop.hit('cut', turn);
    await sleep(30);
    if (afterMs === 0) goOn(points[index + 1]);
    while (!over.yet && shop.ssh.counts.connections === connections) await sleep(5);
  }
  shop.gate.release();
  const run = await turn.over;
  const posts = await turn.job.end();
  wrong.push(...judgeRun('the run', run, end.ill ? 1 : 0), ...posts.flatMap((post) => judgeRun('its post step', post, 0)));
  if (run.outputs['outcome'] !== (end.ill ? 'rolled-back' : 'released')) wrong.push(`its outcome is ${String(run.outputs['outcome'])}`);
  wrong.push(...(await judge(shop, { version, swept: !end.ill })));
  return { text: `cut ${points.map(say).join(', ')}`, mode: 'cut', ended: 'survived', wrong: wrong.length > 0 ? [...wrong, readLog(run)] : [] };
}

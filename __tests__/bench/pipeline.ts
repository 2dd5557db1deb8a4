import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { ActionId } from '../../src/model/action';
import type { StepRun } from '../support/job';
import { Rig } from '../support/rig';
import { memoryBars, memoryHook } from './memory';
import type { Bar } from './table';
import { ServedLog } from './watch-served';

const MOST_COMMANDS = 4;
const MOST_HANDSHAKES = 1;
const MOST_BACK_MS = 5_000;
/** A tree and a database that weigh something, for the memory of those who carry them. */
const TREE_FILES = 2000;
const BIG_FILES = 32;
const ROWS_MB = 32;

interface Usage {
  readonly who: string;
  readonly commands: number;
  readonly handshakes: number;
}

/** Counts at the server what goes over the wire while something runs. */
async function counted<T>(rig: Rig, who: string, usages: Usage[], work: () => Promise<T>): Promise<T> {
  const { counts } = rig.server;
  const before = { ...counts };
  const result = await work();
  usages.push({ who, commands: counts.execs - before.execs, handshakes: counts.logins - before.logins });
  return result;
}

function must(step: StepRun, what: string, code = 0): StepRun {
  if (step.code !== code) throw new Error(`${what} ended with exit code ${String(step.code)}:\n${step.log}`);
  return step;
}

function makeHeavy(rig: Rig): void {
  const folder = join(rig.workspace, 'assets');
  mkdirSync(folder, { recursive: true });
  for (let index = 0; index < TREE_FILES; index += 1) writeFileSync(join(folder, `small-${String(index)}`), `file ${String(index)}\n`);
  for (let index = 0; index < BIG_FILES; index += 1) writeFileSync(join(folder, `big-${String(index)}`), randomBytes(1_048_576));
  rig.commit('assets');
}

/** One step of a job of several, counted; the post steps, last in first out, are counted as one. */
async function runJob(rig: Rig, ids: readonly ActionId[], usages: Usage[], more: Parameters<Rig['job']>[0], onStep: (id: ActionId, step: StepRun) => void): Promise<void> {
  const job = rig.job(more);
  for (const id of ids) {
    const step = await counted(rig, id, usages, () => job.step(id, { environment: 'production' }));
    onStep(id, step);
  }
  await counted(rig, 'post steps', usages, () => job.end());
}

/** The root action, with what each of its stages sent: a stage says its name before it does anything. */
async function runRoot(rig: Rig, usages: Usage[], env: Readonly<Record<string, string>>, onLine: (line: string) => void): Promise<StepRun> {
  const { counts } = rig.server;
  const marks: { readonly who: string; readonly execs: number }[] = [];
  const job = rig.job({ env });
  const before = { ...counts };
  const step = await job.step('lockgate', { environment: 'production' }, {
    onStart: (child) => {
      child.stdout?.on('data', (text: string | Buffer) => {
        for (const line of text.toString().split('\n')) {
          onLine(line);
          const stage = /^— (\S+)$/.exec(line)?.[1];
          if (stage !== undefined) marks.push({ who: stage, execs: counts.execs });
        }
      });
    },
  });
  marks.forEach(({ who, execs }, index) => usages.push({ who: `root action: ${who}`, commands: (marks[index + 1]?.execs ?? counts.execs) - execs, handshakes: 0 }));
  usages.push({ who: 'root action, all of it', commands: counts.execs - before.execs, handshakes: counts.logins - before.logins });
  await counted(rig, 'post step of the root action', usages, () => job.end());
  return step;
}

export function usageBars(usages: readonly Usage[]): Bar[] {
  return usages.map(({ who, commands, handshakes }) => {
    const whole = who === 'root action, all of it';
    const stage = who.startsWith('root action: ');
    return {
      bar: whole ? `${who}: one handshake` : `${who}: at most ${String(MOST_COMMANDS)} remote commands${stage ? '' : ', one handshake'}`,
      measured: `${String(commands)} commands${stage ? '' : `, ${String(handshakes)} handshake${handshakes === 1 ? '' : 's'}`}`,
      comparedWith: whole ? 'Capistrano 33-36 commands, Kamal 31; one each' : 'a heredoc and an rsync: 2 commands, 2 handshakes',
      met: (whole || commands <= MOST_COMMANDS) && handshakes <= MOST_HANDSHAKES,
    };
  });
}

/** Version 3 comes and falls ill; from its gate's answer until the version before answers again. */
async function measureBack(rig: Rig, way: 'root action' | 'steps', good: string, usages: Usage[], env: Readonly<Record<string, string>>): Promise<Bar> {
  const served = new ServedLog(rig);
  let closed: number | undefined;
  const onLine = (line: string): void => {
    if (line.startsWith('✗ health-check')) closed ??= performance.now();
  };
  try {
    if (way === 'root action') must(await runRoot(rig, usages, env, onLine), 'version 3', 1);
    else {
      const onStart = (child: ChildProcess): void => {
        child.stdout?.on('data', (text: string | Buffer) => { text.toString().split('\n').forEach(onLine); });
      };
      const seen: Usage[] = [];
      await runJob(rig, ['preflight', 'backup', 'migrate', 'rolling-deploy', 'health-check', 'rollback'], seen, { env, onStart }, (id, step) => must(step, id, id === 'health-check' ? 1 : 0));
      usages.push(...seen.filter(({ who }) => who === 'rollback'));
    }
    if (closed === undefined) throw new Error('the gate of version 3 did not close');
    const ms = served.msUntil(good, closed);
    return {
      bar: `switch back (${way}): at most ${String(MOST_BACK_MS / 1000)} s after the gate's answer`,
      measured: ms === undefined ? 'it did not come back' : `${(ms / 1000).toFixed(1)} s until version ${good} answers`,
      comparedWith: 'a release anew: Capistrano 2.5 s, Kamal 3.7 s',
      met: ms !== undefined && ms <= MOST_BACK_MS,
    };
  } finally {
    await served.stop();
  }
}

/**
 * The demo's shop: version 1 by the root action, version 2 step by step with a heavy tree and a heavy database, version 3, which
 * falls ill, by the root action; then step by step as well, with the rollback action.
 */
export async function benchPipeline(): Promise<{ readonly usages: readonly Usage[]; readonly memory: readonly Bar[]; readonly back: readonly Bar[]; readonly rig: Rig }> {
  const rig = await Rig.start();
  try {
    const usages: Usage[] = [];
    const back: Bar[] = [];
    const memory = join(rig.scratch, 'memory');
    const env = memoryHook(memory);
    must(await runRoot(rig, [], env, () => undefined), 'the first deploy');
    // Nothing of the first deploy is measured: there is nothing to go back to, and no database to back up.
    rig.sql(`CREATE TABLE ballast (bytes BLOB); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${String(ROWS_MB)}) INSERT INTO ballast SELECT randomblob(1048576) FROM n`);
    rig.checkout('v2');
    makeHeavy(rig);
    await runJob(rig, ['preflight', 'backup', 'migrate', 'rolling-deploy', 'health-check', 'notify'], usages, { env }, (id, step) => must(step, id));
    const good = await rig.served();
    if (!('version' in good)) throw new Error(`version 2 does not serve: ${good.ill}`);
    rig.checkout('v3');
    for (const way of ['root action', 'steps'] as const) back.push(await measureBack(rig, way, good.version, usages, env));
    const carried = `${String(BIG_FILES)} MB in ${String(TREE_FILES + BIG_FILES)} files brought, ${String(ROWS_MB)} MB of data backed up`;
    return { usages, memory: memoryBars(readFileSync(memory, 'utf8'), carried), back, rig };
  } catch (error) {
    await rig.close();
    throw error;
  }
}

import { setTimeout as sleep } from 'node:timers/promises';

import { Failure } from '../model/failure';
import type { Layout } from '../model/layout';
import { LEASE_ACTIVE_S } from '../model/lease';
import { parseBatch } from '../shell/batch';
import { mintNonce } from '../shell/nonce';
import { plain } from '../shell/plain';
import type { ScriptResult, Shell } from '../shell/shell';
import type { HostSnapshot, Task, TaskResult } from './host-state';
import { parseState } from './read-state';
import { findRefusal, refusalFailure } from './refusals';
import { renderTask } from './render-task';

export interface TaskOptions {
  readonly onProgress?: (line: string) => void;
  /** How long its result is waited for, broken connections included; the sum of its commands' deadlines and a minute unless given. */
  readonly deadlineMs?: number;
}

const ID = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;
const SLACK_MS = 60_000;
const RECONNECT_MS = 1_000;
/** The connection was there and broke, so that the script may have arrived. */
const BROKEN: ReadonlySet<string> = new Set(['LG-SSH-BROKEN', 'LG-TASK-CUT']);
/** No second attempt answers otherwise. */
const FINAL = /^LG-SSH-(HOST-KEY|AUTH|KEY|PASSPHRASE)/;

/**
 * Runs a task with one remote command when all goes well. When the connection breaks the task goes on, and is attached to
 * again by its id: one that ended answers with what it recorded; one that never began is begun now, which is safe because
 * its beginning is recorded under the lock before anything else it does.
 */
export async function runTask(shell: Shell, layout: Layout, task: Task, options: TaskOptions = {}): Promise<TaskResult> {
  if (!ID.test(task.id)) throw new Error(`"${task.id}" cannot be the id of a task`);
  const work = task.steps.flatMap((step) => step.does).reduce((sum, command) => sum + command.deadlineMs + 10_000, 0);
  const deadlineMs = options.deadlineMs ?? work + SLACK_MS;
  const ttlS = Math.max(LEASE_ACTIVE_S, Math.ceil(work / 1000));
  const nonce = mintNonce();
  const text = renderTask(layout, task, ttlS, nonce);
  const over = AbortSignal.timeout(deadlineMs);
  let sent = false;
  for (;;) {
    try {
      const result = await shell.script(text, { deadlineMs: deadlineMs + SLACK_MS, onLine: (line) => { tellProgress(line, options.onProgress); } });
      if (result.timedOut) throw stillRunning(shell.host, task);
      const answer = readAnswer(shell.host, task, nonce, result);
      if (answer !== undefined) return answer;
      throw cut(shell.host, result);
    } catch (thrown) {
      if (!(thrown instanceof Failure) || thrown.kind !== 'connection' || over.aborted) throw thrown;
      // A host that was never reached has nothing to attach to; one that was is looked for again.
      sent ||= BROKEN.has(thrown.code);
      if (!sent || FINAL.test(thrown.code)) throw thrown;
      options.onProgress?.('the connection broke; the script goes on there, connecting again');
      await sleep(RECONNECT_MS);
    }
  }
}

function tellProgress(line: string, tell: TaskOptions['onProgress']): void {
  const match = /^progress (\d+) (.*)$/.exec(line);
  if (match !== null) tell?.(`${plain(match[2] ?? '')} (${match[1] ?? ''} s)`);
}

/** Undefined when the answer is not whole: the attached script itself was killed. */
function readAnswer(host: string, task: Task, nonce: string, { stdout: all, stderr }: ScriptResult): TaskResult | undefined {
  const [stdout = '', record] = all.split(`record ${nonce}\n`);
  const head = /(?:^|\n)ended ([^\n]*)\nword ([A-Za-z0-9]*)\n((?:step [^\n]*\n)*)output\n/.exec(stdout);
  if (head === null) {
    const refusal = findRefusal(stdout);
    if (refusal !== undefined) throw refusalFailure(host, refusal.code, refusal.words);
    return undefined;
  }
  if (!/(?:^|\n)told\n?$/.test(stdout)) return undefined;
  const [, ended = '', word = '', notes = ''] = head;
  if (ended.startsWith('died taken-over')) throw refusalFailure(host, 'LG-FENCED', ended.slice('died taken-over '.length));
  const unrecorded = /^unrecorded (LG-[A-Z-]+) ?(.*)$/.exec(ended);
  if (unrecorded !== null) throw refusalFailure(host, unrecorded[1] ?? '', unrecorded[2] ?? '');
  const phases = new Map([...notes.matchAll(/^step (\S+) (.*)$/gm)].map((match) => [match[2] ?? '', match[1] ?? '']));
  const commands = task.steps.flatMap((step) => step.does);
  const results = word === '' ? [] : parseBatch(word, host, commands, { stdout: stdout.slice(head.index + head[0].length), stderr });
  const died = ended.startsWith('died');
  const steps = task.steps.map((step) => {
    const mine = results.splice(0, step.does.length);
    const phase = phases.get(step.id);
    // A step that only began may have happened: it counts as failed, and its journal line says "begin" alone.
    const status = phase === 'done' ? ('done' as const) : phase === undefined ? ('not-run' as const) : ('failed' as const);
    return { id: step.id, status, results: status === 'not-run' ? [] : mine };
  });
  const failed = steps.find((step) => step.status === 'failed')?.id ?? (died ? (steps.find((step) => step.status === 'not-run') ?? steps.at(-1))?.id ?? task.id : undefined);
  const snapshot = record === undefined ? undefined : readRecord(record, host);
  return { steps, failed, ...(died ? { died } : {}), ...(snapshot === undefined ? {} : { snapshot }) };
}

/** Whoever needs it and does not get it asks for it, and is told then what is the matter. */
function readRecord(record: string, host: string): HostSnapshot | undefined {
  if (!record.endsWith('\nread\n')) return undefined;
  try {
    return parseState(record.slice(0, -'read\n'.length), host);
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
}

function cut(host: string, { exitCode, signal, stderr }: ScriptResult): Failure {
  return new Failure({
    kind: 'connection',
    code: 'LG-TASK-CUT',
    problem: 'the answer to a script came to an end before it was whole',
    host,
    cause: `${signal ?? `exit code ${String(exitCode)}`}${stderr.trim() === '' ? '' : `: ${plain(stderr.trim()).slice(-500)}`}`,
    next: 'look at the host; the record in .lockgate says what was done, and the next run settles what is unfinished',
  });
}

function stillRunning(host: string, task: Task): Failure {
  return new Failure({
    kind: 'interrupted',
    code: 'LG-TASK-OVERDUE',
    problem: 'a script on the host is still running after all of its deadlines',
    host,
    cause: `task ${task.id}; its output is in .lockgate/tasks/${task.id} on the host`,
    next: 'look on the host what it waits for; the next run ends it and settles what is unfinished',
  });
}

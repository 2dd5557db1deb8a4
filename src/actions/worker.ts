import type { FlowId } from '../model/action';
import type { CommandResult } from '../model/command';
import { asFailure, Failure, Failures } from '../model/failure';
import type { JournalLine } from '../model/journal';
import type { Step } from '../model/step';
import type { Task, TaskResult } from '../state/host-state';
import { runTask } from '../state/run-task';
import { findMissing } from './find-missing';
import type { FlowContext } from './flow';
import type { HostTurns } from './host-turns';
import { linesOf } from './notes';
import type { Note } from './notes';
import type { Parts } from './parts';
import type { Reporter } from './reporter';
import { groupByHost, interrupted, stepFailure } from './work';
import type { StepResults, Work } from './work';

type Results = Map<string, readonly CommandResult[]>;

/** Runs journalled work on the hosts of a session, each host's in one fenced script. */
export class Worker {
  #tasks = 0;
  #changeId = '';
  /** What the first host's journal got by this. */
  #written: JournalLine[] = [];

  constructor(
    private readonly context: FlowContext,
    private readonly parts: Parts,
    private readonly reporter: Reporter,
    private readonly action: FlowId,
    private readonly turns: HostTurns,
  ) {}

  /** Host by host. Throws the `Failure` of the first step that failed, after everything that did happen is on the timeline. */
  async run(work: Work, changeId: string, written: JournalLine[]): Promise<StepResults> {
    this.#changeId = changeId;
    this.#written = written;
    const results: Results = new Map();
    try {
      return await this.#work(work, results);
    } finally {
      work.heard?.(results);
    }
  }

  async #work(work: Work, results: Results): Promise<StepResults> {
    const groups = groupByHost(work.steps);
    const alone = this.parts.hosts.length === 1;
    if (alone) {
      const alias = this.parts.hosts[0] ?? '';
      await this.#task(alias, work.steps, work.before, work.after, work.lease, results, { last: work.last });
      if (work.lease === 'free') this.context.freedLease();
      return results;
    }
    const noted = new Set<string>();
    const notesOnce = (alias: string): readonly Note[] => (noted.has(alias) ? [] : (noted.add(alias), work.before ?? []));
    if ((work.before ?? []).length > 0) {
      for (const alias of this.turns.reached) {
        if (groups[0]?.host !== alias) await this.#task(alias, [], notesOnce(alias), [], 'keep', results);
      }
    }
    try {
      if (work.together === true) await this.#sideBySide(work, notesOnce, results);
      else for (const group of groups) await this.#task(group.host, group.steps, notesOnce(group.host), [], 'keep', results);
    } catch (error) {
      // Nobody else may come in between what was begun and what takes it back.
      await this.#settleAll([], work.lease === 'free' ? 'keep' : work.lease, results);
      throw error;
    }
    const freed = (await this.#settleAll(work.after ?? [], work.lease, results, work.last)) && this.turns.missing.size === 0;
    if (freed && work.lease === 'free') this.context.freedLease();
    return results;
  }

  /** Every host comes to its end before the failures of some are told: nothing goes on behind a flow's back. */
  async #sideBySide({ steps }: Work, notesOnce: (alias: string) => readonly Note[], results: Results): Promise<void> {
    const hosts = [...new Set(steps.map(({ host }) => host))];
    const ends = await Promise.allSettled(hosts.map((host) => this.#task(host, steps.filter((step) => step.host === host), notesOnce(host), [], 'keep', results)));
    const failures = ends.flatMap((end) => (end.status === 'rejected' ? [asFailure(end.reason)] : []));
    const bug = failures.find(({ kind }) => kind === 'bug');
    if (bug !== undefined) throw bug;
    if (failures.length > 0) throw new Failures(failures);
  }

  /** Answers whether every host was told. */
  async #settleAll(notes: readonly Note[], lease: Task['lease'], results: Results, last?: true): Promise<boolean> {
    if (notes.length === 0 && lease === 'keep') return true;
    let all = true;
    for (const alias of this.turns.reached) {
      try {
        await this.#task(alias, [], notes, [], lease, results, { last });
      } catch (error) {
        // With nothing to record, a host that is gone loses nothing: its lease lapses by itself.
        if (notes.length > 0 || !(error instanceof Failure) || error.kind !== 'connection') throw error;
        all = false;
      }
    }
    return all;
  }

  async #task(
    alias: string,
    steps: readonly Step[],
    before: readonly Note[] = [],
    after: readonly Note[] = [],
    lease: Task['lease'],
    results: Results,
    { last, mending = false }: { readonly last?: true | undefined; readonly mending?: boolean } = {},
  ): Promise<void> {
    const { ports, handed } = this.context;
    if (ports.signal.aborted) throw interrupted(alias);
    const { shell, token } = this.turns.of(alias);
    this.#tasks += 1;
    const startedAt = ports.now();
    const writer = { at: startedAt.toISOString(), change: this.#changeId, token, action: this.action, run: this.context.run };
    const task: Task = {
      // By action too: those of one process may share a token, and an id that is known already is answered and not run.
      id: `${this.#changeId === '' ? 'none' : this.#changeId}-${String(token)}-${this.action}-${String(this.#tasks)}`,
      token,
      change: this.#changeId,
      action: this.action,
      before: linesOf(before, writer),
      steps,
      after: linesOf(after, writer),
      lease,
      thenRead: last === true && handed !== undefined,
    };
    handed?.left(alias, undefined);
    const outcome = await runTask(shell, this.parts.site.layout, task, { onProgress: (line) => { ports.progress(`${alias}: ${line}`); } });
    this.#enter(alias, steps, outcome, startedAt);
    if (alias === this.turns.reached[0]) this.#written.push(...(task.before?.journal ?? []), ...(outcome.failed === undefined ? (task.after?.journal ?? []) : []));
    for (const step of outcome.steps) results.set(step.id, step.results);
    if (outcome.failed === undefined) {
      handed?.left(alias, outcome.snapshot);
      return;
    }
    if (mending || outcome.died !== true || outcome.steps.some((step) => step.status !== 'done')) throw stepFailure(alias, steps, outcome);
    // A script that was killed when all its steps were done: what it had still to record is recorded now.
    const missing = await findMissing(shell, this.parts.site.layout, task, [...before, ...after]);
    if (alias === this.turns.reached[0]) this.#written.push(...linesOf(after.filter((note) => missing?.includes(note) !== true), writer).journal);
    if (missing !== undefined) await this.#task(alias, [], [], missing, lease, results, { last, mending: true });
  }

  #enter(alias: string, steps: readonly Step[], outcome: TaskResult, startedAt: Date): void {
    let at = startedAt.getTime();
    for (const { id, status, results } of outcome.steps) {
      const durationMs = results.reduce((sum, result) => sum + result.durationMs, 0);
      this.reporter.entry({ at: new Date(at).toISOString(), title: steps.find((step) => step.id === id)?.title ?? id, host: alias, durationMs, status });
      at += durationMs;
    }
  }
}

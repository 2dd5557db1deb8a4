import type { FlowId } from '../model/action';
import type { CommandResult, Probe } from '../model/command';
import { asFailure, Failures } from '../model/failure';
import type { ChangeRecord, JournalLine } from '../model/journal';
import { foldJournal, openChange } from '../model/journal';
import { LEASE_ACTIVE_S } from '../model/lease';
import type { ReleaseRecord } from '../model/release';
import { foldReleases, mintReleaseId, rollbackTarget } from '../model/release';
import type { Step } from '../model/step';
import type { Shell } from '../shell/shell';
import { ask } from '../shell/shell';
import type { HostSnapshot, Task, TaskResult } from '../state/host-state';
import { readState } from '../state/read-state';
import { runTask } from '../state/run-task';
import type { FlowContext } from './flow';
import { findMissing } from './find-missing';
import { linesOf } from './notes';
import type { Note } from './notes';
import type { Parts } from './parts';
import type { Reporter } from './reporter';
import { takeOver } from './take-over';
import { groupByHost, interrupted, stepFailure } from './work';

export interface Work {
  readonly steps: readonly Step[];
  /** Written before the first step, on every host. */
  readonly before?: readonly Note[];
  /** Written on every host once every step was done. */
  readonly after?: readonly Note[];
  readonly lease: Task['lease'];
  /** The hosts do their steps side by side; what needs another host's steps first must not be among them. */
  readonly together?: boolean;
}

/** Results of each step, by `step id`; a step that runs on several hosts has the alias behind it in its id. */
export type StepResults = ReadonlyMap<string, readonly CommandResult[]>;

/** Stands in an id for the commit where what is deployed is no repository. */
const UNCOMMITTED = 'nocommit';

interface HostTurn {
  readonly shell: Shell;
  token: number;
  snapshot: HostSnapshot;
}

/**
 * One action's time with its hosts: it reads the record, takes the lease, runs journalled work and says what is on record.
 * In a dry run it reads, takes nothing, and collects what it would have run.
 */
export class Session {
  readonly #turns = new Map<string, HostTurn>();
  #change: ChangeRecord | undefined;
  #changeId = '';
  #tasks = 0;
  /** Facts that go on record with the next work. */
  readonly #remembered: Note[] = [];
  /** What was written since the record was read. */
  #written: JournalLine[] = [];

  constructor(
    readonly context: FlowContext,
    readonly parts: Parts,
    readonly reporter: Reporter,
    readonly action: FlowId,
  ) {}

  /** The change that is open on record, ours or a dead run's. */
  get change(): ChangeRecord | undefined {
    return this.#change;
  }

  /** Id of the change that this action works in; also the id of the release it brings. */
  get changeId(): string {
    return this.#changeId;
  }

  /** The record of the first host: it speaks for all, since every note is written on all of them. */
  get snapshot(): HostSnapshot {
    return this.turn(this.parts.hosts[0] ?? '').snapshot;
  }

  /** The journal as it stands, what this session wrote included. */
  get journal(): readonly JournalLine[] {
    return [...this.snapshot.journal, ...this.#written];
  }

  /** Keeps a fact for the record of the change: it travels with the next work, and is forgotten where no change is open then. */
  remember(name: string, data: unknown): void {
    this.#remembered.push({ kind: 'fact', name, data });
  }

  /** Puts on record what was remembered, where no other work of this action will. */
  async keepRemembered(): Promise<void> {
    if (this.#remembered.length > 0) await this.run({ steps: [], lease: 'park' });
  }

  get releases(): readonly ReleaseRecord[] {
    return foldReleases(this.snapshot.releases);
  }

  /** Where the way back of a new change would lead: what serves now unless it is bad, else the newest good release. */
  get previous(): ReleaseRecord | undefined {
    const serving = this.releases.find((release) => release.id === this.snapshot.current);
    return serving !== undefined && serving.status !== 'bad' ? serving : rollbackTarget(this.releases, this.snapshot.current);
  }

  turn(alias: string): HostTurn {
    const turn = this.#turns.get(alias);
    if (turn === undefined) throw new Error(`host ${alias} was not opened by this session`);
    return turn;
  }

  shell(alias: string): Shell {
    return this.turn(alias).shell;
  }

  /** Reads the record on all hosts; takes nothing. The probe is asked in the same command, of the database's host. */
  async look<T>(probe?: Probe<T>): Promise<T | undefined> {
    const answers = await Promise.all(
      this.parts.hosts.map(async (alias) => {
        const shell = await this.context.connect(alias);
        const state = readState(this.parts.site.layout);
        const mine = alias === this.parts.databaseHost ? probe : undefined;
        const answer = await ask(shell, {
          commands: [...state.commands, ...(mine?.commands ?? [])],
          read: (results) => ({ snapshot: state.read(results.slice(0, state.commands.length)), extra: () => mine?.read(results.slice(state.commands.length)) }),
        });
        this.#turns.set(alias, { shell, token: 0, snapshot: answer.snapshot });
        return answer.extra();
      }),
    );
    this.#readChange();
    return answers.find((answer) => answer !== undefined);
  }

  /**
   * Takes the lease on all hosts, in alias order, and reads the record; in a dry run it only reads. `wayBack` takes it on
   * a full disk too: there, going back is the only way on.
   */
  async take<T>(probe?: Probe<T>, wayBack = false): Promise<T | undefined> {
    if (this.context.dryRun) return this.look(probe);
    const { run, ports } = this.context;
    let answer: T | undefined;
    let inherited = true;
    for (const alias of this.parts.hosts) {
      const shell = await this.context.connect(alias);
      // Not before: a host that cannot be reached needs no post step that tries the same once more.
      this.context.mayHoldLease();
      const request = {
        owner: run.owner,
        attempt: run.attempt,
        change: this.#changeId,
        note: `${this.action}${run.url === '' ? '' : ` of ${run.url}`}`,
        ttlS: LEASE_ACTIVE_S,
        wayBack,
      };
      const mine = alias === this.parts.databaseHost ? probe : undefined;
      const taken = await takeOver(shell, this.parts.site.layout, request, mine, this.context);
      if (taken.how !== 'inherited') inherited = false;
      if (taken.how === 'taken-over') ports.progress(`${alias}: took over the lease of ${taken.from === run.owner ? 'an earlier attempt of this run' : taken.from}`);
      answer ??= taken.answer;
      this.#turns.set(alias, { shell, token: taken.token, snapshot: taken.snapshot });
    }
    if (inherited) this.context.inheritedLease();
    this.#readChange();
    return answer;
  }

  /** Asks something of the database's host; undefined where there is nothing to ask. */
  async askSurvey<T>(probe: Probe<T> | undefined): Promise<T | undefined> {
    return probe === undefined ? undefined : ask(this.shell(this.parts.databaseHost), probe);
  }

  /** Reads the record again with the lease as it is. */
  async readAgain(): Promise<void> {
    for (const alias of this.parts.hosts) {
      const turn = this.turn(alias);
      turn.snapshot = await ask(turn.shell, readState(this.parts.site.layout));
    }
    this.#readChange();
  }

  #readChange(): void {
    this.#written = [];
    this.#change = openChange(foldJournal(this.snapshot.journal));
    this.#changeId = this.#change?.id ?? '';
  }

  /** Whether the open change is this very attempt's, so that it can be gone on with. */
  get continues(): boolean {
    const opened = this.#change?.opened;
    return opened !== undefined && opened.owner === this.context.run.owner && opened.attempt === this.context.run.attempt;
  }

  /** Mints a change of our own; its `opened` line travels with the first work. `mark` stands in its id for the commit. */
  mint(mark = this.context.run.commit === '' ? UNCOMMITTED : this.context.run.commit): Note {
    const taken = new Set([...foldJournal(this.snapshot.journal).map((change) => change.id), ...this.releases.map((release) => release.id)]);
    this.#changeId = mintReleaseId(this.context.ports.now(), mark, taken);
    this.reporter.release = this.#changeId;
    return { kind: 'opened', previous: this.previous?.id ?? '' };
  }

  /**
   * Runs steps host by host, each host's in one fenced script. Throws the `Failure` of the first step that failed, after
   * everything that did happen is on the timeline.
   */
  async run(asked: Work): Promise<StepResults> {
    if (this.context.dryRun) {
      for (const step of asked.steps) await this.shell(step.host).run(step.does);
      return new Map();
    }
    const work = { ...asked, before: this.#recall(asked.before) };
    const results = new Map<string, readonly CommandResult[]>();
    const groups = groupByHost(work.steps);
    const alone = this.parts.hosts.length === 1;
    if (alone) {
      const alias = this.parts.hosts[0] ?? '';
      await this.#task(alias, work.steps, work.before, work.after, work.lease, results);
      return results;
    }
    const noted = new Set<string>();
    const notesOnce = (alias: string): readonly Note[] => (noted.has(alias) ? [] : (noted.add(alias), work.before));
    if (work.before.length > 0) {
      for (const alias of this.parts.hosts) {
        if (groups[0]?.host !== alias) await this.#task(alias, [], notesOnce(alias), [], 'keep', results);
      }
    }
    try {
      if (work.together === true) await this.#sideBySide(work, notesOnce, results);
      else for (const group of groups) await this.#task(group.host, group.steps, notesOnce(group.host), [], 'keep', results);
    } catch (error) {
      await this.#settleAll([], work.lease, results);
      throw error;
    }
    await this.#settleAll(work.after ?? [], work.lease, results);
    return results;
  }

  /** Every host comes to its end before the failures of some are told: nothing goes on behind a flow's back. */
  async #sideBySide({ steps }: Work, notesOnce: (alias: string) => readonly Note[], results: Map<string, readonly CommandResult[]>): Promise<void> {
    const hosts = [...new Set(steps.map(({ host }) => host))];
    const ends = await Promise.allSettled(hosts.map((host) => this.#task(host, steps.filter((step) => step.host === host), notesOnce(host), [], 'keep', results)));
    const failures = ends.flatMap((end) => (end.status === 'rejected' ? [asFailure(end.reason)] : []));
    const bug = failures.find(({ kind }) => kind === 'bug');
    if (bug !== undefined) throw bug;
    if (failures.length > 0) throw new Failures(failures);
  }

  /** What was remembered stands behind the line that opens the change. */
  #recall(before: readonly Note[] = []): readonly Note[] {
    const facts = this.#remembered.splice(0);
    const opening = before.filter(({ kind }) => kind === 'opened');
    if (this.#change === undefined && opening.length === 0 && this.#written.every(({ kind }) => kind !== 'opened')) return before;
    return [...opening, ...facts, ...before.filter(({ kind }) => kind !== 'opened')];
  }

  async #settleAll(notes: readonly Note[], lease: Task['lease'], results: Map<string, readonly CommandResult[]>): Promise<void> {
    if (notes.length === 0 && lease === 'keep') return;
    for (const alias of this.parts.hosts) await this.#task(alias, [], notes, [], lease, results);
  }

  async #task(
    alias: string,
    steps: readonly Step[],
    before: readonly Note[] = [],
    after: readonly Note[] = [],
    lease: Task['lease'],
    results: Map<string, readonly CommandResult[]>,
    mending = false,
  ): Promise<void> {
    const { ports } = this.context;
    if (ports.signal.aborted) throw interrupted(alias);
    const { shell, token } = this.turn(alias);
    this.#tasks += 1;
    const startedAt = ports.now();
    const writer = { at: startedAt.toISOString(), change: this.#changeId, token, action: this.action, run: this.context.run };
    const task: Task = {
      id: `${this.#changeId === '' ? 'none' : this.#changeId}-${String(token)}-${String(this.#tasks)}`,
      token,
      change: this.#changeId,
      action: this.action,
      before: linesOf(before, writer),
      steps,
      after: linesOf(after, writer),
      lease,
    };
    const outcome = await runTask(shell, this.parts.site.layout, task, { onProgress: (line) => { ports.progress(`${alias}: ${line}`); } });
    this.#enter(alias, steps, outcome, startedAt);
    if (alias === this.parts.hosts[0]) this.#written.push(...(task.before?.journal ?? []), ...(outcome.failed === undefined ? (task.after?.journal ?? []) : []));
    for (const step of outcome.steps) results.set(step.id, step.results);
    if (outcome.failed === undefined) return;
    if (mending || outcome.died !== true || outcome.steps.some((step) => step.status !== 'done')) throw stepFailure(alias, steps, outcome);
    // A script that was killed when all its steps were done: what it had still to record is recorded now.
    await this.#task(alias, [], [], await findMissing(shell, this.parts.site.layout, task, [...before, ...after]), lease, results, true);
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

import type { ActionId } from '../model/action';
import type { CommandResult, Probe } from '../model/command';
import { commandFailure, Failure } from '../model/failure';
import type { ChangeOutcome, ChangeRecord, JournalLine } from '../model/journal';
import { foldJournal, openChange } from '../model/journal';
import { LEASE_ACTIVE_S } from '../model/lease';
import type { Release, ReleaseEntry, ReleaseRecord, ReleaseStatus } from '../model/release';
import { foldReleases, mintReleaseId, rollbackTarget } from '../model/release';
import type { Step } from '../model/step';
import type { Shell } from '../shell/shell';
import { ask } from '../shell/shell';
import type { HostSnapshot, Task, TaskResult } from '../state/host-state';
import { readState } from '../state/read-state';
import { runTask } from '../state/run-task';
import { takeLease } from '../state/take-lease';
import type { FlowContext } from './flow';
import type { Parts } from './parts';
import type { Reporter } from './reporter';

/** Something to put on record together with steps. */
export type Note =
  | { readonly kind: 'opened'; readonly previous: string }
  | { readonly kind: 'fact'; readonly name: string; readonly data: unknown }
  | { readonly kind: 'closed'; readonly outcome: ChangeOutcome }
  | { readonly kind: 'release'; readonly release: Release; readonly status: ReleaseStatus };

export interface Work {
  readonly steps: readonly Step[];
  /** Written before the first step, on every host. */
  readonly before?: readonly Note[];
  /** Written on every host once every step was done. */
  readonly after?: readonly Note[];
  readonly lease: Task['lease'];
}

/** Results of each step, by `step id`; a step that runs on several hosts has the alias behind it in its id. */
export type StepResults = ReadonlyMap<string, readonly CommandResult[]>;

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

  constructor(
    readonly context: FlowContext,
    readonly parts: Parts,
    readonly reporter: Reporter,
    readonly action: ActionId,
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
        change: this.#changeId,
        note: `${this.action}${run.url === '' ? '' : ` of ${run.url}`}`,
        ttlS: LEASE_ACTIVE_S,
        wayBack,
      };
      const mine = alias === this.parts.databaseHost ? probe : undefined;
      const attempt = async (gone?: { owner: string; token: number }): Promise<Awaited<ReturnType<typeof takeLease<T>>>> =>
        takeLease(shell, this.parts.site.layout, gone === undefined ? request : { ...request, ownerIsGone: gone }, mine);
      let taken: Awaited<ReturnType<typeof takeLease<T>>>;
      try {
        taken = await attempt();
      } catch (error) {
        const holder = error instanceof Failure && error.kind === 'lease-held' ? await this.#deadHolder(shell) : undefined;
        if (holder === undefined) throw error;
        ports.progress(`${alias}: the run of ${holder.owner} is over; taking its lease over`);
        taken = await attempt(holder);
      }
      if (taken.how !== 'inherited') inherited = false;
      if (taken.how === 'taken-over') ports.progress(`${alias}: took over the lease of ${taken.from}`);
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

  /** The holder of a live lease whose run GitHub says is completed. */
  async #deadHolder(shell: Shell): Promise<{ owner: string; token: number } | undefined> {
    const { lease } = await ask(shell, readState(this.parts.site.layout));
    if (lease === undefined) return undefined;
    return (await this.context.forge.isRunOver(lease.owner)) === true ? { owner: lease.owner, token: lease.token } : undefined;
  }

  #readChange(): void {
    this.#change = openChange(foldJournal(this.snapshot.journal));
    this.#changeId = this.#change?.id ?? '';
  }

  /** Whether the open change is this very attempt's, so that it can be gone on with. */
  get continues(): boolean {
    const opened = this.#change?.opened;
    return opened !== undefined && opened.owner === this.context.run.owner && opened.attempt === this.context.run.attempt;
  }

  /** Mints a change of our own; its `opened` line travels with the first work. */
  mint(): Note {
    const taken = new Set([...foldJournal(this.snapshot.journal).map((change) => change.id), ...this.releases.map((release) => release.id)]);
    this.#changeId = mintReleaseId(this.context.ports.now(), this.context.run.commit, taken);
    this.reporter.release = this.#changeId;
    return { kind: 'opened', previous: this.previous?.id ?? '' };
  }

  #line(note: Exclude<Note, { kind: 'release' }>, token: number): JournalLine {
    const { run, ports } = this.context;
    const base = { v: 1 as const, at: ports.now().toISOString(), change: this.#changeId, token, action: this.action };
    switch (note.kind) {
      case 'opened':
        return { ...base, kind: 'opened', owner: run.owner, attempt: run.attempt, version: run.version, commit: run.commit, previous: note.previous };
      case 'fact':
        return { ...base, kind: 'fact', name: note.name, data: note.data };
      case 'closed':
        return { ...base, kind: 'closed', outcome: note.outcome };
    }
  }

  #lines(notes: readonly Note[] = [], token: number): { journal: JournalLine[]; releases: ReleaseEntry[] } {
    const at = this.context.ports.now().toISOString();
    return {
      journal: notes.flatMap((note) => (note.kind === 'release' ? [] : [this.#line(note, token)])),
      releases: notes.flatMap((note) => (note.kind === 'release' ? [{ v: 1 as const, at, ...note.release, status: note.status }] : [])),
    };
  }

  /**
   * Runs steps host by host, each host's in one fenced script. Throws the `Failure` of the first step that failed, after
   * everything that did happen is on the timeline.
   */
  async run(work: Work): Promise<StepResults> {
    if (this.context.dryRun) {
      for (const step of work.steps) await this.shell(step.host).run(step.does);
      return new Map();
    }
    const results = new Map<string, readonly CommandResult[]>();
    const groups = groupByHost(work.steps);
    const alone = this.parts.hosts.length === 1;
    if (alone) {
      const alias = this.parts.hosts[0] ?? '';
      await this.#task(alias, work.steps, work.before, work.after, work.lease, results);
      return results;
    }
    const noted = new Set<string>();
    const notesOnce = (alias: string): readonly Note[] => (noted.has(alias) ? [] : (noted.add(alias), work.before ?? []));
    if ((work.before ?? []).length > 0) {
      for (const alias of this.parts.hosts) {
        if (groups[0]?.host !== alias) await this.#task(alias, [], notesOnce(alias), [], 'keep', results);
      }
    }
    try {
      for (const group of groups) await this.#task(group.host, group.steps, notesOnce(group.host), [], 'keep', results);
    } catch (error) {
      await this.#settleAll([], work.lease, results);
      throw error;
    }
    await this.#settleAll(work.after ?? [], work.lease, results);
    return results;
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
  ): Promise<void> {
    const { ports } = this.context;
    if (ports.signal.aborted) throw interrupted(alias);
    const { shell, token } = this.turn(alias);
    this.#tasks += 1;
    const startedAt = ports.now();
    const task: Task = {
      id: `${this.#changeId === '' ? 'none' : this.#changeId}-${String(token)}-${String(this.#tasks)}`,
      token,
      change: this.#changeId,
      action: this.action,
      before: this.#lines(before, token),
      steps,
      after: this.#lines(after, token),
      lease,
    };
    const outcome = await runTask(shell, this.parts.site.layout, task, { onProgress: (line) => { ports.progress(`${alias}: ${line}`); } });
    this.#enter(alias, steps, outcome, startedAt);
    for (const step of outcome.steps) results.set(step.id, step.results);
    if (outcome.failed !== undefined) throw stepFailure(alias, steps, outcome);
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

function groupByHost(steps: readonly Step[]): { host: string; steps: Step[] }[] {
  const groups: { host: string; steps: Step[] }[] = [];
  for (const step of steps) {
    const last = groups.at(-1);
    if (last?.host === step.host) last.steps.push(step);
    else groups.push({ host: step.host, steps: [step] });
  }
  return groups;
}

function interrupted(host: string): Failure {
  return new Failure({
    kind: 'interrupted',
    code: 'LG-CANCELLED',
    problem: 'the run was cancelled',
    host,
    cause: 'nothing new was started after the cancellation',
    next: 'the post step of this job brings the system back to one known version',
  });
}

/** The same for every host and for every one of several alike: `release.assemble@web`, `migrate.apply.2`. */
function codeOfStep(id: string): string {
  return `LG-STEP-${id.replace(/@.*$/, '').replace(/[.][0-9]+$/, '').replace(/[^a-z]+/g, '-').toUpperCase()}`;
}

function stepFailure(alias: string, steps: readonly Step[], outcome: TaskResult): Failure {
  const step = steps.find((one) => one.id === outcome.failed);
  const title = step?.title ?? outcome.failed ?? 'a step';
  const failed = outcome.steps.find((one) => one.id === outcome.failed)?.results.find((result) => result.exitCode !== 0);
  const facts = {
    code: codeOfStep(outcome.failed ?? 'unknown'),
    problem: `${title}: failed`,
    next: 'read the lines of the command above; the steps after it were not run',
  };
  if (failed !== undefined) return commandFailure(failed, facts);
  return new Failure({ kind: 'command', ...facts, host: alias, cause: 'its script ended without a result: the host was restarted or the process was killed' });
}

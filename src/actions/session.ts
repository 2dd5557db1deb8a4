import type { FlowId } from '../model/action';
import type { Probe } from '../model/command';
import { Failure } from '../model/failure';
import type { ChangeRecord, JournalLine } from '../model/journal';
import { foldJournal, openChange } from '../model/journal';
import type { Manifest } from '../model/manifest';
import type { ReleaseRecord } from '../model/release';
import { foldReleases, mintReleaseId, rollbackTarget } from '../model/release';
import type { Shell } from '../shell/shell';
import { ask } from '../shell/shell';
import type { HostSnapshot } from '../state/host-state';
import type { FlowContext } from './flow';
import type { Fact } from './handed';
import { keepingLease } from './keeping';
import { HostTurns } from './host-turns';
import type { HostTurn } from './host-turns';
import { linesOf } from './notes';
import type { Note } from './notes';
import type { Parts } from './parts';
import { listed } from './rehearsal';
import type { Reporter } from './reporter';
import type { StepResults, Work } from './work';
import { Worker } from './worker';

/** Stands in an id for the commit where what is deployed is no repository. */
const UNCOMMITTED = 'nocommit';

/**
 * One action's time with its hosts: it reads the record, takes the lease, runs journalled work and says what is on record.
 * In a dry run it reads, takes nothing, and lists what it would have run; the sessions after it see its record as if it had.
 */
export class Session {
  readonly #turns: HostTurns;
  readonly #worker: Worker;
  #change: ChangeRecord | undefined;
  #changeId = '';
  /** Facts that go on record with the next work. */
  readonly #remembered: Fact[];
  /** What was written since the record was read. */
  #written: JournalLine[] = [];

  constructor(
    readonly context: FlowContext,
    readonly parts: Parts,
    readonly reporter: Reporter,
    readonly action: FlowId,
  ) {
    this.#remembered = [...(context.handed?.takeRemembered() ?? [])];
    this.#turns = new HostTurns(context, parts, action);
    this.#worker = new Worker(context, parts, reporter, action, this.#turns);
  }

  /** The change that is open on record, ours or a dead run's. */
  get change(): ChangeRecord | undefined {
    return this.#change;
  }

  /** Id of the change that this action works in; also the id of the release it brings. */
  get changeId(): string {
    return this.#changeId;
  }

  /** The hosts of this action: all of them, but for those that a way back has to go on without. */
  get hosts(): readonly string[] {
    return this.#turns.reached;
  }

  /** Hosts that could not be reached on a way back, and why. */
  get missing(): ReadonlyMap<string, Failure> {
    return this.#turns.missing;
  }

  /** The record of the first host: it speaks for all, since every note is written on all of them. */
  get snapshot(): HostSnapshot {
    return this.turn(this.hosts[0] ?? '').snapshot;
  }

  /** The backups on record, which are on the database's host alone. */
  get manifests(): readonly Manifest[] {
    return this.hosts.includes(this.parts.databaseHost) ? this.turn(this.parts.databaseHost).snapshot.manifests : [];
  }

  /** The journal as it stands, what this session wrote included. */
  get journal(): readonly JournalLine[] {
    return [...this.snapshot.journal, ...(this.context.rehearsal?.journal ?? []), ...this.#written];
  }

  /** Keeps a fact for the record of the change: it travels with the next work, and is forgotten where no change is open then. */
  remember(name: string, data: unknown): void {
    this.#remembered.push({ kind: 'fact', name, data });
  }

  /** Puts on record what was remembered, where no other work of this action will; a stage of this process that goes on does it instead. */
  async keepRemembered(): Promise<void> {
    const { handed } = this.context;
    if (handed !== undefined) handed.remember(this.#remembered.splice(0));
    else if (this.#remembered.length > 0) await this.run({ steps: [], lease: 'park' });
  }

  get releases(): readonly ReleaseRecord[] {
    return foldReleases([...this.snapshot.releases, ...(this.context.rehearsal?.releases ?? [])]);
  }

  /** Where the way back of a new change would lead: what serves now unless it is bad or never came to serve everywhere, else the newest good release. */
  get previous(): ReleaseRecord | undefined {
    const serving = this.releases.find((release) => release.id === this.snapshot.current);
    return serving !== undefined && serving.status !== 'bad' && serving.status !== 'pending' ? serving : rollbackTarget(this.releases, this.snapshot.current);
  }

  turn(alias: string): HostTurn {
    return this.#turns.of(alias);
  }

  shell(alias: string): Shell {
    return this.turn(alias).shell;
  }

  /** Reads the record on all hosts; takes nothing. The probe is asked in the same command, of the database's host. */
  async look<T>(probe?: Probe<T>, wayBack = false): Promise<T | undefined> {
    const answer = await this.#turns.look(probe, wayBack);
    this.#readChange();
    return answer;
  }

  /**
   * Takes the lease on all hosts, in alias order, and reads the record; in a dry run it only reads. `wayBack` takes it on
   * a full disk too, and without the hosts that cannot be reached: there, going back is the only way on.
   */
  async take<T>(probe?: Probe<T>, wayBack = false): Promise<T | undefined> {
    if (this.context.dryRun) return this.look(probe, wayBack);
    const answer = await this.#turns.take(this.#changeId, probe, wayBack);
    this.#readChange();
    return answer;
  }

  /** Asks something of the database's host; undefined where there is nothing to ask, or nobody. */
  async askSurvey<T>(probe: Probe<T> | undefined): Promise<T | undefined> {
    return probe === undefined || this.missing.has(this.parts.databaseHost) ? undefined : ask(this.shell(this.parts.databaseHost), probe);
  }

  /** Reads the record again with the lease as it is. */
  async readAgain(): Promise<void> {
    await this.#turns.readAgain();
    this.#readChange();
  }

  #readChange(): void {
    this.#written = [];
    const rehearsed = this.context.rehearsal?.journal ?? [];
    const change = openChange(foldJournal([...this.snapshot.journal, ...rehearsed]));
    // Each host keeps the lines of its own steps; the change is all of them.
    const steps = change === undefined ? [] : this.hosts.flatMap((alias) => foldJournal([...this.turn(alias).snapshot.journal, ...rehearsed]).find(({ id }) => id === change.id)?.steps ?? []);
    this.#change = change === undefined ? undefined : { ...change, steps: [...new Map(steps.map((step) => [step.id, step])).values()] };
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
    if (this.context.dryRun) return this.#rehearse(asked);
    const work = (): Promise<StepResults> => this.#worker.run({ ...asked, before: this.#recall(asked.before) }, this.#changeId, this.#written);
    // A script renews the lease of its own host alone.
    return this.hosts.length > 1 && asked.steps.length > 0 ? keepingLease(this, work) : work();
  }

  /** Runs nothing: lists the commands, and leaves the record that they would. */
  #rehearse({ steps, before, after = [] }: Work): StepResults {
    const { rehearsal, run, ports } = this.context;
    const writer = { at: ports.now().toISOString(), change: this.#changeId, token: 0, action: this.action, run };
    const notes = linesOf([...this.#recall(before), ...after], writer);
    const done = steps.map(({ id, title, undo }): JournalLine => ({ v: 1, kind: 'done', at: writer.at, change: writer.change, token: 0, action: writer.action, step: id, title, undo }));
    rehearsal?.commands.push(...steps.flatMap(({ host, does }) => does.map((command) => listed(host, command))));
    rehearsal?.journal.push(...notes.journal, ...done);
    rehearsal?.releases.push(...notes.releases);
    return new Map();
  }

  /** Writes on every host that can still be reached; one of several that went away is lost to this action, and its own record lacks the note. */
  async note(work: Omit<Work, 'steps'>): Promise<void> {
    if (this.context.dryRun) return;
    const before = this.#recall(work.before);
    for (;;) {
      try {
        await this.#worker.run({ ...work, before, steps: [] }, this.#changeId, this.#written);
        return;
      } catch (error) {
        const host = error instanceof Failure && error.kind === 'connection' ? (error.facts.host ?? '') : '';
        if (!(error instanceof Failure) || !this.hosts.includes(host) || this.hosts.length === 1) throw error;
        this.lose(host, error);
      }
    }
  }

  /** The rest of this action goes on without a host. */
  lose(alias: string, why: Failure): void {
    this.#turns.lose(alias, why);
  }

  /** What was remembered stands behind the line that opens the change. */
  #recall(before: readonly Note[] = []): readonly Note[] {
    const facts = this.#remembered.splice(0);
    const opening = before.filter(({ kind }) => kind === 'opened');
    if (this.#change === undefined && opening.length === 0 && this.#written.every(({ kind }) => kind !== 'opened')) return before;
    return [...opening, ...facts, ...before.filter(({ kind }) => kind !== 'opened')];
  }
}

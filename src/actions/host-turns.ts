import type { FlowId } from '../model/action';
import type { Probe } from '../model/command';
import { Failure } from '../model/failure';
import { LEASE_ACTIVE_S } from '../model/lease';
import type { Shell } from '../shell/shell';
import { ask } from '../shell/shell';
import type { HostSnapshot } from '../state/host-state';
import { readState } from '../state/read-state';
import type { FlowContext } from './flow';
import type { Parts } from './parts';
import { takeOver } from './take-over';

export interface HostTurn {
  readonly shell: Shell;
  token: number;
  snapshot: HostSnapshot;
}

/** The hosts of one action: the connection to each, its lease and its record as it was read last. */
export class HostTurns {
  readonly #turns = new Map<string, HostTurn>();
  /** Hosts that a way back goes on without, and why they cannot be reached. */
  readonly missing = new Map<string, Failure>();

  constructor(
    private readonly context: FlowContext,
    private readonly parts: Parts,
    private readonly action: FlowId,
  ) {}

  of(alias: string): HostTurn {
    const turn = this.#turns.get(alias);
    if (turn === undefined) throw new Error(`host ${alias} was not opened by this session`);
    return turn;
  }

  /** Aliases of the hosts that were opened and are not lost, in the order in which hosts are changed. */
  get reached(): readonly string[] {
    return this.parts.hosts.filter((alias) => this.#turns.has(alias));
  }

  /** A host that went away: the rest of this action goes on without it. */
  lose(alias: string, why: Failure): void {
    this.#turns.delete(alias);
    this.missing.set(alias, why);
  }

  /** Passes over a host that cannot be reached, where that is allowed and it is not the last one. */
  #pass(alias: string, error: unknown, allowed: boolean): void {
    if (!allowed || !(error instanceof Failure) || error.kind !== 'connection' || this.missing.size >= this.parts.hosts.length - 1) throw error;
    this.lose(alias, error);
    this.context.ports.progress(`${alias} cannot be reached: going on without it`);
  }

  /** Reads the record on all hosts; takes nothing. The probe is asked in the same command, of the database's host. */
  async look<T>(probe?: Probe<T>, wayBack = false): Promise<T | undefined> {
    const look = async (alias: string): Promise<T | undefined> => (await this.#lookAt(alias, probe)).extra();
    const answers = await Promise.all(this.parts.hosts.map((alias) => look(alias).catch((error: unknown) => { this.#pass(alias, error, wayBack); return undefined; })));
    return answers.find((answer) => answer !== undefined);
  }

  /** With nothing else to ask, the record is taken as an earlier stage of this process left it. */
  async #lookAt<T>(alias: string, probe: Probe<T> | undefined): Promise<{ readonly turn: HostTurn; readonly extra: () => T | undefined }> {
    const shell = await this.context.connect(alias);
    const state = readState(this.parts.site.layout);
    const mine = alias === this.parts.databaseHost ? probe : undefined;
    const left = mine === undefined ? this.context.handed?.snapshot(alias) : undefined;
    if (left !== undefined) {
      const turn = { shell, token: 0, snapshot: left };
      this.#turns.set(alias, turn);
      return { turn, extra: () => undefined };
    }
    const { snapshot, extra } = await ask(shell, {
      commands: [...state.commands, ...(mine?.commands ?? [])],
      read: (results) => ({ snapshot: state.read(results.slice(0, state.commands.length)), extra: () => mine?.read(results.slice(state.commands.length)) }),
    });
    const turn = { shell, token: 0, snapshot };
    this.#turns.set(alias, turn);
    return { turn, extra };
  }

  /**
   * Goes on with the lease that an earlier stage of this process took, where it is on record still; false where it has to be taken.
   * A record that was only looked at so far, so that nothing was written since, is not read again: every script checks the token once more.
   */
  async #goOn<T>(alias: string, probe: Probe<T> | undefined): Promise<{ readonly answer: T | undefined } | false> {
    const token = this.context.handed?.token(alias);
    if (token === undefined) return false;
    const seen = this.#turns.get(alias);
    const { turn, extra } = seen?.token === 0 && probe === undefined ? { turn: seen, extra: () => undefined } : await this.#lookAt(alias, probe);
    const { lease } = turn.snapshot;
    if (lease?.token !== token || lease.owner !== this.context.run.owner) return false;
    turn.token = token;
    return { answer: extra() };
  }

  /** Takes the lease on all hosts, in alias order, and reads the record. A way back takes what it can reach: the rest is `missing`. */
  async take<T>(change: string, probe: Probe<T> | undefined, wayBack: boolean): Promise<T | undefined> {
    const { run, ports, handed } = this.context;
    const holder = handed === undefined ? this.action : 'lockgate';
    let answer: T | undefined;
    const hows = new Set<string>();
    this.missing.clear();
    const takeOne = async (alias: string): Promise<void> => {
      const kept = wayBack ? false : await this.#goOn(alias, probe);
      if (kept !== false) {
        hows.add('inherited');
        answer ??= kept.answer;
        return;
      }
      const shell = await this.context.connect(alias);
      // Not before: a host that cannot be reached needs no post step that tries the same once more.
      this.context.mayHoldLease();
      const request = { owner: run.owner, attempt: run.attempt, change, note: `${holder}${run.url === '' ? '' : ` of ${run.url}`}`, ttlS: LEASE_ACTIVE_S, wayBack };
      const mine = alias === this.parts.databaseHost ? probe : undefined;
      const taken = await takeOver(shell, this.parts.site.layout, request, mine, this.context);
      hows.add(taken.how);
      if (taken.how === 'taken-over') ports.progress(`${alias}: took over the lease of ${taken.from === run.owner ? 'an earlier attempt of this run' : taken.from}`);
      answer ??= taken.answer;
      this.#turns.set(alias, { shell, token: taken.token, snapshot: taken.snapshot });
      handed?.took(alias, taken.token);
    };
    for (const alias of this.parts.hosts) await takeOne(alias).catch((error: unknown) => { this.#pass(alias, error, wayBack); });
    if ([...hows].every((how) => how === 'inherited')) this.context.inheritedLease();
    return answer;
  }

  /** Reads the record again with the lease as it is. */
  async readAgain(): Promise<void> {
    for (const alias of this.reached) {
      const turn = this.of(alias);
      turn.snapshot = await ask(turn.shell, readState(this.parts.site.layout));
    }
  }
}

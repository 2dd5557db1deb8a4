import type { FlowId } from '../model/action';
import type { Probe } from '../model/command';
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
    return answers.find((answer) => answer !== undefined);
  }

  /** Takes the lease on all hosts, in alias order, and reads the record. */
  async take<T>(change: string, probe: Probe<T> | undefined, wayBack: boolean): Promise<T | undefined> {
    const { run, ports } = this.context;
    let answer: T | undefined;
    let inherited = true;
    for (const alias of this.parts.hosts) {
      const shell = await this.context.connect(alias);
      // Not before: a host that cannot be reached needs no post step that tries the same once more.
      this.context.mayHoldLease();
      const request = { owner: run.owner, attempt: run.attempt, change, note: `${this.action}${run.url === '' ? '' : ` of ${run.url}`}`, ttlS: LEASE_ACTIVE_S, wayBack };
      const mine = alias === this.parts.databaseHost ? probe : undefined;
      const taken = await takeOver(shell, this.parts.site.layout, request, mine, this.context);
      if (taken.how !== 'inherited') inherited = false;
      if (taken.how === 'taken-over') ports.progress(`${alias}: took over the lease of ${taken.from === run.owner ? 'an earlier attempt of this run' : taken.from}`);
      answer ??= taken.answer;
      this.#turns.set(alias, { shell, token: taken.token, snapshot: taken.snapshot });
    }
    if (inherited) this.context.inheritedLease();
    return answer;
  }

  /** Reads the record again with the lease as it is. */
  async readAgain(): Promise<void> {
    for (const alias of this.parts.hosts) {
      const turn = this.of(alias);
      turn.snapshot = await ask(turn.shell, readState(this.parts.site.layout));
    }
  }
}

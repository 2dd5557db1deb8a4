import type { z } from 'zod';

import type { Database } from '../databases/database';
import type { CheckResult, Moment, OnFail } from '../model/check';
import type { Probe } from '../model/command';
import type { Census, Manifest } from '../model/manifest';
import type { Site } from '../model/site';
import type { Runtime } from '../runtimes/runtime';
import type { Ports } from '../shell/ports';

/** What a check may ask about, besides the host. */
export interface CheckContext {
  readonly site: Site;
  readonly moment: Moment;
  /** Alias of the host that is asked. */
  readonly host: string;
  /** Port of the instance that is asked, through the connection; absent where there is none. */
  readonly port: number | undefined;
  /** The instance that is asked, where one is meant and not all of them. */
  readonly instance?: string | undefined;
  readonly runtime: Runtime | undefined;
  readonly database: Database | undefined;
  /** The release that should answer; empty before one exists. */
  readonly release: string;
  readonly version: string;
  /** When the deploy began (host's clock, ISO), for `last: deploy`. */
  readonly deployedAt: string | undefined;
  /** When what serves began to, or the last change was over (ISO): what was logged before that is not about it. */
  readonly servesSince?: string | undefined;
  /** Another release serves on this host on purpose: checks that ask the application are not asked there. */
  readonly elsewhere?: boolean | undefined;
  /** Counts and hashes of the backup that this change took. */
  readonly before: Census | undefined;
  /** Size of the database when that backup was taken. */
  readonly beforeBytes?: number | undefined;
  /** The backups on record. */
  readonly backups?: readonly Manifest[] | undefined;
  /** What preflight measured before the deploy; absent where it measured nothing. */
  readonly baseline?: Baseline | undefined;
  /** The answers of the application to earlier requests of this watch. */
  readonly answers?: Answers | undefined;
  /** How often the runtime had started the application anew when the watch began. */
  readonly restarts?: number | undefined;
}

/** Figures of the release before, by the name that `CheckPlugin.baseline` gives. */
export interface Baseline {
  /** There was no release before: there is nothing to compare with, and that is no fault. */
  readonly first: boolean;
  readonly figures: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

export interface Answers {
  readonly all: number;
  /** Those with a status of 500 or above, and those that did not come. */
  readonly bad: number;
}

/**
 * Contract (`__tests__/contracts/checks`): it changes nothing. No data, an unreadable answer or a failure of ours is
 * `inconclusive`, never `passed`. `got` is bounded and free of control characters and secrets. Asking is one attempt:
 * attempts, intervals and successes are the gate's business; a check that measures how many of several answers are well
 * asks for as many as its settings say. One that is not `beyondReading` answers a user who may only read as it answers the
 * deploy user, or is inconclusive: what may not be read is neither well nor missing.
 */
export type Check =
  /** Asked on the host: its commands travel in the same batch as those of other checks. */
  | { readonly asks: 'host'; probe(context: CheckContext, ports: Pick<Ports, 'now'>): Probe<CheckResult> }
  /**
   * Asked from the runner, or through the connection with `ports.http({ host, port })`. `once`: the answer has nothing to
   * do with a host, so one of them stands for all.
   */
  | { readonly asks: 'runner'; readonly once?: boolean; ask(context: CheckContext, ports: Ports, timeoutMs: number): Promise<CheckResult> };

export interface CheckPlugin<S = unknown> {
  /** The key in a gate's list: `http`. */
  readonly kind: string;
  /** Settings without the common keys (`name`, `timeout`, `attempts`, `every`, `successes`, `on-fail`, `on-inconclusive`, `roles`, `only`). */
  readonly schema: z.ZodType<S>;
  /** Used where the configuration is silent. A health check wants 5 attempts, a disk check one. */
  readonly defaults: {
    readonly attempts: number;
    readonly everyMs: number;
    readonly timeoutMs: number;
    readonly successes: number;
    /** `rollback` where absent; a complaint about performance is `hold`. */
    readonly onFail?: OnFail;
  };
  /** What the configuration must have for this check to be askable; `address`: a public one, or an instance's port, unless its settings have a `url`. */
  readonly needs?: readonly ('database' | 'runtime' | 'address')[];
  /**
   * Whether it needs rights that a user who may only read lacks, or would be answered to such a user in part without a word: it
   * reads what is private, becomes another user, asks a database for more than every role is told, or runs a line of the team's.
   * A plan by such a user says that it was not asked; preflight of the deploy asks it.
   */
  beyondReading?(settings: S): boolean;
  create(settings: S): Check;
  /** Whether it asks the application itself: before the first release there is none, so preflight leaves the question out. */
  asksApplication?(settings: S): boolean;
  /** The name under which preflight measures what this check compares with later; undefined where it compares with nothing. */
  baseline?(settings: S): string | undefined;
  /** Whether a host is one to ask, where the configuration names no roles; where none is, all are. */
  meantFor?(settings: S, context: CheckContext): boolean;
  /** One line for the plan and the report: "GET /health answers 200 with database = connected". */
  describe(settings: S): string;
}

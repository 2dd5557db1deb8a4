import type { z } from 'zod';

import type { Database } from '../databases/database';
import type { CheckResult, Moment, OnFail } from '../model/check';
import type { Probe } from '../model/command';
import type { Census } from '../model/manifest';
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
  readonly runtime: Runtime | undefined;
  readonly database: Database | undefined;
  /** The release that should answer; empty before one exists. */
  readonly release: string;
  readonly version: string;
  /** When the deploy began (host's clock, ISO), for `last: deploy`. */
  readonly deployedAt: string | undefined;
  /** Counts and hashes of the backup that this change took. */
  readonly before: Census | undefined;
  /** Size of the database when that backup was taken. */
  readonly beforeBytes?: number | undefined;
}

/**
 * Contract (`__tests__/contracts/checks`): it changes nothing. No data, an unreadable answer or a failure of ours is
 * `inconclusive`, never `passed`. `got` is bounded and free of control characters and secrets. Asking is one attempt:
 * attempts, intervals and successes are the gate's business.
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
  create(settings: S): Check;
  /** Whether it asks the application itself: before the first release there is none, so preflight leaves the question out. */
  asksApplication?(settings: S): boolean;
  /** One line for the plan and the report: "GET /health answers 200 with database = connected". */
  describe(settings: S): string;
}

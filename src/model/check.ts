/** When a check is asked. `instance`: of each new instance before traffic; `released`: of the released application. */
export const MOMENTS = ['preflight', 'backed-up', 'migrated', 'instance', 'released', 'watch', 'follow-up'] as const;
export type Moment = (typeof MOMENTS)[number];

/** `inconclusive`: we could not ask, or there was no data. It never counts as passed. */
export type CheckStatus = 'passed' | 'failed' | 'inconclusive';

export type OnFail = 'rollback' | 'hold' | 'warn';

export interface CheckResult {
  readonly status: CheckStatus;
  /** "GET /health five times in 25 s" */
  readonly asked: string;
  /** What came, bounded, without control characters. */
  readonly got: string;
  readonly expected: string;
  /** Milliseconds of the answer, where that is a figure of the check. */
  readonly latencyMs?: number;
  /** The failure behind an inconclusive answer. */
  readonly cause?: string;
  /** Nobody asked, and `got` says why. */
  readonly unasked?: true;
  /** It works, but not as quickly or as sparingly as it should: that alone moves nothing unless the configuration says so. */
  readonly slow?: true;
  /** What it measured, by name: for the record, and for checks that compare with it later. */
  readonly figures?: Readonly<Record<string, number>>;
  /** What mends it, where the check knows that. */
  readonly next?: string;
}

/** What is got of a check that a user who may only read cannot ask. */
export const NOT_BY_PLAN_USER = "not asked by the plan's user, who may only read; preflight of the deploy asks it";

/** How persistently a check is asked before its answer counts. */
export interface Persistence {
  readonly attempts: number;
  readonly everyMs: number;
  /** Deadline of one attempt. */
  readonly timeoutMs: number;
  /** Consecutive passes that are needed. */
  readonly successes: number;
  /** The longest that all attempts together may take; what they took last counts then. */
  readonly deadlineMs?: number;
}

export interface JudgedCheck {
  readonly name: string;
  readonly kind: string;
  readonly host?: string | undefined;
  readonly onFail: OnFail;
  /** What an inconclusive answer leads to; `hold` unless the configuration says otherwise. */
  readonly onInconclusive: OnFail;
  readonly result: CheckResult;
}

export interface GateVerdict {
  readonly moment: Moment;
  /** What the closed gate leads to: the strictest among the failed checks; `open` when none but warnings failed. */
  readonly leads: 'open' | 'hold' | 'rollback';
  readonly checks: readonly JudgedCheck[];
  /** Problems that are no answer of a check, where they alone keep it closed. */
  readonly besides?: number;
}

/** Pure. A failed check leads where its `on-fail` says, an inconclusive one where its `on-inconclusive` says. */
export function judge(moment: Moment, checks: readonly JudgedCheck[]): GateVerdict {
  const leads = checks.map(({ result, onFail, onInconclusive }) => (result.status === 'passed' ? 'warn' : result.status === 'failed' ? onFail : onInconclusive));
  const strictest = leads.includes('rollback') ? 'rollback' : leads.includes('hold') ? 'hold' : 'open';
  return { moment, leads: strictest, checks };
}

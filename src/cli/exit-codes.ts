import type { FlowResult } from '../actions/flow';
import { separate } from '../entry/result';

/** What a script can tell apart; docs/cli.md says the same. */
export const EXIT_CODES = [
  [0, 'done, or nothing to do'],
  [1, 'failed: a command on a host, or what is on record there forbids it'],
  [2, 'the command line or the configuration is wrong'],
  [3, 'a host could not be reached'],
  [4, 'a gate is closed'],
  [5, 'gone back: the release before serves again'],
  [6, 'held: a person has to decide, or to approve a plan or a loss; or was asked, and did not say yes'],
  [7, 'somebody else holds the lease'],
  [70, 'a bug of Lockgate'],
  [130, 'ended by Ctrl-C (129 hang-up, 143 SIGTERM)'],
] as const;

const SIGNALS: Readonly<Record<string, number>> = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 };

export function exitCodeOfSignal(signal: string): number {
  return SIGNALS[signal] ?? 1;
}

/** Pure. What became of the hosts comes before what went wrong on the way there. */
export function exitCodeOf({ failure, report, outputs }: FlowResult, signal?: string): number {
  if (failure === undefined) return 0;
  if (signal !== undefined) return exitCodeOfSignal(signal);
  if (outputs['outcome'] === 'rolled-back') return 5;
  const all = separate(failure);
  const has = (kind: string): boolean => all.some((one) => one.kind === kind);
  if (has('bug')) return 70;
  if (outputs['outcome'] === 'held' || report.status === 'held') return 6;
  if (outputs['rollback-status'] === 'failed' || outputs['rollback-status'] === 'partial') return 1;
  if (has('lease-held')) return 7;
  if (has('connection')) return 3;
  if (has('configuration')) return 2;
  if (has('held')) return 6;
  return has('gate-closed') ? 4 : 1;
}

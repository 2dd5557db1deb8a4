import type { FlowResult } from '../actions/flow';
import type { FlowId } from '../model/action';
import { asFailure, Failure, Failures } from '../model/failure';

/** What stands for an action that ended before its flow could say anything. */
export interface Stub {
  readonly action: FlowId;
  readonly environment: string;
  readonly startedAt: Date;
}

/** Every single failure of one that may stand for several. */
export function separate(failure: Failure): readonly Failure[] {
  return failure instanceof Failures ? failure.all.flatMap(separate) : [failure];
}

function join(failures: readonly Failure[]): Failure | undefined {
  const all = failures.flatMap(separate);
  return all.length > 1 ? new Failures(all) : all[0];
}

export function cancelled(): Failure {
  return new Failure({
    kind: 'interrupted',
    code: 'LG-CANCELLED',
    problem: 'the run was cancelled',
    cause: 'nothing new was started after the cancellation',
    next: 'the post step of this job, or the next run, brings the system back to one known version',
  });
}

/** Whatever a flow threw. A wait that was broken off by the cancellation is no bug. */
export function thrownFailure(thrown: unknown, signal: AbortSignal): Failure {
  const aborted = signal.aborted && thrown instanceof Error && (thrown.name === 'AbortError' || thrown === signal.reason);
  return aborted ? cancelled() : asFailure(thrown);
}

/** The result of an action that never got to speak for itself: no output has a value. */
export function failedResult(stub: Stub, failure: Failure, now: Date): FlowResult {
  const all = separate(failure);
  return {
    outputs: {},
    failure,
    report: {
      action: stub.action,
      status: 'failed',
      headline: all.length === 1 ? (all[0]?.facts.problem ?? '') : `${String(all.length)} problems`,
      app: '',
      environment: stub.environment,
      version: '',
      release: '',
      startedAt: stub.startedAt.toISOString(),
      durationMs: now.getTime() - stub.startedAt.getTime(),
      timeline: [],
      gates: [],
      facts: [],
      commands: [],
      failures: all.map(({ facts }) => facts),
      notes: [],
    },
  };
}

function silentlyRed(result: FlowResult): Failure[] {
  const red = result.report.status === 'failed' || result.report.status === 'held';
  if (!red || result.failure !== undefined) return [];
  return [new Failure({ kind: 'bug', code: 'LG-BUG', problem: `Lockgate itself failed: ${result.report.action} says "${result.report.status}" and no reason`, next: 'please report this with the lines above' })];
}

/** The same result, red with everything that went wrong around the flow as well. */
export function withFailures(result: FlowResult, more: readonly Failure[]): FlowResult {
  const failure = join([...(result.failure === undefined ? [] : [result.failure]), ...silentlyRed(result), ...more]);
  if (failure === undefined) return result;
  const { report } = result;
  const all = separate(failure).map(({ facts }) => facts);
  const told = report.failures.filter((facts) => !all.some((other) => other.code === facts.code && other.problem === facts.problem && other.host === facts.host));
  const green = report.status !== 'failed' && report.status !== 'held';
  return {
    outputs: result.outputs,
    failure,
    report: { ...report, ...(green ? { status: 'failed' as const, headline: all.length === 1 ? (all[0]?.problem ?? '') : `${String(all.length)} problems` } : {}), failures: [...told, ...all] },
  };
}

import { reconcile } from '../actions/reconcile';
import { asFailure } from '../model/failure';
import { separate, withFailures } from '../entry/result';
import type { Opened } from './open-context';
import type { VerbResult } from './verb';

/** Set once the line was cancelled: from here on going back has a signal of its own. */
export interface Cancellation {
  readonly cancelled: boolean;
  /** Never told to stop by the first signal. */
  readonly afterwards: AbortSignal;
}

/**
 * What a post step does at the end of a job: what the verb left open is closed or gone back from, and the lease is free. A line
 * that was cancelled goes back over connections of its own.
 */
export async function settle(opened: Opened, result: VerbResult, { cancelled, afterwards }: Cancellation): Promise<VerbResult> {
  if (!opened.mayHoldLease) return result;
  const anew = cancelled ? opened.anew(afterwards) : undefined;
  const context = anew?.context ?? { ...opened.context, dryRun: false };
  try {
    const after = await reconcile(context, cancelled ? 'cancelled' : result.failure === undefined ? 'success' : 'failure');
    return merge(result, after, cancelled);
  } catch (error) {
    return withFailures(result, separate(asFailure(error)));
  } finally {
    await anew?.close();
  }
}

function merge(result: VerbResult, after: Awaited<ReturnType<typeof reconcile>>, cancelled: boolean): VerbResult {
  const { report } = result;
  const told = new Set(report.failures.map(({ code, problem }) => `${code} ${problem}`));
  const news = (after.failure === undefined ? [] : separate(after.failure)).filter(({ facts }) => !told.has(`${facts.code} ${facts.problem}`));
  // A way back that waits is found waiting once more.
  const said = new Set(report.facts.map((fact) => JSON.stringify(fact)));
  const moved = after.report.facts.length > 0;
  const joined: VerbResult = {
    ...result,
    outputs: cancelled && 'outcome' in result.outputs && moved ? { ...result.outputs, outcome: after.failure === undefined ? 'rolled-back' : 'failed' } : result.outputs,
    report: {
      ...report,
      headline: moved && !report.headline.includes(after.report.headline) ? `${report.headline}; ${after.report.headline}` : report.headline,
      timeline: [...report.timeline, ...after.report.timeline],
      gates: [...report.gates, ...after.report.gates],
      facts: [...report.facts, ...after.report.facts.filter((fact) => !said.has(JSON.stringify(fact)))],
      notes: [...report.notes, ...after.report.notes, ...(cancelled && !moved ? [after.report.headline] : [])],
    },
  };
  const merged = withFailures(joined, news);
  return result.data === undefined ? merged : { ...merged, data: result.data };
}

import type { FlowResult } from '../actions/flow';
import type { ActionSpec } from '../actions/spec';
import type { Masks } from '../entry/masks';
import { separate, withFailures } from '../entry/result';
import { asFailure, type Failure } from '../model/failure';
import type { ActionReport } from '../model/report';
import { renderConsole } from '../report/console';
import { renderSummary } from '../report/summary';
import { cleanLines } from '../report/text';
import type { Log, Place } from './log';
import { setOutputs } from './outputs';
import { keepTrace } from './traces';

/** Problems of the configuration file begin with where they are: annotations can point there. */
function placeOf(problem: string): Place | undefined {
  const [, file, line, column] = /^([^\s:]+\.ya?ml):(\d+):(\d+): /.exec(problem) ?? [];
  return file === undefined ? undefined : { file, line: Number(line), col: Number(column) };
}

/**
 * Hidden before it is rendered, since a rendering may write a secret's characters in another way; and once more when
 * invisible characters are gone, since they may have stood in the middle of it.
 */
function redactReport(report: ActionReport, masks: Masks): ActionReport {
  const redact = (text: string): string => masks.redact(cleanLines(masks.redact(text)).join('\n'));
  return JSON.parse(JSON.stringify(report), (_, value: unknown) => (typeof value === 'string' ? redact(value) : value)) as ActionReport;
}

/** What follows, and what to do; of a closed gate also what came and what was wanted, since an annotation has no block of its own. */
function consequence({ cause, expected, so, next }: Failure['facts']): string {
  return [...(expected === undefined || cause === undefined ? [] : [`got ${cause}`, `expected ${expected}`]), ...(so === undefined ? [] : [so]), `next: ${next}`].join('; ');
}

/** Points at what is wrong; returns the line that makes the step red. */
function annotate(log: Log, action: string, failures: readonly Failure[], headline: string): string {
  const [only] = failures;
  const place = placeOf(only?.facts.problem ?? '');
  if (failures.length === 1 && only !== undefined && place === undefined) {
    const { problem, host, code } = only.facts;
    return `${action}: ${problem}${host === undefined ? '' : ` (${host})`}; ${consequence(only.facts)} [${code}]`;
  }
  for (const { facts } of failures) log.error(`${facts.problem}; ${consequence(facts)}`, `${facts.code}${facts.host === undefined ? '' : ` (${facts.host})`}`, placeOf(facts.problem));
  return `${action}: ${headline}`;
}

export const loadToolkit = (): Promise<typeof import('@actions/core')> => import(/* webpackChunkName: "toolkit" */ '@actions/core');

/** Tells everything there is to tell: outputs, log, job summary, annotations, and whether the step is red. */
export async function publish(flowResult: FlowResult, log: Log, masks: Masks, spec?: ActionSpec): Promise<void> {
  const core = await loadToolkit();
  const problems: Failure[] = [];
  if (spec !== undefined) {
    try {
      problems.push(...setOutputs(spec, flowResult.outputs, masks, core.setOutput));
    } catch (error) {
      problems.push(asFailure(error));
    }
  }
  const clean = (result: FlowResult): FlowResult => ({ ...result, report: redactReport(result.report, masks) });
  const result = clean(withFailures(flowResult, problems));
  try {
    if ((process.env['GITHUB_STEP_SUMMARY'] ?? '') !== '') await core.summary.addRaw(renderSummary(result.report), true).write();
  } catch (error) {
    // The log says the same; a release that is well does not go back for it.
    log.warn(`the job summary could not be written: ${String(error)}`);
  }
  // The post step has nobody after it.
  if (spec !== undefined) await keepTrace(result, masks, process.env).catch(() => undefined);
  log.print(...renderConsole(result.report));
  if (result.failure !== undefined) core.setFailed(log.oneLine(annotate(log, result.report.action, separate(result.failure), result.report.headline)));
}

import { join } from 'node:path';
import { runAction } from './action';
import type { Evaluation } from './expressions';
import { FileCommands } from './file-commands';
import type { LiveJob, LiveStep, Scope, StepPlan } from './frame';
import type { Conclusion, StepResult } from './results';
import { runScript } from './script';
import { StepLog } from './step-log';
import { asText, type Tree } from './tree';

const summaryLimit = 1024 * 1024;

export function displayName(tree: StepPlan['tree'], evaluation?: Evaluation): string {
  const name = tree.get('name');
  if (name !== undefined && evaluation !== undefined) return evaluation.text(name);
  const fallback = asText(tree.get('uses')) || asText(tree.get('run')).trim().split('\n')[0] || asText(tree.get('id'));
  return asText(name) || `Run ${fallback}`;
}

export async function runStep(job: LiveJob, scope: Scope, plan: StepPlan): Promise<StepResult> {
  const { emit } = job.frame.run;
  const log = new StepLog(job.frame.masks, (text) => emit({ type: 'line', job: job.frame.id, step: plan.id, text }));
  const files = new FileCommands(join(job.temp, '_runner_file_commands', String(job.nextNumber())));
  const startedAt = Date.now();
  const github = { action: plan.id, ...files.paths() };
  const ended = { name: displayName(plan.tree), outputs: {}, signals: [], children: [] } as { name: string; outputs: Record<string, string>; signals: string[]; children: StepResult[] };
  const finish = (outcome: Conclusion, forgiven = false): StepResult => {
    const conclusion = outcome === 'failure' && forgiven ? 'success' : outcome;
    const result: StepResult = {
      id: plan.id, name: job.frame.masks.hide(ended.name), stage: plan.stage, outcome, conclusion, outputs: ended.outputs, log: log.lines,
      summary: readSummary(files, log, (text) => job.frame.masks.hide(text)), annotations: log.annotations, startedAt, endedAt: Date.now(), signals: ended.signals, steps: ended.children,
    };
    if (plan.stage === 'main') scope.steps[plan.id] = { outputs: ended.outputs, outcome, conclusion };
    if (conclusion === 'failure' && scope.status !== 'cancelled') scope.status = 'failure';
    emit({ type: 'step-ended', job: job.frame.id, step: plan.id, result });
    return result;
  };

  let env: Record<string, string> = { ...job.env, ...scope.env };
  let evaluation = job.evaluation(scope, { env, github });
  const holds = (): boolean => evaluation.truth(plan.condition.get('if'));
  try {
    env = { ...env, ...evaluation.texts(plan.tree.get('env')) };
    evaluation = job.evaluation(scope, { env, github });
    ended.name = plan.stage === 'post' ? `Post ${displayName(plan.tree, evaluation)}` : displayName(plan.tree, evaluation);
    if (!holds()) return finish('skipped');
  } catch (error) {
    log.issue('error', messageOf(error));
    return finish('failure');
  }

  const stop = new AbortController();
  const limit = { passed: false };
  const forget = job.onCancel(() => {
    if (!holds()) stop.abort();
  });
  // Only now: who cancels the run on hearing this is heard.
  emit({ type: 'step-started', job: job.frame.id, step: plan.id, name: job.frame.masks.hide(ended.name) });
  const minutes = evaluation.number(plan.tree.get('timeout-minutes'));
  const timer = minutes !== undefined && minutes > 0 ? setTimeout(() => {
          limit.passed = true;
          stop.abort();
        }, minutes * job.frame.run.minuteMs) : undefined;
  const cancel = AbortSignal.any([stop.signal, job.deadline, ...(scope.cancel ? [scope.cancel] : [])]);
  const step: LiveStep = { job, scope, plan, env, evaluation, log, files, cancel, ...ended, runChild: (inner, child) => runStep(job, inner, child) };
  let outcome: Conclusion;
  try {
    const passed = await (plan.tree.has('uses') ? runAction(step) : runScript(step));
    outcome = passed && !log.refused ? 'success' : 'failure';
  } catch (error) {
    log.issue('error', messageOf(error));
    outcome = 'failure';
  } finally {
    forget();
    clearTimeout(timer);
  }
  if (!takeFiles(step)) outcome = 'failure';
  if (limit.passed) {
    log.issue('error', `The action '${ended.name}' has timed out after ${minutes} minutes.`);
    outcome = 'failure';
  } else if (cancel.aborted) {
    log.issue('error', 'The operation was canceled.');
    outcome = 'cancelled';
  }
  return finish(outcome, outcome === 'failure' && forgives(plan.tree.get('continue-on-error'), evaluation, log));
}

/** Takes over what the step wrote into its files; false when one of them cannot be read. */
function takeFiles({ files, job, plan, outputs, log }: LiveStep): boolean {
  try {
    Object.assign(outputs, log.outputs, files.pairs('output'));
    Object.assign(plan.state, log.state, files.pairs('state'));
    for (const [name, value] of Object.entries(files.pairs('env'))) {
      if (name.toUpperCase() === 'NODE_OPTIONS') log.issue('error', `Can't store ${name} output parameter using '$GITHUB_ENV' command.`);
      else job.env[name] = value;
    }
    for (const folder of files.addedPaths()) {
      const known = job.path.indexOf(folder);
      if (known >= 0) job.path.splice(known, 1);
      job.path.push(folder);
    }
    return true;
  } catch (error) {
    log.issue('error', `Unable to process file command successfully. ${messageOf(error)}`);
    return false;
  }
}

function readSummary(files: FileCommands, log: StepLog, hide: (text: string) => string): string {
  const { text, bytes } = files.summary();
  if (bytes <= summaryLimit) return hide(text);
  log.issue('error', `$GITHUB_STEP_SUMMARY upload aborted, supports content up to a size of ${summaryLimit / 1024}k, got ${Math.floor(bytes / 1024)}k.`);
  return '';
}

function forgives(tree: Tree | undefined, evaluation: Evaluation, log: StepLog): boolean {
  try {
    return evaluation.truth(tree);
  } catch (error) {
    log.issue('error', `The step failed and an error occurred when attempting to determine whether to continue on error. ${messageOf(error)}`);
    return false;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

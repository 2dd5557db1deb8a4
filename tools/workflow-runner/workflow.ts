import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Evaluation, type Status } from './expressions';
import { parseWorkflowFile } from './files';
import type { RunFrame } from './frame';
import { readInputs } from './inputs';
import { JobRun } from './job';
import { KeptJobs } from './kept-jobs';
import { Masks } from './masks';
import { expandMatrix } from './matrix';
import { checkPermissions } from './permissions';
import { inTurn, type Queues, readConcurrency } from './queues';
import type { Concurrency, Conclusion, JobResult } from './results';
import { asList, asMap, asText, type TreeMap, WorkflowError } from './tree';

export interface EnvironmentValues {
  readonly secrets?: Readonly<Record<string, string>>;
  readonly vars?: Readonly<Record<string, string>>;
}

/** What the jobs of a run share with the server that hands them out. */
export interface ServerFrame {
  readonly run: RunFrame;
  readonly environments: Readonly<Record<string, EnvironmentValues>>;
  readonly cancelled: AbortSignal;
  readonly queues: Queues;
  /** The jobs of an earlier attempt that need not run again. */
  readonly kept: KeptJobs;
  /** What GitHub would not have started: the run is stopped and rejects with it. */
  refuse(error: WorkflowError): void;
  approve(environment: string, job: string): Promise<'approved' | 'rejected'>;
}

interface Caller {
  readonly prefix: string;
  readonly workflow: TreeMap;
  readonly vars: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string>>;
  readonly inputs: Readonly<Record<string, unknown>>;
}

const never: Status = { success: () => true, failure: () => false, cancelled: () => false };

export async function readWorkflow(run: RunFrame, file: string): Promise<TreeMap> {
  const path = join(run.root, file);
  if (!existsSync(path)) throw new WorkflowError(`there is no workflow ${file} in ${run.root}`);
  return parseWorkflowFile(run.libraries, file, readFileSync(path, 'utf8'));
}

/** What a workflow runs on: a word, a list, or a map. */
export function eventsOf(workflow: TreeMap): string[] {
  const on = workflow.get('on');
  return on instanceof Map ? [...asMap(on).keys()] : asList(on).map((event) => asText(event));
}

/** Runs all jobs of a workflow, each as soon as those it needs have ended. */
export async function runJobs(server: ServerFrame, caller: Caller): Promise<JobResult[]> {
  const trees = asMap(caller.workflow.get('jobs'));
  const started = new Map<string, Promise<JobResult[]>>();
  const start = (key: string): Promise<JobResult[]> => {
    const known = started.get(key);
    if (known !== undefined) return known;
    const needs = asList(asMap(trees.get(key)).get('needs')).map((need) => asText(need));
    const promise = (async (): Promise<JobResult[]> => {
      const results = await Promise.all(needs.map(async (need): Promise<[string, JobResult[]]> => [need, await start(need)]));
      const ancestors = await Promise.all(ancestorsOf(trees, key).map((ancestor) => start(ancestor)));
      return new PendingJob(server, caller, key, asMap(trees.get(key)), new Map(results), ancestors.flat()).run();
    })();
    started.set(key, promise);
    return promise;
  };
  return (await Promise.all([...trees.keys()].map((key) => start(key)))).flat();
}

function ancestorsOf(trees: TreeMap, key: string): string[] {
  const needs = asList(asMap(trees.get(key)).get('needs')).map((need) => asText(need));
  return [...new Set([...needs, ...needs.flatMap((need) => ancestorsOf(trees, need))])];
}

/** A job between "all it needs has ended" and its own end. */
class PendingJob {
  readonly #startedAt = Date.now();

  constructor(
    private readonly server: ServerFrame,
    private readonly caller: Caller,
    private readonly key: string,
    private readonly tree: TreeMap,
    private readonly needs: ReadonlyMap<string, readonly JobResult[]>,
    private readonly ancestors: readonly JobResult[],
  ) {}

  async run(): Promise<JobResult[]> {
    try {
      const kept = this.server.kept.take(this.caller.prefix + this.key, this.ancestors);
      if (kept !== undefined) return [...kept];
      const contexts = this.contexts({});
      if (!this.holds(contexts)) return [this.ended(this.caller.prefix + this.key, this.server.cancelled.aborted ? 'cancelled' : 'skipped')];
      const combinations = expandMatrix(this.evaluate(contexts).value(asMap(this.tree.get('strategy')).get('matrix')));
      return await Promise.all(combinations.map((matrix) => this.runOne(matrix)));
    } catch (error) {
      if (error instanceof WorkflowError) this.server.refuse(error);
      return [this.ended(this.caller.prefix + this.key, 'failure', { annotations: [{ level: 'error', title: '', file: '', message: error instanceof Error ? error.message : String(error) }] })];
    }
  }

  private contexts(matrix: Readonly<Record<string, unknown>>): Record<string, unknown> {
    const needs = Object.fromEntries(Array.from(this.needs, ([key, results]) => [key, { result: mergeResults(results), outputs: Object.assign({}, ...results.map((one) => one.outputs)) as unknown }]));
    const { vars, secrets, inputs } = this.caller;
    return { github: this.server.run.github, vars, secrets, inputs, needs, matrix, strategy: { 'fail-fast': true } };
  }

  /** Status functions of a job look at all its ancestors: one skipped long ago is enough for `success()` to be false. */
  private evaluate(contexts: Readonly<Record<string, unknown>>): Evaluation {
    return new Evaluation(this.server.run.libraries, contexts, {
      success: () => !this.server.cancelled.aborted && this.ancestors.every((one) => one.result === 'success'),
      failure: () => this.ancestors.some((one) => one.result === 'failure'),
      cancelled: () => this.server.cancelled.aborted,
    });
  }

  private holds(contexts: Readonly<Record<string, unknown>>): boolean {
    const condition = this.tree.get('if');
    const evaluation = this.evaluate(contexts);
    return condition === undefined ? !this.server.cancelled.aborted && this.ancestors.every((one) => one.result === 'success') : evaluation.truth(condition);
  }

  private async runOne(matrix: Readonly<Record<string, unknown>>): Promise<JobResult> {
    const { server, caller, tree } = this;
    const values = Object.values(matrix).map((value) => (typeof value === 'string' ? value : JSON.stringify(value)));
    const id = `${caller.prefix}${this.key}${values.length > 0 ? ` (${values.join(', ')})` : ''}`;
    const contexts = this.contexts(matrix);
    const evaluation = this.evaluate(contexts);
    const concurrency = readConcurrency(tree.get('concurrency'), evaluation);
    const name = tree.has('name') ? evaluation.text(tree.get('name')) : id.slice(caller.prefix.length);
    const preempted = new AbortController();
    const turn = await inTurn({ ...server, emit: server.run.emit }, id, concurrency, () => preempted.abort());
    if (!turn.goes) return this.ended(id, 'cancelled', { name, concurrency });
    const cancelled = AbortSignal.any([server.cancelled, preempted.signal]);
    try {
      return await (tree.has('uses') ? this.call(id, name, concurrency, evaluation, cancelled) : this.runHere({ id, name, concurrency, cancelled, contexts, evaluation }));
    } finally {
      turn.end();
    }
  }

  private async runHere({ id, name, concurrency, cancelled, contexts, evaluation }: OwnJob): Promise<JobResult> {
    const { server, caller, tree } = this;
    for (const missing of ['container', 'services']) if (tree.has(missing)) throw new WorkflowError(`jobs.${this.key}.${missing} is not run here`);

    const declared = tree.get('environment');
    const environment = declared instanceof Map ? evaluation.text(asMap(declared).get('name')) : evaluation.text(declared);
    let approval: JobResult['approval'] = 'not-asked';
    if (environment !== '') {
      server.run.emit({ type: 'job-waiting', job: id });
      const answer = await Promise.race([server.approve(environment, id), aborted(cancelled)]);
      if (answer === 'cancelled') return this.ended(id, 'cancelled', { name, environment, concurrency });
      approval = answer;
      if (answer === 'rejected') return this.ended(id, 'failure', { name, environment, concurrency, approval });
    }
    const own = server.environments[environment] ?? {};
    const secrets = { ...caller.secrets, ...own.secrets };
    const masks = new Masks();
    for (const secret of Object.values(secrets)) masks.add(secret);
    const frame = { run: server.run, id, key: this.key, tree, workflow: caller.workflow, masks, contexts: { ...contexts, secrets, vars: { ...caller.vars, ...own.vars } } };
    const job = new JobRun(frame);
    const stop = (): void => {
      if (!server.cancelled.aborted || !this.holds(contexts)) job.cancel();
    };
    cancelled.addEventListener('abort', stop);
    server.run.emit({ type: 'job-started', job: id });
    try {
      const end = await job.run();
      return this.ended(id, end.conclusion, { ...end, name, environment, concurrency, approval });
    } finally {
      cancelled.removeEventListener('abort', stop);
    }
  }

  /** A called workflow: typed inputs, the secrets handed over, none of the caller's `env`. */
  private async call(id: string, name: string, concurrency: Concurrency | undefined, evaluation: Evaluation, cancelled: AbortSignal): Promise<JobResult> {
    const { caller, tree } = this;
    // What the caller needed ran again: nothing inside is as it was.
    const kept = this.server.kept.covers(this.ancestors) ? this.server.kept : new KeptJobs([]);
    const server = { ...this.server, cancelled, kept };
    const uses = asText(tree.get('uses'));
    if (!/^(?:\.|\$)\//.test(uses)) throw new WorkflowError(`jobs.${this.key} calls ${uses}; only workflows of the same repository are run here`);
    const workflow = await readWorkflow(server.run, uses.slice(2));
    const about = asMap(asMap(workflow.get('on')).get('workflow_call'));
    if (!eventsOf(workflow).includes('workflow_call')) throw new WorkflowError(`${uses} cannot be called: it has no on.workflow_call`);
    const given = Object.fromEntries(Array.from(asMap(tree.get('with')), ([key, item]) => [key, evaluation.value(item)]));
    const inputs = readInputs(`jobs.${this.key}`, asMap(about.get('inputs')), given, evaluation);
    const handed = tree.get('secrets') === 'inherit' ? caller.secrets : { ...evaluation.texts(tree.get('secrets')), GITHUB_TOKEN: caller.secrets['GITHUB_TOKEN'] ?? '' };
    for (const [secret, wanted] of asMap(about.get('secrets'))) {
      if (asMap(wanted).get('required') === true && !handed[secret]) throw new WorkflowError(`jobs.${this.key}: the required secret ${secret} is missing`);
    }
    checkPermissions({ workflow: caller.workflow, job: tree, key: this.key }, workflow);
    const within = readConcurrency(workflow.get('concurrency'), new Evaluation(server.run.libraries, { github: server.run.github, vars: caller.vars, inputs }, never));
    const turn = await inTurn({ ...server, emit: server.run.emit }, id, within, () => undefined);
    if (!turn.goes) return this.ended(id, 'cancelled', { name, concurrency });
    const jobs = await runJobs(server, { prefix: `${id}/`, workflow, vars: caller.vars, secrets: handed, inputs }).finally(() => turn.end());
    const context = Object.fromEntries(jobs.map((job) => [job.id.slice(id.length + 1), { outputs: job.outputs, result: job.result }]));
    const inside = new Evaluation(server.run.libraries, { github: server.run.github, vars: caller.vars, inputs, jobs: context }, never);
    const outputs = Object.fromEntries(Array.from(asMap(about.get('outputs')), ([key, item]): [string, string] => [key, inside.text(asMap(item).get('value'))]).filter(([, value]) => value !== ''));
    return this.ended(id, mergeResults(jobs), { name, concurrency, outputs, jobs });
  }

  private ended(id: string, conclusion: Conclusion, more: Partial<JobResult> = {}): JobResult {
    const forgiven = conclusion === 'failure' && this.evaluate(this.contexts({})).truth(this.tree.get('continue-on-error'));
    const nothing = { name: this.key, outputs: {}, droppedOutputs: [], environment: '', environmentUrl: '', approval: 'not-asked' as const, concurrency: undefined, steps: [], annotations: [], jobs: [] };
    const result: JobResult = { ...nothing, ...more, id, conclusion, result: forgiven ? 'success' : conclusion, startedAt: this.#startedAt, endedAt: Date.now() };
    this.server.run.emit({ type: 'job-ended', job: id, result });
    return result;
  }
}

interface OwnJob {
  readonly id: string;
  readonly name: string;
  readonly concurrency: Concurrency | undefined;
  readonly cancelled: AbortSignal;
  readonly contexts: Readonly<Record<string, unknown>>;
  readonly evaluation: Evaluation;
}

function aborted(signal: AbortSignal): Promise<'cancelled'> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve('cancelled');
    else signal.addEventListener('abort', () => resolve('cancelled'), { once: true });
  });
}

/** One word for several jobs: a failure before a cancellation before success; skipped only when all are. */
export function mergeResults(jobs: readonly JobResult[]): Conclusion {
  const results = jobs.map((job) => job.result);
  for (const worst of ['failure', 'cancelled', 'success'] as const) if (results.includes(worst)) return worst;
  return 'skipped';
}

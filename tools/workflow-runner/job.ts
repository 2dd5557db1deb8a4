import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { jobGithubContext, runnerContext } from './environment';
import { Evaluation } from './expressions';
import type { JobFrame, LiveJob, Scope, StepPlan } from './frame';
import { planSteps } from './plan-steps';
import { killOrphans } from './process';
import { resolveUse } from './references';
import type { Annotation, Conclusion, StepResult } from './results';
import { runStep } from './step';
import { asList, asMap, asText, type Tree } from './tree';

export interface JobEnd {
  readonly conclusion: Exclude<Conclusion, 'skipped'>;
  readonly outputs: Record<string, string>;
  readonly droppedOutputs: string[];
  readonly environmentUrl: string;
  readonly steps: StepResult[];
  readonly annotations: Annotation[];
}

/** A job on its runner: a workspace of its own, its steps in order, its post steps last-in first-out. */
export class JobRun implements LiveJob {
  readonly scope: Scope;
  readonly workspace: string;
  readonly temp: string;
  readonly env: Record<string, string> = {};
  readonly path: string[] = [];
  readonly trackingId = `github_${crypto.randomUUID()}`;
  readonly #deadline = new AbortController();
  readonly #listeners = new Set<() => void>();
  readonly #posts: { plan: StepPlan; scope: Scope }[] = [];
  readonly #results: StepResult[] = [];
  readonly #annotations: Annotation[] = [];
  #number = 0;
  #deadlineTimer: NodeJS.Timeout | undefined;

  constructor(readonly frame: JobFrame) {
    const folder = join(frame.run.temp, 'jobs', frame.id.replace(/[^A-Za-z0-9_-]+/g, '_'));
    this.workspace = join(folder, 'work');
    this.temp = join(folder, 'temp');
    for (const path of [this.workspace, this.temp]) mkdirSync(path, { recursive: true });
    this.scope = { composite: false, steps: {}, overrides: {}, actionPath: '', repository: frame.run.root, env: {}, cancel: undefined, status: 'success' };
  }

  get deadline(): AbortSignal {
    return this.#deadline.signal;
  }

  nextNumber(): number {
    return ++this.#number;
  }

  onCancel(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  registerPost(plan: StepPlan, scope: Scope): void {
    this.#posts.push({ plan, scope });
  }

  evaluation(scope: Scope, own: Readonly<Record<string, unknown>>): Evaluation {
    const github = { ...jobGithubContext(this), ...(scope.composite ? { action_path: scope.actionPath } : {}), ...(own['github'] as object | undefined) };
    const contexts = { ...this.frame.contexts, ...scope.overrides, job: { status: this.scope.status }, runner: runnerContext(this), steps: scope.steps, ...own, github };
    return new Evaluation(this.frame.run.libraries, contexts, {
      success: () => scope.status === 'success',
      failure: () => scope.status === 'failure',
      cancelled: () => this.scope.status === 'cancelled',
    });
  }

  /** The running step is interrupted unless its condition still holds; the others are asked when their turn comes. */
  cancel(): void {
    if (this.scope.status === 'cancelled') return;
    this.scope.status = 'cancelled';
    this.#deadlineTimer = setTimeout(() => this.#deadline.abort(), this.frame.run.grace.jobMs);
    for (const listener of [...this.#listeners]) listener();
  }

  async run(): Promise<JobEnd> {
    const minutes = this.number('timeout-minutes') ?? 360;
    const limit = setTimeout(() => {
      this.annotate('error', `The job has exceeded the maximum execution time of ${minutes} minutes.`);
      this.cancel();
    }, Math.min(minutes * this.frame.run.minuteMs, 2 ** 31 - 1));
    try {
      if (this.prepare()) await this.runSteps();
      return this.end();
    } finally {
      clearTimeout(limit);
      clearTimeout(this.#deadlineTimer);
      killOrphans(this.trackingId);
      rmSync(this.temp, { recursive: true, force: true });
    }
  }

  /** What GitHub does in "Set up job": the environment, and every action of another repository found. */
  private prepare(): boolean {
    try {
      for (const tree of [this.frame.workflow, this.frame.tree]) Object.assign(this.env, this.evaluation(this.scope, { env: this.env }).texts(tree.get('env')));
      for (const step of asList(this.frame.tree.get('steps'))) {
        const uses = asText(asMap(step).get('uses'));
        if (uses !== '') resolveUse(uses, { workspace: this.workspace, repository: this.scope.repository }, this.frame.run.uses);
      }
      return true;
    } catch (error) {
      this.fail(error);
      return false;
    }
  }

  private async runSteps(): Promise<void> {
    const run = async (plan: StepPlan, scope: Scope): Promise<void> => {
      if (!this.#deadline.signal.aborted) this.#results.push(await runStep(this, scope, plan));
    };
    for (const plan of planSteps(asList(this.frame.tree.get('steps')))) await run(plan, this.scope);
    for (let post = this.#posts.pop(); post !== undefined; post = this.#posts.pop()) await run(post.plan, this.postScope(post.scope));
  }

  /** Status functions of a post step speak of the job, also for an action inside a composite one. */
  private postScope(scope: Scope): Scope {
    if (scope === this.scope) return scope;
    const { scope: job } = this;
    return {
      ...scope,
      cancel: undefined,
      get status() {
        return job.status;
      },
      set status(status) {
        job.status = status;
      },
    };
  }

  private end(): JobEnd {
    const outputs: Record<string, string> = {};
    const droppedOutputs: string[] = [];
    let environmentUrl = '';
    try {
      const evaluation = this.evaluation(this.scope, { env: this.env });
      for (const [name, value] of Object.entries(evaluation.texts(this.frame.tree.get('outputs')))) {
        if (value === '') continue;
        if (this.frame.masks.hits(value)) {
          droppedOutputs.push(name);
          this.annotate('warning', `Skip output '${name}' since it may contain secret.`);
        } else outputs[name] = value;
      }
      const url = evaluation.text(asMap(this.frame.tree.get('environment')).get('url'));
      if (this.frame.masks.hits(url)) this.annotate('warning', 'Skip setting environment url as it may contain secret.');
      else environmentUrl = url;
    } catch (error) {
      this.fail(error);
    }
    return { conclusion: this.scope.status, outputs, droppedOutputs, environmentUrl, steps: this.#results, annotations: this.#annotations };
  }

  private number(key: string): number | undefined {
    const tree: Tree | undefined = this.frame.tree.get(key);
    return this.evaluation(this.scope, {}).number(tree);
  }

  private fail(error: unknown): void {
    this.annotate('error', error instanceof Error ? error.message : String(error));
    if (this.scope.status !== 'cancelled') this.scope.status = 'failure';
  }

  private annotate(level: Annotation['level'], message: string): void {
    this.#annotations.push({ level, message: this.frame.masks.hide(message), title: '', file: '' });
  }
}

export type Conclusion = 'success' | 'failure' | 'cancelled' | 'skipped';

export interface Annotation {
  readonly level: 'error' | 'warning' | 'notice';
  readonly message: string;
  readonly title: string;
  readonly file: string;
}

export interface StepResult {
  /** As written, or made up with two underscores in front. */
  readonly id: string;
  readonly name: string;
  readonly stage: 'main' | 'post';
  /** What it came to, before continue-on-error is applied. */
  readonly outcome: Conclusion;
  /** What counts for the job. */
  readonly conclusion: Conclusion;
  /** As the step set them; not masked. */
  readonly outputs: Readonly<Record<string, string>>;
  /** Masked lines, as GitHub shows them. */
  readonly log: readonly string[];
  /** Markdown, masked; empty where there is none or where it was over the limit. */
  readonly summary: string;
  readonly annotations: readonly Annotation[];
  readonly startedAt: number;
  readonly endedAt: number;
  /** The signals that a cancellation or a time limit needed, in order. */
  readonly signals: readonly string[];
  /** Steps of a composite action. */
  readonly steps: readonly StepResult[];
}

export interface JobResult {
  /** Path of job ids, `call/deploy` for a job of a called workflow; a matrix job carries its values in brackets. */
  readonly id: string;
  readonly name: string;
  readonly conclusion: Conclusion;
  /** What `needs.<id>.result` says: a failure that is forgiven reads as success. */
  readonly result: Conclusion;
  readonly outputs: Readonly<Record<string, string>>;
  /** Outputs that were not passed on because they contain something masked. */
  readonly droppedOutputs: readonly string[];
  readonly environment: string;
  readonly environmentUrl: string;
  readonly approval: 'not-asked' | 'approved' | 'rejected';
  readonly concurrency: Concurrency | undefined;
  readonly steps: readonly StepResult[];
  /** Of the job itself, not of its steps. */
  readonly annotations: readonly Annotation[];
  readonly startedAt: number;
  readonly endedAt: number;
  /** Jobs of the workflow that this one calls. */
  readonly jobs: readonly JobResult[];
}

export interface Concurrency {
  readonly group: string;
  readonly cancelInProgress: boolean;
  readonly queue: string;
}

export interface RunResult {
  readonly conclusion: Exclude<Conclusion, 'skipped'>;
  readonly cancelled: boolean;
  readonly concurrency: Concurrency | undefined;
  readonly jobs: readonly JobResult[];
  /** Artifact name → the files in it. */
  readonly artifacts: Readonly<Record<string, readonly string[]>>;
  /** The version of the Node that ran `node24` actions. */
  readonly nodeVersion: string;
}

/** What a watcher of a run sees, in the order in which it happens. */
export type RunEvent =
  /** `queued`: it waits in its group of `concurrency`; the job is empty where the whole run does. */
  | { readonly type: 'job-started' | 'job-waiting' | 'queued'; readonly job: string }
  | { readonly type: 'job-ended'; readonly job: string; readonly result: JobResult }
  | { readonly type: 'step-started'; readonly job: string; readonly step: string; readonly name: string }
  | { readonly type: 'step-ended'; readonly job: string; readonly step: string; readonly result: StepResult }
  | { readonly type: 'line'; readonly job: string; readonly step: string; readonly text: string };

/** All jobs of a run, those of called workflows included, callers before the called. */
export function allJobs(run: { readonly jobs: readonly JobResult[] }): JobResult[] {
  return run.jobs.flatMap((job) => [job, ...allJobs(job)]);
}

export function findJob(run: RunResult, id: string): JobResult {
  const found = allJobs(run).find((job) => job.id === id);
  if (found === undefined) throw new Error(`no job ${id} among ${allJobs(run).map((job) => job.id).join(', ')}`);
  return found;
}

/** The step with this id, as written in the workflow; its post run with `stage` post. */
export function findStep(job: JobResult, id: string, stage: StepResult['stage'] = 'main'): StepResult {
  const found = job.steps.find((step) => step.id === id && step.stage === stage);
  if (found === undefined) throw new Error(`no ${stage} step ${id} among ${job.steps.map((step) => `${step.id} (${step.stage})`).join(', ')}`);
  return found;
}

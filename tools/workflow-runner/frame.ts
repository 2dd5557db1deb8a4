import type { Evaluation } from './expressions';
import type { FileCommands } from './file-commands';
import type { Libraries } from './libraries';
import type { Masks } from './masks';
import type { Grace } from './process';
import type { UseOptions } from './references';
import type { RunEvent, StepResult } from './results';
import type { StepLog } from './step-log';
import type { TreeMap } from './tree';

/** What all jobs of a run share. */
export interface RunFrame {
  readonly libraries: Libraries;
  readonly root: string;
  readonly uses: UseOptions;
  /** The `github` context without what belongs to a job or a step. */
  readonly github: Readonly<Record<string, unknown>>;
  readonly baseEnv: Readonly<Record<string, string>>;
  readonly nodePath: string;
  readonly temp: string;
  readonly artifacts: string;
  readonly grace: Grace;
  readonly minuteMs: number;
  readonly emit: (event: RunEvent) => void;
}

/** One job as the server hands it to a runner: everything is settled but its steps. */
export interface JobFrame {
  readonly run: RunFrame;
  readonly id: string;
  /** The id in its own workflow. */
  readonly key: string;
  readonly tree: TreeMap;
  readonly workflow: TreeMap;
  /** vars, secrets, inputs, needs, strategy, matrix. */
  readonly contexts: Readonly<Record<string, unknown>>;
  readonly masks: Masks;
}

export interface StepState {
  outputs: Record<string, string>;
  outcome: string;
  conclusion: string;
}

export type JobStatus = 'success' | 'failure' | 'cancelled';

/** Where a step stands: in the job, or in a composite action of it. */
export interface Scope {
  readonly composite: boolean;
  readonly steps: Record<string, StepState>;
  /** In front of the contexts that the job has: `inputs` and `github.action_path` of a composite action. */
  readonly overrides: Readonly<Record<string, unknown>>;
  readonly actionPath: string;
  /** The repository that `$/` in its steps means. */
  readonly repository: string;
  /** What surrounds its steps: the environment of the composite step. */
  readonly env: Readonly<Record<string, string>>;
  readonly cancel: AbortSignal | undefined;
  status: JobStatus;
}

/** A step that is to run. */
export interface StepPlan {
  readonly id: string;
  readonly stage: StepResult['stage'];
  readonly tree: TreeMap;
  /** What the main stage of an action leaves to its post stage. */
  readonly state: Record<string, string>;
  readonly condition: TreeMap;
}

/** The job while it runs, as its steps see it. */
export interface LiveJob {
  readonly frame: JobFrame;
  readonly scope: Scope;
  readonly workspace: string;
  readonly temp: string;
  /** Workflow's and job's environment, and what GITHUB_ENV added. */
  readonly env: Record<string, string>;
  readonly path: string[];
  readonly trackingId: string;
  nextNumber(): number;
  evaluation(scope: Scope, own: Readonly<Record<string, unknown>>): Evaluation;
  /** Runs `listener` when the job is cancelled; the answer forgets it. */
  onCancel(listener: () => void): () => void;
  /** Aborted when the time after a cancellation is over. */
  readonly deadline: AbortSignal;
  /** Put on the pile: the last one registered runs first. */
  registerPost(plan: StepPlan, scope: Scope): void;
}

/** A step on its way, as its handler sees it. */
export interface LiveStep {
  readonly job: LiveJob;
  readonly scope: Scope;
  readonly plan: StepPlan;
  readonly name: string;
  /** The job's and the step's own environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly evaluation: Evaluation;
  readonly log: StepLog;
  readonly files: FileCommands;
  readonly cancel: AbortSignal;
  /** For handlers to note what they sent and what they ran inside. */
  readonly signals: string[];
  readonly outputs: Record<string, string>;
  readonly children: StepResult[];
  runChild(scope: Scope, plan: StepPlan): Promise<StepResult>;
}

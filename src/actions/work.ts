import type { CommandResult } from '../model/command';
import { commandFailure, Failure } from '../model/failure';
import type { Step } from '../model/step';
import type { Task, TaskResult } from '../state/host-state';
import type { Note } from './notes';

export interface Work {
  readonly steps: readonly Step[];
  /** Written before the first step, on every host. */
  readonly before?: readonly Note[];
  /** Written on every host once every step was done. */
  readonly after?: readonly Note[];
  readonly lease: Task['lease'];
  /** The last work of an action: the record is told along with it, for a stage of this process that goes on. */
  readonly last?: true;
  /** The hosts do their steps side by side; what needs another host's steps first must not be among them. */
  readonly together?: boolean;
  /** Told at the end what the steps that ran have answered, also where one of them failed. */
  readonly heard?: (results: StepResults) => void;
}

/** Results of each step, by `step id`; a step that runs on several hosts has the alias behind it in its id. */
export type StepResults = ReadonlyMap<string, readonly CommandResult[]>;

/** Consecutive steps of one host travel together. */
export function groupByHost(steps: readonly Step[]): { host: string; steps: Step[] }[] {
  const groups: { host: string; steps: Step[] }[] = [];
  for (const step of steps) {
    const last = groups.at(-1);
    if (last?.host === step.host) last.steps.push(step);
    else groups.push({ host: step.host, steps: [step] });
  }
  return groups;
}

export function interrupted(host: string): Failure {
  return new Failure({
    kind: 'interrupted',
    code: 'LG-CANCELLED',
    problem: 'the run was cancelled',
    host,
    cause: 'nothing new was started after the cancellation',
    next: 'the post step of this job, or the next run, brings the system back to one known version',
  });
}

/** The same for every host and for every one of several alike: `release.assemble@web`, `migrate.apply.2`. */
function codeOfStep(id: string): string {
  return `LG-STEP-${id.replace(/@.*$/, '').replace(/[.][0-9]+$/, '').replace(/[^a-z]+/g, '-').toUpperCase()}`;
}

/** The first failed command of the step that ended a task, as a failure. */
export function stepFailure(alias: string, steps: readonly Step[], outcome: TaskResult): Failure {
  const step = steps.find((one) => one.id === outcome.failed);
  const title = step?.title ?? outcome.failed ?? 'a step';
  const failed = outcome.steps.find((one) => one.id === outcome.failed)?.results.find((result) => result.exitCode !== 0);
  const facts = {
    code: codeOfStep(outcome.failed ?? 'unknown'),
    problem: `${title}: failed`,
    next: 'read the lines of the command above; the steps after it were not run',
  };
  if (failed !== undefined) return commandFailure(failed, facts);
  return new Failure({ kind: 'command', ...facts, host: alias, cause: 'its script ended without a result: the host was restarted or the process was killed' });
}

import type { ChildProcess } from 'node:child_process';

import type { ActionId } from '../../src/model/action';
import type { RunsApi } from '../../tools/kill-harness/runs-api';
import type { Job, StepRun } from '../support/job';

/** What is killed: the runner's process, the connection, the host's own script, or runner and script. */
export type Mode = 'runner' | 'cut' | 'host' | 'both';

/** Who comes next: the post step of the same job, another run, or a second attempt of the same one. */
export type Second = 'post' | 'next' | 'attempt';

/** One process of a runner, and the run that it belongs to: as long as it lives, the API says so. */
export interface Turn<Result = StepRun> {
  readonly job: Job;
  readonly run: string;
  readonly over: Promise<Result>;
  kill(): void;
}

function startTurn<Result>(api: RunsApi, job: Job, run: string, start: (onStart: (child: ChildProcess) => void) => Promise<Result>): Turn<Result> {
  const started: { child?: ChildProcess } = {};
  api.alive.add(run);
  const over = start((child) => (started.child = child));
  return {
    job,
    run,
    over,
    kill: () => {
      api.alive.delete(run);
      started.child?.kill('SIGKILL');
    },
  };
}

/** One action in a job; `lockgate` is the whole flow in one process. */
export function startAction(api: RunsApi, job: Job, run: string, action: ActionId = 'lockgate'): Turn {
  return startTurn(api, job, run, (onStart) => job.step(action, { environment: 'production', 'github-token': 'a-token' }, { onStart }));
}

/** The post steps of a job whose action is dead. */
export function startPosts(api: RunsApi, job: Job, run: string): Turn<readonly StepRun[]> {
  return startTurn(api, job, run, (onStart) => job.end('failure', onStart));
}

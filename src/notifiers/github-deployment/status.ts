import { type Message, type NotifyEvent, sentenceOf } from '../../model/message';
import { fitText } from '../fit';

/** What GitHub takes as the description of a status, at most. */
const DESCRIPTION = 140;

export type DeploymentState = 'pending' | 'in_progress' | 'success' | 'failure' | 'inactive';

const STATES: Readonly<Record<NotifyEvent, DeploymentState>> = {
  waiting: 'pending',
  started: 'in_progress',
  succeeded: 'success',
  failed: 'failure',
  // A release that had served and was taken back serves no more; one that never did was not deployed.
  'rolled-back': 'failure',
  'rollback-failed': 'failure',
};

/** Pure. `served`: whether the newest status of the deployment says that it succeeded. */
export function stateOf(event: NotifyEvent, served: boolean): DeploymentState {
  return event === 'rolled-back' && served ? 'inactive' : STATES[event];
}

/** Pure. The body of a new status. */
export function composeStatus(message: Message, served: boolean, supersede: boolean): Readonly<Record<string, unknown>> {
  const { runUrl, environmentUrl } = message;
  return {
    state: stateOf(message.event, served),
    description: fitText(sentenceOf(message), DESCRIPTION),
    ...(runUrl === '' ? {} : { log_url: runUrl }),
    ...(environmentUrl === '' ? {} : { environment_url: environmentUrl }),
    // GitHub's own default would mark what other applications of the repository have in the environment.
    auto_inactive: supersede,
  };
}

/** Pure. The body of a new deployment, known again by the run that made it. */
export function composeDeployment({ commit, environment, app, version, run }: Message): Readonly<Record<string, unknown>> {
  return {
    ref: commit,
    environment,
    task: 'deploy',
    auto_merge: false,
    // The gates are ours; GitHub would refuse the record while other checks of the commit still run.
    required_contexts: [],
    payload: { lockgate: run },
    description: fitText(`${app} ${version}`, DESCRIPTION),
  };
}

import { delimiter } from 'node:path';
import type { LiveStep } from './frame';

const exported = new Set(
  ('action_path action_ref action_repository action actor actor_id api_url base_ref env event_name event_path graphql_url head_ref job output path ' +
    'ref_name ref_protected ref_type ref repository repository_id repository_owner repository_owner_id retention_days run_attempt run_id run_number ' +
    'server_url sha state step_summary triggering_actor workflow workflow_ref workflow_sha workspace').split(' '),
);

/** The environment of a step's process: the runner's own, the workflow's, `extra`, and last what nobody can override. */
export function processEnv(step: LiveStep, extra: Readonly<Record<string, string>>, github: Readonly<Record<string, unknown>> = {}): Record<string, string> {
  const { job } = step;
  const context = { ...githubContext(step), ...github };
  const fixed = Object.entries(context).filter(([name, value]) => exported.has(name) && (typeof value === 'string' || typeof value === 'boolean'));
  const base = { ...job.frame.run.baseEnv, ...step.env };
  return {
    ...base,
    ...extra,
    PATH: [...job.path.toReversed(), base['PATH'] ?? ''].filter((part) => part !== '').join(delimiter),
    ...Object.fromEntries(fixed.map(([name, value]) => [`GITHUB_${name.toUpperCase()}`, String(value)])),
    ...Object.fromEntries(Object.entries(runnerContext(step.job)).map(([name, value]) => [`RUNNER_${name.toUpperCase()}`, value])),
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    RUNNER_TRACKING_ID: job.trackingId,
  };
}

export function githubContext(step: LiveStep): Record<string, unknown> {
  return { ...jobGithubContext(step.job), action: step.plan.id, ...step.files.paths(), ...(step.scope.composite ? { action_path: step.scope.actionPath } : {}) };
}

export function jobGithubContext(job: LiveStep['job']): Record<string, unknown> {
  return { ...job.frame.run.github, job: job.frame.key, workspace: job.workspace };
}

export function runnerContext(job: Pick<LiveStep['job'], 'temp'>): Record<string, string> {
  return { os: 'Linux', arch: 'X64', name: 'workflow-runner', environment: 'self-hosted', temp: job.temp, tool_cache: `${job.temp}/_tool`, debug: '' };
}

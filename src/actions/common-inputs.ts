import { SCOPES } from './scope';
import type { InputSpec } from './spec';

/** Inputs that every action has. */
export const commonInputs = {
  environment: {
    description: 'Name of the environment in the configuration file, such as `staging` or `production`.',
    required: true,
  },
  config: {
    description: 'Path of the configuration file, from the root of the checkout.',
    default: '.github/lockgate.yml',
  },
  version: {
    description: 'What this release is called: a tag or a branch. Without it, the name of the ref that the workflow runs for.',
  },
  scope: {
    description:
      'What to touch: `all`, `application` (everything that concerns the database is left out), `migrations` (the application stays as it is) or `configuration` (what the application is told: no code is brought, nothing is built, backed up or migrated).',
    default: 'all',
    options: SCOPES,
  },
  'working-directory': {
    description: 'Folder of the checkout to deploy from, from the root of the workspace. Paths in the configuration are relative to it.',
    default: '.',
  },
  'dry-run': {
    description: '`true` prints the exact commands instead of running those that change something, and writes nothing on a host. Commands that only read do run.',
    default: 'false',
    options: ['true', 'false'],
  },
  'github-token': {
    description: 'Token for asking GitHub about runs and commits and for writing deployment records.',
    default: '${{ github.token }}',
    internal: true,
  },
  'job-status': {
    description: 'How the job stands, so that the post step knows whether it failed or was cancelled.',
    default: '${{ job.status }}',
    internal: true,
  },
} as const satisfies Readonly<Record<string, InputSpec>>;

/** Inputs that more than one action has, stated once. */
export const sharedInputs = {
  planDigest: {
    description:
      'Digest that the plan was approved with (output `plan-digest` of an earlier preflight). When what would run now differs from it, preflight refuses in production, and wherever an approval is required, and says what was and what is; elsewhere it goes on with the new plan.',
  },
  approve: {
    description:
      'Digest of the plan that whoever starts the run approves, written by hand into the form of the run (an input of `workflow_dispatch`). Needed with `approval: required` where GitHub asks no reviewers before the environment.',
  },
  approveLoss: {
    description:
      'Number of rows that may be lost by going back. The rows are stated before anything is restored; more than this, and more than `rollback.loss-allowed` of the configuration, waits for a person.',
    default: '0',
  },
  messages: {
    description:
      'Output `messages` of an earlier notify step: what was sent then is edited, where the service can. Needed only between jobs; within a job, the last notify step is followed.',
  },
} as const satisfies Readonly<Record<string, InputSpec>>;

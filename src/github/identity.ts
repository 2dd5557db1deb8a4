import { dirname } from 'node:path';

import { getExecOutput } from '@actions/exec';

import type { RunIdentity } from '../actions/flow';
import { VERSION } from '../entry/version';
import type { ActionId } from '../model/action';
import { Failure } from '../model/failure';

type Variables = Readonly<Record<string, string | undefined>>;

const NEEDED = ['GITHUB_REPOSITORY', 'GITHUB_RUN_ID', 'GITHUB_JOB', 'GITHUB_SHA', 'GITHUB_WORKSPACE'] as const;
const OWNER = /^[A-Za-z0-9._-]+\/[A-Za-z0-9._-]+\/[0-9]+\/[A-Za-z0-9._@:-]+$/;
const COMMIT = /^[0-9a-f]{40}([0-9a-f]{24})?$/;
/** Actions that carry the checkout to the hosts, or speak for the one that will be. */
const CARRIERS: readonly ActionId[] = ['preflight', 'migrate', 'rolling-deploy', 'lockgate'];

function wrong(code: string, problem: string, next: string, cause?: string): Failure {
  return new Failure({ kind: 'configuration', code, problem, next, cause });
}

/** A commit as git knows it in the checkout; undefined where there is no git, no repository or no such name. */
async function resolveCommit(name: string, workspace: string, root: string): Promise<string | undefined> {
  const words = ['-c', 'safe.directory=*', 'rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`];
  // A repository around the workspace, where the runner itself lives in one, is none of ours.
  const env = { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', GIT_CEILING_DIRECTORIES: dirname(root) };
  try {
    const { exitCode, stdout } = await getExecOutput('git', words, { cwd: workspace, env, silent: true, ignoreReturnCode: true });
    const commit = stdout.trim();
    return exitCode === 0 && COMMIT.test(commit) ? commit : undefined;
  } catch {
    return undefined;
  }
}

/**
 * What is deployed is the checkout, so its commit counts; the run's own stands in where the checkout is no repository. A
 * version that names another commit than the one checked out would be a lie on the host's record.
 */
async function findCommit(action: ActionId, version: string, workspace: string, root: string, sha: string): Promise<string> {
  const head = (await resolveCommit('HEAD', workspace, root)) ?? sha;
  if (version === '' || !CARRIERS.includes(action)) return head;
  const tagged = await resolveCommit(`refs/tags/${version}`, workspace, root);
  if (tagged === undefined || tagged === head) return head;
  throw wrong(
    'LG-VERSION-NOT-CHECKED-OUT',
    `the version ${version} is not what is checked out`,
    `check it out before this step: uses: actions/checkout with ref: ${version}`,
    `the tag is ${tagged.slice(0, 10)}, the checkout is ${head.slice(0, 10)}`,
  );
}

export async function identifyRun(action: ActionId, inputs: ReadonlyMap<string, string>, workspace: string, env: Variables): Promise<RunIdentity> {
  const missing = NEEDED.filter((name) => (env[name] ?? '') === '');
  if (missing.length > 0) throw wrong('LG-ENVIRONMENT', `not run by GitHub Actions: ${missing.join(', ')} not set`, 'run this as a step of a workflow');
  const of = (name: string): string => env[name] ?? '';
  const owner = `${of('GITHUB_REPOSITORY')}/${of('GITHUB_RUN_ID')}/${of('GITHUB_JOB')}`;
  if (!OWNER.test(owner)) throw wrong('LG-ENVIRONMENT', 'the names of repository, run and job cannot be put on record', 'use letters, digits and . _ - in them', owner);
  const asked = inputs.get('version') ?? '';
  if (asked !== '' && !VERSION.test(asked)) throw wrong('LG-INPUT-VALUE', 'the input "version" is not the name of a tag or branch', 'write a name as git takes it, such as v1.4.0');
  const attempt = Number.parseInt(of('GITHUB_RUN_ATTEMPT'), 10);
  return {
    owner,
    attempt: Number.isInteger(attempt) && attempt > 0 ? attempt : 1,
    url: `${env['GITHUB_SERVER_URL'] ?? 'https://github.com'}/${of('GITHUB_REPOSITORY')}/actions/runs/${of('GITHUB_RUN_ID')}`,
    actor: env['GITHUB_TRIGGERING_ACTOR'] ?? env['GITHUB_ACTOR'] ?? '',
    ...((env['GITHUB_REF'] ?? '') === '' ? {} : { ref: of('GITHUB_REF') }),
    commit: await findCommit(action, asked, workspace, of('GITHUB_WORKSPACE'), of('GITHUB_SHA')),
    version: asked === '' ? (env['GITHUB_HEAD_REF'] ?? '') || of('GITHUB_REF_NAME') || of('GITHUB_SHA').slice(0, 10) : asked,
    workspace,
  };
}

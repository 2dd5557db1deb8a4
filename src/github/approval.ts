import { z } from 'zod';

import type { ApprovalEvidence } from '../model/approval';
import { Failure } from '../model/failure';
import { cleanLine } from '../report/text';
import { explainUnanswered, isAnswered } from './api';
import type { Answer, GitHubApi, Unanswered } from './api';

const environmentAnswer = z.object({ protection_rules: z.array(z.object({ type: z.string(), reviewers: z.array(z.unknown()).optional() })).optional() });
const reviewsAnswer = z.array(z.object({ state: z.enum(['approved', 'rejected', 'pending']), user: z.object({ login: z.string() }).nullable(), environments: z.array(z.object({ name: z.string().optional() })) }));
export type Reviews = z.output<typeof reviewsAnswer>;

export interface RunOf {
  readonly owner: string;
  readonly repo: string;
  readonly run: number;
  readonly environment: string;
}

const PERMISSION = 'actions: read';

/** Plans of an account that have no reviewers say so in these words. */
const NOT_IN_PLAN = /upgrade|billing plan|not available for (this|your) plan|make this repository public/i;

function unknown(what: string, unanswered: Unanswered): ApprovalEvidence {
  const reason = explainUnanswered(unanswered, PERMISSION);
  const mayNot = unanswered.kind === 'no-token' || unanswered.kind === 'forbidden' || unanswered.kind === 'missing' || unanswered.status === 403;
  const passing = unanswered.kind === 'limited' || unanswered.kind === 'silent';
  return {
    kind: 'unknown',
    failure: new Failure({
      kind: !passing && mayNot ? 'configuration' : 'gate-closed',
      code: !passing && mayNot ? 'LG-APPROVAL-PERMISSION' : 'LG-APPROVAL-UNKNOWN',
      problem: 'whether this run was approved cannot be told, so it counts as not approved',
      command: `asked GitHub for ${what}`,
      cause: reason,
      so: 'nothing was changed',
      next: unanswered.kind === 'no-token' ? 'hand the action a token: github-token: ${{ github.token }}' : !passing && mayNot ? `add to the job: permissions: { ${PERMISSION}, contents: read }` : 'run the job again when GitHub answers; see https://www.githubstatus.com',
    }),
  };
}

export async function askReviews(api: GitHubApi, { owner, repo, run }: RunOf): Promise<Answer<Reviews>> {
  return api.ask({ schema: reviewsAnswer, request: (octokit, request) => octokit.rest.actions.getReviewsForRun({ owner, repo, run_id: run, request }) });
}

/** Who said so for an environment, once each. */
export function saidBy(reviews: Reviews, state: Reviews[number]['state'], environment: string): string[] {
  const alike = reviews.filter((one) => one.state === state && one.environments.some(({ name }) => name?.toLowerCase() === environment.toLowerCase()));
  return [...new Set(alike.map(({ user }) => cleanLine(user?.login ?? 'somebody whose account is gone')))];
}

/** The rules of the environment, and what people said of this run. What cannot be read is never an approval. */
export async function askApproval(api: GitHubApi, of: RunOf): Promise<ApprovalEvidence> {
  const { owner, repo, environment } = of;
  const [rules, reviews] = await Promise.all([
    api.ask({ schema: environmentAnswer, request: (octokit, request) => octokit.rest.repos.getEnvironment({ owner, repo, environment_name: environment, request }) }),
    askReviews(api, of),
  ]);
  if (!isAnswered(rules)) {
    // The run is there, since this is it: who gets its reviews may see environments too.
    if (rules.kind === 'missing' && isAnswered(reviews)) return { kind: 'no-reviewers', why: `GitHub knows no environment ${environment} in ${owner}/${repo}` };
    if (rules.status === 403 && NOT_IN_PLAN.test(rules.message)) return { kind: 'no-reviewers', why: `the plan of the account has no reviewers: ${rules.message}` };
    return unknown(`the rules of the environment ${environment}`, rules);
  }
  const asks = (rules.value.protection_rules ?? []).some(({ type, reviewers = [] }) => type === 'required_reviewers' && reviewers.length > 0);
  if (!asks) return { kind: 'no-reviewers', why: `the environment ${environment} has no required reviewers on GitHub` };
  if (!isAnswered(reviews)) return unknown('the approvals of this run', reviews);
  return { kind: 'reviews', approved: saidBy(reviews.value, 'approved', environment), rejected: saidBy(reviews.value, 'rejected', environment) };
}

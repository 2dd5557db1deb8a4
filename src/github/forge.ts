import { z } from 'zod';

import type { Forge } from '../actions/flow';
import type { ApprovalEvidence } from '../model/approval';
import { Failure } from '../model/failure';
import type { Changes, Untold } from '../model/plan';
import { cleanLine, shorten } from '../report/text';
import { explainUnanswered, GitHubApi, isAnswered } from './api';
import type { Question } from './api';
import { askApproval, askReviews, saidBy } from './approval';
import type { RunOf } from './approval';
import { changesBetween } from './changes';

export interface ForgeOptions {
  readonly token: string;
  /** `https://api.github.com` */
  readonly apiUrl: string;
  /** `owner/name` */
  readonly repository: string;
  /** Of this run, as in the lease. */
  readonly owner: string;
  readonly commit: string;
  readonly environment: string;
  readonly environmentUrl: string;
  readonly runUrl: string;
  /** In a dry run nothing is written to GitHub either. */
  readonly dryRun: boolean;
  /** What whoever dispatched this run wrote into its form; undefined where nobody did. */
  readonly written?: readonly string[] | undefined;
  readonly warn: (message: string) => void;
  /** For one request; default 10 s. */
  readonly timeoutMs?: number;
}

const COMMITS = 100;
/** A deployment that an earlier step of this job created is among the newest. */
const RECENT = 30;
const DESCRIPTION = 140;

const runAnswer = z.object({ status: z.string() });
const compareAnswer = z.object({ commits: z.array(z.object({ sha: z.string(), commit: z.object({ message: z.string() }) })) });
const deploymentsAnswer = z.array(z.object({ id: z.number(), payload: z.unknown() }));
const createdAnswer = z.object({ id: z.number() });

/** GitHub as flows ask it. Nothing here fails an action: what cannot be told is undefined or empty, and said once. */
export class GitHubForge implements Forge {
  readonly #warned = new Set<string>();
  readonly #api: GitHubApi;
  #deployment: number | undefined;

  constructor(private readonly options: ForgeOptions) {
    this.#api = new GitHubApi(options);
  }

  async isRunOver(owner: string): Promise<boolean | undefined> {
    const match = /^([^/]+)\/([^/]+)\/(\d+)\//.exec(owner);
    const [, account, repo, run] = match ?? [];
    if (account === undefined || repo === undefined || run === undefined) return undefined;
    const answer = await this.#ask(`whether the run ${run} is over`, 'actions: read', runAnswer, (octokit, request) => octokit.rest.actions.getWorkflowRun({ owner: account, repo, run_id: Number(run), request }));
    // A later attempt makes the run's status go back from `completed`; the run is then alive again.
    return answer === undefined ? undefined : answer.status === 'completed';
  }

  async commitsBetween(from: string, to: string): Promise<readonly { readonly id: string; readonly subject: string }[]> {
    if (from === '' || to === '' || from === to) return [];
    const answer = await this.#ask('which commits are new', 'contents: read', compareAnswer, (octokit, request) =>
      octokit.rest.repos.compareCommitsWithBasehead({ ...this.#repo, basehead: `${from}...${to}`, per_page: COMMITS, request }),
    );
    return (answer?.commits ?? [])
      .slice(-COMMITS)
      .reverse()
      .map(({ sha, commit }) => ({ id: sha, subject: shorten(cleanLine(commit.message.split('\n')[0] ?? ''), 200) }));
  }

  changesBetween(from: string, to: string): Promise<Changes | Untold> {
    return changesBetween(this.#api, this.#repo, from, to);
  }

  async approval(): Promise<ApprovalEvidence> {
    const run = this.#run;
    if (run !== undefined) return askApproval(this.#api, run);
    return { kind: 'unknown', failure: new Failure({ kind: 'bug', code: 'LG-BUG', problem: `the owner ${this.options.owner} is no run that could have been approved`, next: 'please report this' }) };
  }

  isByHand(text: string): true | string {
    const { written } = this.options;
    if (written === undefined) return 'this run was not started by hand: nobody filled in a form (workflow_dispatch)';
    return written.some((one) => one.trim() === text.trim()) ? true : 'what the step was given is in no input of the form that this run was started with';
  }

  async approvers(): Promise<readonly string[]> {
    const run = this.#run;
    // Most tokens may not ask, and most runs need no approval.
    const answer = run === undefined ? undefined : await askReviews(this.#api, run);
    return answer === undefined || !isAnswered(answer) ? [] : saidBy(answer.value, 'approved', this.options.environment);
  }

  async recordDeployment(state: 'in_progress' | 'success' | 'failure' | 'inactive', description: string): Promise<void> {
    if (this.options.dryRun) return;
    const id = await this.#deploymentId();
    if (id === undefined) return;
    const { environmentUrl, runUrl } = this.options;
    await this.#ask('the deployment record', 'deployments: write', z.unknown(), (octokit, request) =>
      octokit.rest.repos.createDeploymentStatus({
        ...this.#repo,
        deployment_id: id,
        state,
        description: cleanLine(description).slice(0, DESCRIPTION),
        log_url: runUrl,
        ...(environmentUrl === '' ? {} : { environment_url: environmentUrl }),
        auto_inactive: true,
        request,
      }),
    );
  }

  /** The record of this run, made by an earlier step of it or now. */
  async #deploymentId(): Promise<number | undefined> {
    if (this.#deployment !== undefined) return this.#deployment;
    const { commit, environment, owner } = this.options;
    const known = await this.#ask('the deployment records', 'deployments: write', deploymentsAnswer, (octokit, request) =>
      octokit.rest.repos.listDeployments({ ...this.#repo, sha: commit, environment, task: 'deploy', per_page: RECENT, request }),
    );
    if (known === undefined) return undefined;
    this.#deployment = known.find(({ payload }) => typeof payload === 'object' && payload !== null && 'lockgate' in payload && payload.lockgate === owner)?.id;
    if (this.#deployment !== undefined) return this.#deployment;
    const created = await this.#ask('a new deployment record', 'deployments: write', createdAnswer, (octokit, request) =>
      octokit.rest.repos.createDeployment({
        ...this.#repo,
        ref: commit,
        environment,
        task: 'deploy',
        auto_merge: false,
        // The gates are ours; GitHub would refuse the record while other checks of the commit still run.
        required_contexts: [],
        payload: { lockgate: owner },
        description: 'Lockgate',
        request,
      }),
    );
    this.#deployment = created?.id;
    return this.#deployment;
  }

  get #repo(): { owner: string; repo: string } {
    const [owner = '', repo = ''] = this.options.repository.split('/');
    return { owner, repo };
  }

  /** This run, as the lease has it. */
  get #run(): RunOf | undefined {
    const [owner, repo, run] = this.options.owner.split('/');
    return owner === undefined || repo === undefined || !/^\d+$/.test(run ?? '') ? undefined : { owner, repo, run: Number(run), environment: this.options.environment };
  }

  async #ask<T>(what: string, permission: string, schema: z.ZodType<T>, request: Question<T>['request']): Promise<T | undefined> {
    const answer = await this.#api.ask({ schema, request });
    if (isAnswered(answer)) return answer.value;
    this.#giveUp(what, explainUnanswered(answer, permission));
    return undefined;
  }

  #giveUp(what: string, reason: string): void {
    const message = `GitHub did not tell ${what}: ${reason}`;
    if (!this.#warned.has(message)) this.options.warn(message);
    this.#warned.add(message);
  }
}

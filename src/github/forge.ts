import type { getOctokit } from '@actions/github';
import { z } from 'zod';

import type { Forge } from '../actions/flow';
import { cleanLine, shorten } from '../report/text';

type Octokit = ReturnType<typeof getOctokit>;

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
  readonly warn: (message: string) => void;
  /** For one request; default 10 s. */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 10_000;
const COMMITS = 100;
/** A deployment that an earlier step of this job created is among the newest. */
const RECENT = 30;
const DESCRIPTION = 140;

const runAnswer = z.object({ status: z.string() });
const compareAnswer = z.object({ commits: z.array(z.object({ sha: z.string(), commit: z.object({ message: z.string() }) })) });
const deploymentsAnswer = z.array(z.object({ id: z.number(), payload: z.unknown() }));
const reviewsAnswer = z.array(z.object({ state: z.string(), user: z.object({ login: z.string() }), environments: z.array(z.object({ name: z.string() })) }));
const createdAnswer = z.object({ id: z.number() });

interface Refusal {
  readonly status: number;
  readonly message: string;
}

function readRefusal(error: unknown): Refusal {
  const status = typeof error === 'object' && error !== null && 'status' in error && typeof error.status === 'number' ? error.status : 0;
  return { status, message: shorten(cleanLine(error instanceof Error ? error.message : String(error)), 200) };
}

/** Worth a second question: GitHub's own trouble, or none of its answers. */
function isPassing({ status }: Refusal): boolean {
  return status === 0 || status >= 500;
}

/** GitHub as flows ask it. Nothing here fails an action: what cannot be told is undefined or empty, and said once. */
export class GitHubForge implements Forge {
  readonly #warned = new Set<string>();
  #octokit: Promise<Octokit> | undefined;
  #deployment: number | undefined;

  constructor(private readonly options: ForgeOptions) {}

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

  async approvers(): Promise<readonly string[]> {
    const [account, repo, run] = this.options.owner.split('/');
    if (this.options.token === '' || account === undefined || repo === undefined || !/^\d+$/.test(run ?? '')) return [];
    try {
      const octokit = await this.#connect();
      const { data } = await octokit.rest.actions.getReviewsForRun({ owner: account, repo, run_id: Number(run), request: { signal: AbortSignal.timeout(this.options.timeoutMs ?? TIMEOUT_MS) } });
      const read = reviewsAnswer.safeParse(data);
      const approved = (read.data ?? []).filter(({ state, environments }) => state === 'approved' && environments.some(({ name }) => name === this.options.environment));
      return [...new Set(approved.map(({ user }) => cleanLine(user.login)))];
    } catch {
      // Most tokens may not ask, and most runs need no approval.
      return [];
    }
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

  /** One question, asked again once where GitHub was in trouble. */
  async #ask<T>(what: string, permission: string, schema: z.ZodType<T>, request: (octokit: Octokit, options: { signal: AbortSignal }) => Promise<{ data: unknown }>): Promise<T | undefined> {
    if (this.options.token === '') {
      this.#giveUp(what, 'there is no token: set the input github-token');
      return undefined;
    }
    let refusal: Refusal = { status: 0, message: '' };
    for (const last of [false, true]) {
      try {
        const octokit = await this.#connect();
        const { data } = await request(octokit, { signal: AbortSignal.timeout(this.options.timeoutMs ?? TIMEOUT_MS) });
        const read = schema.safeParse(data);
        if (read.success) return read.data;
        this.#giveUp(what, 'the answer makes no sense');
        return undefined;
      } catch (error) {
        refusal = readRefusal(error);
        if (last || !isPassing(refusal)) break;
      }
    }
    const forbidden = refusal.status === 403 || refusal.status === 404;
    const limited = refusal.status === 429 || /rate limit/i.test(refusal.message);
    const reason = limited ? 'the rate limit of the API is reached' : forbidden ? `the token may not: add "${permission}" to the job's permissions` : refusal.message;
    this.#giveUp(what, `${reason}${refusal.status === 0 ? '' : ` (${String(refusal.status)})`}`);
    return undefined;
  }

  #giveUp(what: string, reason: string): void {
    const message = `GitHub did not tell ${what}: ${reason}`;
    if (!this.#warned.has(message)) this.options.warn(message);
    this.#warned.add(message);
  }

  /** Loaded when first needed: most actions never ask. */
  #connect(): Promise<Octokit> {
    const { token, apiUrl } = this.options;
    this.#octokit ??= import(/* webpackChunkName: "github" */ '@actions/github').then(({ getOctokit: open }) => open(token, { baseUrl: apiUrl, log: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined } }));
    return this.#octokit;
  }
}

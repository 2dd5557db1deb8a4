import { z } from 'zod';

import type { Forge } from '../actions/flow';
import type { ApprovalEvidence } from '../model/approval';
import { Failure } from '../model/failure';
import type { Changes, Untold } from '../model/plan';
import type { ForgeApi } from '../notifiers/notifier';
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
  readonly environment: string;
  /** In a dry run nothing is written to GitHub either. */
  readonly dryRun: boolean;
  /** What whoever dispatched this run wrote into its form; undefined where nobody did. */
  readonly written?: readonly string[] | undefined;
  readonly warn: (message: string) => void;
  /** For one request; default 10 s. */
  readonly timeoutMs?: number;
  /** Default: the clock of this machine. */
  readonly now?: () => Date;
}

const runAnswer = z.object({ status: z.string() });

/** GitHub as flows ask it. Nothing here fails an action: what cannot be told is undefined or empty, and said once. */
export class GitHubForge implements Forge {
  readonly #warned = new Set<string>();
  readonly #api: GitHubApi;

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

  /** Notifiers read the answers themselves: what they ask for is theirs to explain. */
  api(): ForgeApi | undefined {
    if (this.options.token === '' || this.options.dryRun) return undefined;
    return { repository: this.options.repository, ask: (request) => this.#api.relay(request) };
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

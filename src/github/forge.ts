import type { getOctokit } from '@actions/github';
import { z } from 'zod';

import type { Changes, Forge } from '../actions/flow';
import type { ForgeApi } from '../notifiers/notifier';
import { cleanLine, shorten } from '../report/text';
import type { HttpAnswer } from '../shell/ports';

type Octokit = ReturnType<typeof getOctokit>;

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
  readonly warn: (message: string) => void;
  /** For one request; default 10 s. */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 10_000;
const COMMITS = 100;

const runAnswer = z.object({ status: z.string() });
const compareAnswer = z.object({ total_commits: z.int().nonnegative().optional(), commits: z.array(z.object({ sha: z.string(), commit: z.object({ message: z.string() }) })) });
type Compared = z.output<typeof compareAnswer>;
const reviewsAnswer = z.array(z.object({ state: z.string(), user: z.object({ login: z.string() }), environments: z.array(z.object({ name: z.string() })) }));
const responseParts = z.object({ headers: z.record(z.string(), z.unknown()), data: z.unknown() });

interface Refusal {
  readonly status: number;
  readonly message: string;
  /** Whether the limits of the moment are the matter: GitHub says so with 403 too, by its headers. */
  readonly limited: boolean;
}

/** The answer behind an error of the client; undefined where none came. */
function readResponse(error: unknown): { readonly headers: Readonly<Record<string, string>>; readonly data: unknown } | undefined {
  const response: unknown = typeof error === 'object' && error !== null && 'response' in error ? error.response : undefined;
  const read = responseParts.safeParse(response);
  return read.success ? { headers: textsOf(read.data.headers), data: read.data.data } : undefined;
}

function readRefusal(error: unknown): Refusal {
  const status = typeof error === 'object' && error !== null && 'status' in error && typeof error.status === 'number' ? error.status : 0;
  const message = shorten(cleanLine(error instanceof Error ? error.message : String(error)), 200);
  const headers = readResponse(error)?.headers ?? {};
  const limited = status === 429 || (status === 403 && (headers['x-ratelimit-remaining'] === '0' || headers['retry-after'] !== undefined || /rate limit/i.test(message)));
  return { status, message, limited };
}

function textsOf(headers: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).flatMap(([name, value]) => (typeof value === 'string' || typeof value === 'number' ? [[name.toLowerCase(), String(value)]] : [])));
}

/** Worth a second question: GitHub's own trouble, or none of its answers. */
function isPassing({ status }: Refusal): boolean {
  return status === 0 || status >= 500;
}

/** GitHub as flows ask it. Nothing here fails an action: what cannot be told is undefined or empty, and said once. */
export class GitHubForge implements Forge {
  readonly #warned = new Set<string>();
  #octokit: Promise<Octokit> | undefined;

  constructor(private readonly options: ForgeOptions) {}

  async isRunOver(owner: string): Promise<boolean | undefined> {
    const match = /^([^/]+)\/([^/]+)\/(\d+)\//.exec(owner);
    const [, account, repo, run] = match ?? [];
    if (account === undefined || repo === undefined || run === undefined) return undefined;
    const answer = await this.#ask(`whether the run ${run} is over`, 'actions: read', runAnswer, (octokit, request) => octokit.rest.actions.getWorkflowRun({ owner: account, repo, run_id: Number(run), request }));
    // A later attempt makes the run's status go back from `completed`; the run is then alive again.
    return answer === undefined ? undefined : answer.status === 'completed';
  }

  async commitsBetween(from: string, to: string): Promise<Changes> {
    if (from === '' || to === '' || from === to) return { commits: [], count: 0 };
    const ask = (page: number): Promise<Compared | undefined> =>
      this.#ask('which commits are new', 'contents: read', compareAnswer, (octokit, request) =>
        octokit.rest.repos.compareCommitsWithBasehead({ ...this.#repo, basehead: `${from}...${to}`, per_page: COMMITS, page, request }),
      );
    const first = await ask(1);
    if (first === undefined) return { commits: [], count: 0 };
    // The oldest come first: of many, the newest are on the last page, and that one may be short.
    const count = Math.max(first.total_commits ?? 0, first.commits.length);
    const last = Math.ceil(count / COMMITS);
    const before = last > 2 ? await ask(last - 1) : first;
    const rest = last > 1 ? await ask(last) : undefined;
    const commits = [...(before?.commits ?? []), ...(rest?.commits ?? [])].slice(-COMMITS).reverse();
    return { commits: commits.map(({ sha, commit }) => ({ id: sha, subject: shorten(cleanLine(commit.message.split('\n')[0] ?? ''), 200) })), count };
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

  /** Notifiers read the answers themselves: what they ask for is theirs to explain. */
  api(): ForgeApi | undefined {
    if (this.options.token === '' || this.options.dryRun) return undefined;
    const { repository } = this.options;
    return { repository, ask: ({ method, path, body }) => this.#relay(method, path, body) };
  }

  async #relay(method: 'GET' | 'POST', path: string, body: Readonly<Record<string, unknown>> | undefined): Promise<HttpAnswer> {
    const began = performance.now();
    const elapsed = (): number => performance.now() - began;
    const tell = (data: unknown): string => JSON.stringify(data ?? null).replaceAll(this.options.token, '***');
    try {
      const octokit = await this.#connect();
      const answer = await octokit.request({ method, url: path, ...(body === undefined ? {} : { data: body }), request: { signal: AbortSignal.timeout(this.options.timeoutMs ?? TIMEOUT_MS) } });
      return { kind: 'answered', status: answer.status, headers: textsOf(answer.headers), body: tell(answer.data), ms: elapsed() };
    } catch (error) {
      const { status } = readRefusal(error);
      const response = readResponse(error);
      // An error without an answer may repeat the request, and the token with it: nothing of its text is handed on.
      if (response === undefined || status === 0) return { kind: 'unreachable', cause: 'no answer', ms: elapsed() };
      return { kind: 'answered', status, headers: response.headers, body: tell(response.data), ms: elapsed() };
    }
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
    let refusal: Refusal = { status: 0, message: '', limited: false };
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
    const reason = refusal.limited ? 'the rate limit of the API is reached' : forbidden ? `the token may not: add "${permission}" to the job's permissions` : refusal.message;
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

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { getOctokit } from '@actions/github';

type Rest = ReturnType<typeof getOctokit>['rest'];
/** As GitHub's published description of its API has them. */
type Environment = Awaited<ReturnType<Rest['repos']['getEnvironment']>>['data'];
type Review = Awaited<ReturnType<Rest['actions']['getReviewsForRun']>>['data'][number];
type Reviewers = NonNullable<Extract<NonNullable<Environment['protection_rules']>[number], { reviewers?: unknown }>['reviewers']>;

export interface CommitAnswer {
  readonly sha: string;
  readonly subject: string;
  readonly author?: string;
  readonly files?: readonly string[];
}

/** What is answered instead: a refusal, or nothing at all. */
export type Trouble = 'silence' | { readonly status: number; readonly message: string; readonly headers?: Readonly<Record<string, string>> };

const API = 'https://api.github.com';
const DAY = '2026-11-01T10:00:00Z';

function userOf(login: string): Review['user'] {
  const url = `${API}/users/${login}`;
  return {
    login, id: login.length, node_id: login, avatar_url: '', gravatar_id: null, url, html_url: `https://github.com/${login}`, followers_url: url, following_url: url, gists_url: url, starred_url: url,
    subscriptions_url: url, organizations_url: url, repos_url: url, events_url: url, received_events_url: url, type: 'User', site_admin: false,
  };
}

/** What of GitHub's API the actions ask for, and the address that a team would be told at. */
export class Outside {
  readonly messages: { readonly event: string; readonly headline: string; readonly approvers: readonly string[] }[] = [];
  /** Paths that were asked for, without the repository. */
  readonly asked: string[] = [];
  /** What befalls questions to a path. */
  trouble: (path: string) => Trouble | undefined = () => undefined;
  readonly #environments = new Map<string, Environment>();
  readonly #reviews = new Map<string, Review[]>();
  readonly #deployments: { id: number; payload: unknown; states: string[] }[] = [];
  readonly #server: Server;

  private constructor(private readonly commits: (from: string, to: string) => readonly CommitAnswer[] | undefined) {
    this.#server = createServer((request, response) => {
      void read(request).then((body) => { this.#reply(request, response, body); });
    });
  }

  static async start(commits: Outside['commits'] = () => undefined): Promise<Outside> {
    const outside = new Outside(commits);
    await new Promise<void>((resolve) => outside.#server.listen(0, '127.0.0.1', resolve));
    return outside;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** An environment of the repository; without reviewers nobody is asked before a job of it begins. */
  protect(name: string, reviewers: readonly string[] = []): void {
    const asks = { id: 2, node_id: 'rule', prevent_self_review: false, type: 'required_reviewers', reviewers: reviewers.map((login): Reviewers[number] => ({ type: 'User', reviewer: userOf(login) })) };
    const rules = [{ id: 1, node_id: 'timer', type: 'wait_timer', wait_timer: 0 }, ...(reviewers.length === 0 ? [] : [asks])];
    this.#environments.set(name, { id: 1, node_id: name, name, url: `${API}/environments/${name}`, html_url: `https://github.com/environments/${name}`, created_at: DAY, updated_at: DAY, protection_rules: rules, deployment_branch_policy: null });
  }

  /** What somebody said of a run. */
  review(run: string, state: Review['state'], login: string, environment = 'production'): void {
    const where = { id: 1, node_id: environment, name: environment, url: '', html_url: '', created_at: DAY, updated_at: DAY };
    this.#reviews.set(run, [...(this.#reviews.get(run) ?? []), { state, comment: '', user: userOf(login), environments: [where] }]);
  }

  #reply(request: IncomingMessage, response: ServerResponse, body: Record<string, unknown>): void {
    const path = (request.url ?? '').replace(/\?.*$/, '').replace(/^\/repos\/[^/]+\/[^/]+/, '');
    this.asked.push(path);
    const trouble = this.trouble(path);
    if (trouble === 'silence') return;
    const [status, answer] = trouble === undefined ? this.answer(request.method ?? '', path, body) : [trouble.status, { message: trouble.message }];
    response.writeHead(status, { 'content-type': 'application/json', ...(trouble?.headers ?? {}) }).end(JSON.stringify(answer));
  }

  private answer(method: string, path: string, body: Record<string, unknown>): [number, unknown] {
    if (method === 'POST' && path === '/hook') {
      const approvers = Array.isArray(body['approvers']) ? body['approvers'].map(String) : [];
      this.messages.push({ event: String(body['event']), headline: String(body['headline']), approvers });
      return [200, {}];
    }
    const reviewed = /^\/actions\/runs\/(\d+)\/approvals$/.exec(path);
    if (reviewed) return [200, this.#reviews.get(reviewed[1] ?? '') ?? []];
    if (path.startsWith('/actions/runs/')) return [200, { status: 'in_progress' }];
    const environment = /^\/environments\/(.+)$/.exec(path);
    const known = this.#environments.get(decodeURIComponent(environment?.[1] ?? ''));
    if (known !== undefined) return [200, known];
    const compared = /^\/compare\/(.+)\.\.\.(.+)$/.exec(path);
    const commits = compared === null ? undefined : this.commits(compared[1] ?? '', compared[2] ?? '');
    if (commits !== undefined) return [200, compare(commits)];
    if (path === '/deployments' && method === 'POST') {
      this.#deployments.unshift({ id: this.#deployments.length + 1, payload: body['payload'], states: [] });
      return [201, this.#deployments[0]];
    }
    if (path === '/deployments') return [200, this.#deployments];
    const status = /^\/deployments\/(\d+)\/statuses$/.exec(path);
    if (status && method === 'POST') {
      this.#deployments.find(({ id }) => id === Number(status[1]))?.states.push(String(body['state']));
      return [201, { id: 1 }];
    }
    return [404, { message: 'Not Found' }];
  }
}

function compare(commits: readonly CommitAnswer[]): unknown {
  const lines = commits.map(({ sha, subject, author }) => ({ sha, commit: { message: subject, author: { name: author ?? 'somebody' } }, author: author === undefined ? null : { login: author } }));
  return { status: 'ahead', ahead_by: lines.length, behind_by: 0, total_commits: lines.length, commits: lines, files: [...new Set(commits.flatMap(({ files = [] }) => files))].map((filename) => ({ filename, status: 'modified' })) };
}

async function read(request: IncomingMessage): Promise<Record<string, unknown>> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}

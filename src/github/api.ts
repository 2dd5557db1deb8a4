import type { getOctokit } from '@actions/github';
import type { z } from 'zod';

import { cleanLine, shorten } from '../report/text';

export type Octokit = ReturnType<typeof getOctokit>;

export interface ApiOptions {
  readonly token: string;
  /** `https://api.github.com` */
  readonly apiUrl: string;
  /** For one request; default 10 s. */
  readonly timeoutMs?: number;
}

/**
 * Why there is no answer. `forbidden`: the token may not ask. `missing`: there is no such thing, or the token may not see it.
 * `limited`: too many questions. `refused`: GitHub says no for a reason of its own. `silent`: no answer, or one that makes no sense.
 */
export interface Unanswered {
  readonly kind: 'no-token' | 'forbidden' | 'missing' | 'limited' | 'refused' | 'silent';
  /** 0 where nothing came back. */
  readonly status: number;
  readonly message: string;
}

export type Answer<T> = { readonly value: T } | Unanswered;

export interface Question<T> {
  readonly schema: z.ZodType<T>;
  readonly request: (octokit: Octokit, options: { signal: AbortSignal }) => Promise<{ data: unknown }>;
}

const TIMEOUT_MS = 10_000;

interface Refusal {
  readonly status: number;
  readonly message: string;
  /** GitHub says that there were too many questions. */
  readonly limited: boolean;
}

function headerOf(error: object, name: string): string {
  const response: unknown = 'response' in error ? error.response : undefined;
  const headers: unknown = typeof response === 'object' && response !== null && 'headers' in response ? response.headers : undefined;
  const value: unknown = typeof headers === 'object' && headers !== null ? (headers as Readonly<Record<string, unknown>>)[name] : undefined;
  return typeof value === 'string' ? value : '';
}

function readRefusal(error: unknown): Refusal {
  const thrown = typeof error === 'object' && error !== null ? error : {};
  const status = 'status' in thrown && typeof thrown.status === 'number' ? thrown.status : 0;
  const message = shorten(cleanLine(error instanceof Error ? error.message : String(error)), 200);
  const spent = status === 403 && (headerOf(thrown, 'x-ratelimit-remaining') === '0' || headerOf(thrown, 'retry-after') !== '');
  return { status, message, limited: status === 429 || spent || ((status === 403 || status === 0) && /rate limit/i.test(message)) };
}

function classify({ status, message, limited }: Refusal): Unanswered {
  if (limited) return { kind: 'limited', status, message };
  if (status === 401 || (status === 403 && /not accessible|must have|permission|bad credentials|resource protected/i.test(message))) return { kind: 'forbidden', status, message };
  if (status === 404) return { kind: 'missing', status, message };
  return status >= 400 && status < 500 ? { kind: 'refused', status, message } : { kind: 'silent', status, message };
}

export function isAnswered<T>(answer: Answer<T>): answer is { readonly value: T } {
  return 'value' in answer;
}

/** GitHub's API, one question at a time. Never rejects: what keeps an answer from coming is an answer too. */
export class GitHubApi {
  #octokit: Promise<Octokit> | undefined;

  constructor(private readonly options: ApiOptions) {}

  /** Asked again once where GitHub was in trouble. */
  async ask<T>({ schema, request }: Question<T>): Promise<Answer<T>> {
    if (this.options.token === '') return { kind: 'no-token', status: 0, message: '' };
    let refusal: Refusal = { status: 0, message: '', limited: false };
    for (const last of [false, true]) {
      try {
        const octokit = await this.#connect();
        const { data } = await request(octokit, { signal: AbortSignal.timeout(this.options.timeoutMs ?? TIMEOUT_MS) });
        const read = schema.safeParse(data);
        return read.success ? { value: read.data } : { kind: 'silent', status: 0, message: 'the answer makes no sense' };
      } catch (error) {
        refusal = readRefusal(error);
        if (last || refusal.limited || (refusal.status !== 0 && refusal.status < 500)) break;
      }
    }
    return classify(refusal);
  }

  /** Loaded when first needed: most actions never ask. */
  #connect(): Promise<Octokit> {
    const { token, apiUrl } = this.options;
    this.#octokit ??= import(/* webpackChunkName: "github" */ '@actions/github').then(({ getOctokit: open }) => open(token, { baseUrl: apiUrl, log: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined } }));
    return this.#octokit;
  }
}

/** Why there is no answer, in words; `permission` is what a job would need. */
export function explainUnanswered({ kind, status, message }: Unanswered, permission: string): string {
  const code = status === 0 ? '' : ` (${String(status)})`;
  switch (kind) {
    case 'no-token':
      return 'there is no token: set the input github-token';
    case 'limited':
      return `the rate limit of the API is reached${code}`;
    case 'forbidden':
    case 'missing':
      return `the token may not: add "${permission}" to the job's permissions${code}`;
    case 'refused':
      // A token without the permission is told so in more ways than can be listed.
      return status === 403 ? `the token may not: add "${permission}" to the job's permissions${code}` : `${message}${code}`;
    case 'silent':
      return `${message}${code}`;
  }
}

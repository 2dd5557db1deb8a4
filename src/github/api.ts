import type { getOctokit } from '@actions/github';
import { z } from 'zod';

import type { ForgeAnswer, ForgeApi } from '../notifiers/notifier';
import { cleanLine, shorten } from '../report/text';
import { limitedFor } from './rate-limit';

export type Octokit = ReturnType<typeof getOctokit>;

export interface ApiOptions {
  readonly token: string;
  /** `https://api.github.com` */
  readonly apiUrl: string;
  /** For one request; default 10 s. */
  readonly timeoutMs?: number;
  /** Default: the clock of this machine. */
  readonly now?: () => Date;
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
  /** Of `limited`: when the next question is answered. */
  readonly waitMs?: number;
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
  /** GitHub says that there were too many questions, and when it will answer again. */
  readonly limitedMs?: number | undefined;
}

const responseParts = z.object({ headers: z.record(z.string(), z.unknown()), data: z.unknown() });

function textsOf(headers: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).flatMap(([name, value]) => (typeof value === 'string' || typeof value === 'number' ? [[name.toLowerCase(), String(value)]] : [])));
}

/** The answer behind an error of the client; undefined where none came. */
function readResponse(error: unknown): { readonly headers: Readonly<Record<string, string>>; readonly data: unknown } | undefined {
  const response: unknown = typeof error === 'object' && error !== null && 'response' in error ? error.response : undefined;
  const read = responseParts.safeParse(response);
  return read.success ? { headers: textsOf(read.data.headers), data: read.data.data } : undefined;
}

function readRefusal(error: unknown, now: Date): Refusal {
  const thrown = typeof error === 'object' && error !== null ? error : {};
  const status = 'status' in thrown && typeof thrown.status === 'number' ? thrown.status : 0;
  const message = shorten(cleanLine(error instanceof Error ? error.message : String(error)), 200);
  return { status, message, limitedMs: limitedFor({ status, headers: readResponse(error)?.headers ?? {}, message }, now) };
}

function classify({ status, message, limitedMs }: Refusal): Unanswered {
  if (limitedMs !== undefined) return { kind: 'limited', status, message, waitMs: limitedMs };
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
    let refusal: Refusal = { status: 0, message: '' };
    for (const last of [false, true]) {
      try {
        const octokit = await this.#connect();
        const { data } = await request(octokit, { signal: AbortSignal.timeout(this.options.timeoutMs ?? TIMEOUT_MS) });
        const read = schema.safeParse(data);
        return read.success ? { value: read.data } : { kind: 'silent', status: 0, message: 'the answer makes no sense' };
      } catch (error) {
        refusal = readRefusal(error, this.#now());
        if (last || refusal.limitedMs !== undefined || (refusal.status !== 0 && refusal.status < 500)) break;
      }
    }
    return classify(refusal);
  }

  /** The answer as it is, whatever it says; nothing that is handed on holds the token. */
  async relay({ method, path, body }: Parameters<ForgeApi['ask']>[0]): Promise<ForgeAnswer> {
    const began = performance.now();
    const elapsed = (): number => performance.now() - began;
    const tell = (data: unknown): string => JSON.stringify(data ?? null).replaceAll(this.options.token, '***');
    try {
      const octokit = await this.#connect();
      const answer = await octokit.request({ method, url: path, ...(body === undefined ? {} : { data: body }), request: { signal: AbortSignal.timeout(this.options.timeoutMs ?? TIMEOUT_MS) } });
      return { kind: 'answered', status: answer.status, headers: textsOf(answer.headers), body: tell(answer.data), ms: elapsed() };
    } catch (error) {
      const { status, limitedMs } = readRefusal(error, this.#now());
      const response = readResponse(error);
      // An error without an answer may repeat the request, and the token with it: nothing of its text is handed on.
      if (response === undefined || status === 0) return { kind: 'unreachable', cause: 'no answer', ms: elapsed() };
      return { kind: 'answered', status, headers: response.headers, body: tell(response.data), ms: elapsed(), ...(limitedMs === undefined ? {} : { limitedMs }) };
    }
  }

  #now(): Date {
    return this.options.now?.() ?? new Date();
  }

  /** Loaded when first needed: most actions never ask. */
  #connect(): Promise<Octokit> {
    const { token, apiUrl } = this.options;
    this.#octokit ??= import(/* webpackChunkName: "github" */ '@actions/github').then(({ getOctokit: open }) => open(token, { baseUrl: apiUrl, log: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined } }));
    return this.#octokit;
  }
}

/** Why there is no answer, in words; `permission` is what a job would need. */
export function explainUnanswered({ kind, status, message, waitMs = 0 }: Unanswered, permission: string): string {
  const code = status === 0 ? '' : ` (${String(status)})`;
  switch (kind) {
    case 'no-token':
      return 'there is no token: set the input github-token';
    case 'limited':
      return `the rate limit of the API is reached${code}: it answers again in ${String(Math.ceil(waitMs / 1000))} s`;
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

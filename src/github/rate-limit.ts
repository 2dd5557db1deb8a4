import { parseRetryAfter } from '../notifiers/read-answer';

/** Where GitHub says that the limit of the moment is reached but not until when, it wants a minute. */
const MINUTE_MS = 60_000;

export interface Refusal {
  readonly status: number;
  /** Names in small letters. */
  readonly headers: Readonly<Record<string, string>>;
  readonly message: string;
}

/**
 * Milliseconds until GitHub will answer again; undefined where its limits are not the matter. It says so with 403 as well as
 * with 429, by its headers or in words: a 403 without them is about permissions. The only place that reads it.
 */
export function limitedFor({ status, headers, message }: Refusal, now: Date): number | undefined {
  if (status !== 403 && status !== 429 && status !== 0) return undefined;
  const after = parseRetryAfter(headers['retry-after'], now);
  if (after !== undefined) return after;
  const reset = Number(headers['x-ratelimit-reset'] ?? 'none');
  const spent = headers['x-ratelimit-remaining'] === '0';
  if (spent && Number.isFinite(reset)) return Math.max(1000, reset * 1000 - now.getTime());
  return status === 429 || spent || /rate limit/i.test(message) ? MINUTE_MS : undefined;
}

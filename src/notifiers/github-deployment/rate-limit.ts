import { type Answered, parseObject, parseRetryAfter } from '../read-answer';

/** Where GitHub says that the limit of the moment is reached but not until when, it wants a minute. */
const MINUTE_MS = 60_000;

/**
 * Milliseconds until GitHub will answer again; undefined where its limits are not the matter. It says so with 403 as well as
 * with 429, by its headers: a 403 without them is about permissions.
 */
export function limitedFor(answer: Answered, now: Date): number | undefined {
  const { status, headers, body } = answer;
  if (status !== 403 && status !== 429) return undefined;
  const after = parseRetryAfter(headers['retry-after'], now);
  if (after !== undefined) return after;
  const reset = Number(headers['x-ratelimit-reset'] ?? 'none');
  if (headers['x-ratelimit-remaining'] === '0' && Number.isFinite(reset)) return Math.max(1000, reset * 1000 - now.getTime());
  const { message } = parseObject(body);
  return status === 429 || (typeof message === 'string' && /rate limit/i.test(message)) ? MINUTE_MS : undefined;
}

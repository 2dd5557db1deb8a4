import pRetry from 'p-retry';

import type { HttpAnswer, Ports } from '../shell/ports';
import type { Delivery } from './notifier';
import { type Answered, parseRetryAfter } from './read-answer';

const RETRIES = 4;
export const TIMEOUT_MS = 15_000;
/** Longer than this nobody waits for a message, at once or in all. */
const LONGEST_WAIT_MS = 60_000;
const LONGEST_MS = 120_000;

/** A no that asking again does not change. Its message names no address. */
export class Refused extends Error {}

/** Worth asking again, after the time that the service asked for. */
export class TryAgain extends Error {
  constructor(
    message: string,
    readonly waitMs?: number,
  ) {
    super(message);
  }
}

export const undelivered = (cause: string): Delivery => ({ delivered: false, cause, reference: '' });

/** A system's word for what went wrong, such as ECONNREFUSED: the rest of the text may hold the address. */
function symbolOf(cause: string): string {
  const found = /\b(E[A-Z]{3,}|UND_ERR_[A-Z_]+)\b/.exec(cause)?.[1];
  return found === undefined ? '' : ` (${found})`;
}

/** The answer of a service that answered, and is neither busy nor in trouble; `askedFor` knows its own ways of saying how long. */
export function takeAnswer(service: string, answer: HttpAnswer, now: Date, askedFor?: (answer: Answered) => number | undefined): Answered {
  if (answer.kind === 'unasked') throw new TryAgain(`${service} could not be asked${symbolOf(answer.cause)}`);
  if (answer.kind === 'unreachable') throw new TryAgain(`${service} did not answer${symbolOf(answer.cause)}`);
  if (answer.status !== 429 && answer.status < 500) return answer;
  const waits = [parseRetryAfter(answer.headers['retry-after'], now), askedFor?.(answer)].filter((ms) => ms !== undefined);
  throw new TryAgain(`${service} answered ${String(answer.status)}`, waits.length === 0 ? undefined : Math.max(...waits));
}

/**
 * Tries until the service has taken the message, has said no, or the time is over. Never throws. What `prepare` makes is the
 * same at every attempt.
 */
export async function deliver(ports: Ports, prepare: () => () => Promise<Delivery>): Promise<Delivery> {
  const until = ports.now().getTime() + LONGEST_MS;
  try {
    return await pRetry(prepare(), {
      retries: RETRIES,
      // The waiting is done below, by the clock that was handed in.
      minTimeout: 0,
      maxTimeout: 0,
      signal: ports.signal,
      shouldRetry: ({ error }) => error instanceof TryAgain,
      onFailedAttempt: async ({ error, attemptNumber, retriesLeft }) => {
        if (!(error instanceof TryAgain) || retriesLeft === 0) return;
        const ms = error.waitMs ?? 1000 * 2 ** (attemptNumber - 1);
        if (ms > LONGEST_WAIT_MS || ports.now().getTime() + ms > until) throw new Refused(`${error.message} and asked to wait ${String(Math.round(ms / 1000))} s`);
        await ports.sleep(ms);
      },
    });
  } catch (thrown) {
    return undelivered(ports.signal.aborted ? 'the run was cancelled' : explain(thrown));
  }
}

/** What is told of a delivery that failed. Messages are this family's own; anything else is told by its name alone. */
function explain(thrown: unknown): string {
  if (thrown instanceof TryAgain) return `${thrown.message}, ${String(RETRIES + 1)} times`;
  if (thrown instanceof Refused) return thrown.message;
  return thrown instanceof Error ? `it could not be sent (${thrown.name})` : 'it could not be sent';
}

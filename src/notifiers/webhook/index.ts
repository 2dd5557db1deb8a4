import pRetry from 'p-retry';
import { z } from 'zod';

import { Secret } from '../../model/secret';
import { secretName } from '../../model/units';
import type { HttpAnswer, Ports } from '../../shell/ports';
import type { Delivery, Message, NotifierPlugin } from '../notifier';
import { explainAnswer, parseRetryAfter, referenceOf } from './read-answer';

const schema = z.strictObject({
  webhook: secretName.describe('Name of the variable that holds the address. The address is a secret: whoever has it can post.'),
  headers: z
    .record(z.string().regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/), z.strictObject({ secret: secretName.describe('Name of the variable that holds the value.'), prefix: z.string().optional().describe('Text before the value, such as "Bearer ".') }))
    .prefault({})
    .describe('Headers with secrets in them, by the name of their variable.'),
});

type Settings = z.output<typeof schema>;

/** What is posted; `format` rises when a reader would have to change. */
function payload(message: Message): string {
  const { durationMs, ...rest } = message;
  return JSON.stringify({ format: 1, ...rest, ...(durationMs === undefined ? {} : { durationMs }) });
}

const RETRIES = 4;
const TIMEOUT_MS = 15_000;
/** Longer than this nobody waits for a message. */
const LONGEST_WAIT_MS = 60_000;

/** A no that asking again does not change. Its message names no address. */
class Refused extends Error {}

class TryAgain extends Error {
  constructor(
    message: string,
    readonly waitMs: number | undefined,
  ) {
    super(message);
  }
}

const undelivered = (cause: string): Delivery => ({ delivered: false, cause, reference: '' });

/** A system's word for what went wrong, such as ECONNREFUSED: the rest of the text may hold the address. */
function symbolOf(cause: string): string {
  const found = /\b(E[A-Z]{3,}|UND_ERR_[A-Z_]+)\b/.exec(cause)?.[1];
  return found === undefined ? '' : ` (${found})`;
}

function takeAnswer(answer: HttpAnswer, now: Date): Delivery {
  if (answer.kind === 'unasked') throw new TryAgain(`the webhook could not be asked${symbolOf(answer.cause)}`, undefined);
  if (answer.kind === 'unreachable') throw new TryAgain(`the webhook did not answer${symbolOf(answer.cause)}`, undefined);
  const { status } = answer;
  if (status === 429 || status >= 500) {
    const waitMs = parseRetryAfter(answer.headers['retry-after'], now);
    if (waitMs !== undefined && waitMs > LONGEST_WAIT_MS) throw new Refused(`the webhook answered ${String(status)} and asked to wait ${String(Math.round(waitMs / 1000))} s`);
    throw new TryAgain(`the webhook answered ${String(status)}`, waitMs);
  }
  const refusal = explainAnswer(answer);
  if (refusal !== undefined) throw new Refused(refusal);
  return { delivered: true, cause: '', reference: referenceOf(answer.body) };
}

async function send(settings: Settings, message: Message, ports: Ports): Promise<Delivery> {
  const address = ports.secret(settings.webhook)?.reveal() ?? '';
  if (address === '') return undelivered(`the variable ${settings.webhook} is not set`);
  if (!/^https?:\/\//.test(address) || !URL.canParse(address)) return undelivered(`the variable ${settings.webhook} holds no http or https address`);
  const headers: Record<string, string | Secret> = { 'content-type': 'application/json', 'user-agent': 'lockgate' };
  for (const [name, { secret, prefix = '' }] of Object.entries(settings.headers)) {
    const value = ports.secret(secret);
    if (value === undefined) return undelivered(`the variable ${secret} is not set`);
    headers[name] = new Secret(secret, `${prefix}${value.reveal()}`);
  }
  const body = payload(message);
  return pRetry(async () => takeAnswer(await ports.http({ target: { url: address }, method: 'POST', headers, body, timeoutMs: TIMEOUT_MS }), ports.now()), {
    retries: RETRIES,
    // The waiting is done below, by the clock that was handed in.
    minTimeout: 0,
    maxTimeout: 0,
    signal: ports.signal,
    shouldRetry: ({ error }) => error instanceof TryAgain,
    onFailedAttempt: async ({ error, attemptNumber, retriesLeft }) => {
      if (error instanceof TryAgain && retriesLeft > 0) await ports.sleep(error.waitMs ?? 1000 * 2 ** (attemptNumber - 1));
    },
  });
}

/** What is told of a delivery that failed. Messages are this module's own; anything else is told by its name alone. */
function explain(thrown: unknown): string {
  if (thrown instanceof TryAgain) return `${thrown.message}, ${String(RETRIES + 1)} times`;
  if (thrown instanceof Refused) return thrown.message;
  return thrown instanceof Error ? `it could not be sent (${thrown.name})` : 'it could not be sent';
}

/** Posts the message as JSON to an address of the team's own. */
export const plugin: NotifierPlugin<Settings> = {
  kind: 'webhook',
  schema,
  open: (settings) => ({
    send: async (message, ports) => {
      try {
        return await send(settings, message, ports);
      } catch (thrown) {
        return undelivered(ports.signal.aborted ? 'the run was cancelled' : explain(thrown));
      }
    },
  }),
};

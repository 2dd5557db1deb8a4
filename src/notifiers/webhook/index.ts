import { z } from 'zod';

import { linksOf, type Message } from '../../model/message';
import { Secret } from '../../model/secret';
import { secretName } from '../../model/units';
import type { Ports } from '../../shell/ports';
import { readAddress } from '../address';
import { deliver, Refused, takeAnswer, TIMEOUT_MS } from '../deliver';
import type { Delivery, Errand, NotifierPlugin } from '../notifier';
import { type Answered, parseObject, quotable, toReference } from '../read-answer';
import { sign } from './sign';

const schema = z.strictObject({
  webhook: secretName.describe('Name of the variable that holds the address, such as `DEPLOY_WEBHOOK`. The address is a secret: whoever has it can post.').meta({ examples: ['DEPLOY_WEBHOOK'] }),
  headers: z
    .record(z.string().regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/), z.strictObject({ secret: secretName.describe('Name of the variable that holds the value.').meta({ examples: ['TEAM_TOKEN'] }), prefix: z.string().optional().describe('Text before the value, such as "Bearer ".').meta({ examples: ['Bearer '] }) }))
    .prefault({})
    .describe('Headers with secrets in them, by the name of their variable: `{ Authorization: { secret: TEAM_TOKEN, prefix: "Bearer " } }`.')
    .meta({ examples: [{ Authorization: { secret: 'TEAM_TOKEN', prefix: 'Bearer ' } }] }),
  'signed-with': secretName
    .optional()
    .describe('Name of the variable that holds a key, such as `WEBHOOK_KEY`. Each message then carries the header `X-Lockgate-Signature-256: sha256=<hex>`, the HMAC of its body under that key.')
    .meta({ examples: ['WEBHOOK_KEY'] }),
});

type Settings = z.output<typeof schema>;

/** What is posted; `format` rises when a reader would have to change. With `reference`, a receiver can edit or answer what it took before. */
function payload(message: Message, sentAt: Date, reference: string): string {
  const { durationMs, ...rest } = message;
  return JSON.stringify({ format: 1, sentAt: sentAt.toISOString(), ...(reference === '' ? {} : { reference }), ...rest, links: linksOf(message), ...(durationMs === undefined ? {} : { durationMs }) });
}

function takeSecret(variable: string, ports: Ports): Secret {
  const secret = ports.secret(variable);
  if (secret === undefined) throw new Refused(`the variable ${variable} is not set`);
  return secret;
}

/** Why an answer that came is no delivery; undefined when it is one. Some services say no with status 200. */
function explainAnswer({ status, body }: Answered, secrets: readonly string[]): string | undefined {
  if (status < 200 || status > 299) return `the webhook answered ${String(status)}`;
  const { ok, error } = parseObject(body);
  if (ok !== false && (error === undefined || error === null || error === false || error === '')) return undefined;
  // A short word such as "channel_not_found" helps.
  const words = quotable(error, secrets);
  return `the webhook answered ${String(status)}, but refused${words === '' ? '' : `: ${words}`}`;
}

/** One message, made once: every attempt posts the same bytes. */
function prepare(settings: Settings, message: Message, ports: Ports, { reference }: Errand): () => Promise<Delivery> {
  const address = readAddress(settings.webhook, ports);
  const body = payload(message, ports.now(), reference);
  const secrets = [address.href];
  const take = (variable: string): Secret => {
    const secret = takeSecret(variable, ports);
    secrets.push(secret.reveal());
    return secret;
  };
  const headers: Record<string, string | Secret> = { 'content-type': 'application/json', 'user-agent': 'lockgate', 'x-lockgate-delivery': ports.random(16) };
  for (const [name, { secret, prefix = '' }] of Object.entries(settings.headers)) headers[name] = new Secret(secret, `${prefix}${take(secret).reveal()}`);
  const key = settings['signed-with'];
  if (key !== undefined) headers['x-lockgate-signature-256'] = sign(body, take(key));
  return async () => {
    const answer = takeAnswer('the webhook', await ports.http({ target: { url: address.href }, method: 'POST', headers, body, timeoutMs: TIMEOUT_MS }), ports.now());
    const refusal = explainAnswer(answer, secrets);
    if (refusal !== undefined) throw new Refused(refusal);
    return { delivered: true, cause: '', reference: toReference(parseObject(answer.body)['id']) };
  };
}

/** Posts the message as JSON to an address of the team's own. */
export const plugin: NotifierPlugin<Settings> = {
  kind: 'webhook',
  schema: schema.describe('A message as JSON to an address of your own.'),
  open: (settings) => ({ send: (message, ports, errand) => deliver(ports, () => prepare(settings, message, ports, errand)) }),
};

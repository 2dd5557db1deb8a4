import { z } from 'zod';

import type { Message } from '../../model/message';
import { secretName } from '../../model/units';
import type { HttpAnswer, Ports } from '../../shell/ports';
import { readAddress } from '../address';
import { deliver, Refused, takeAnswer, TIMEOUT_MS } from '../deliver';
import type { Delivery, Errand, NotifierPlugin } from '../notifier';
import { type Answered, parseObject, toReference } from '../read-answer';
import { composeDiscord } from './compose';
import { codeOf, explainRefusal, retryAfterOf, UNKNOWN_MESSAGE } from './explain';

const schema = z.strictObject({
  webhook: secretName.describe(
    "Name of the variable that holds the webhook's address, such as `DISCORD_WEBHOOK`; Discord shows the address in the channel's settings, under Integrations. It is a secret: whoever has it can post. With `?thread_id=<id>` at its end, messages go into that thread.",
  ).meta({ examples: ['DISCORD_WEBHOOK'] }),
});

type Settings = z.output<typeof schema>;

const SNOWFLAKE = /^[0-9]{1,20}$/;

/** The address of a webhook, without what makes it speak the language of other services. */
function readWebhook(variable: string, ports: Ports): URL {
  const address = readAddress(variable, ports);
  const [, foreign] = /\/webhooks\/\d+\/[\w-]+\/(slack|github)\/?$/.exec(address.pathname) ?? [];
  if (foreign !== undefined) throw new Refused(`the address in ${variable} ends with /${foreign}: take that off`);
  if (!/\/webhooks\/\d+\/[\w-]+\/?$/.test(address.pathname)) throw new Refused(`the variable ${variable} holds no address of a Discord webhook (…/api/webhooks/<number>/<token>)`);
  address.pathname = address.pathname.replace(/\/$/, '');
  return address;
}

/** Where a new message is posted to (and comes back from, with its id), or where one that is there is edited. */
function target(webhook: URL, reference: string): string {
  const url = new URL(webhook);
  const thread = webhook.searchParams.get('thread_id') ?? '';
  url.search = '';
  if (SNOWFLAKE.test(thread)) url.searchParams.set('thread_id', thread);
  if (reference === '') url.searchParams.set('wait', 'true');
  else url.pathname = `${url.pathname}/messages/${reference}`;
  return url.href;
}

function readDelivery(answer: Answered, before: string): Delivery {
  if (answer.status === 204) return { delivered: true, cause: '', reference: before };
  const { id } = parseObject(answer.body);
  const reference = typeof id === 'string' && SNOWFLAKE.test(id) ? toReference(id) : '';
  if (reference === '') throw new Refused(`Discord answered ${String(answer.status)}, but not with the message`);
  return { delivered: true, cause: '', reference };
}

function prepare({ webhook: variable }: Settings, message: Message, ports: Ports, errand: Errand): () => Promise<Delivery> {
  const webhook = readWebhook(variable, ports);
  const body = JSON.stringify(composeDiscord(message, ports.now()));
  const headers = { 'content-type': 'application/json', 'user-agent': 'lockgate' };
  let before = SNOWFLAKE.test(errand.reference) ? errand.reference : '';
  const ask = async (): Promise<HttpAnswer> => ports.http({ target: { url: target(webhook, before) }, method: before === '' ? 'POST' : 'PATCH', headers, body, timeoutMs: TIMEOUT_MS });
  return async () => {
    let answer = takeAnswer('Discord', await ask(), ports.now(), retryAfterOf);
    if (before !== '' && answer.status === 404 && codeOf(answer) === UNKNOWN_MESSAGE) {
      // Somebody has deleted it; what is to be told is told all the same.
      before = '';
      answer = takeAnswer('Discord', await ask(), ports.now(), retryAfterOf);
    }
    if (answer.status < 200 || answer.status > 299) throw new Refused(explainRefusal(answer, variable, [webhook.href]));
    return readDelivery(answer, before);
  };
}

/** One message for a deploy in a channel: posted first, edited from then on. */
export const plugin: NotifierPlugin<Settings> = {
  kind: 'discord',
  schema: schema.describe('A message in a channel of Discord, edited as the deploy goes on.'),
  open: (settings) => ({ send: (message, ports, errand) => deliver(ports, () => prepare(settings, message, ports, errand)) }),
};

import { type Answered, parseObject, quotable } from '../read-answer';

/** Discord's code of what went wrong, in the body of a refusal. */
export function codeOf({ body }: Answered): number {
  const { code } = parseObject(body);
  return typeof code === 'number' ? code : 0;
}

/** Milliseconds that the body of a 429 asks for: it may say more than the header, which holds whole seconds. */
export function retryAfterOf({ body }: Answered): number | undefined {
  const { retry_after: seconds } = parseObject(body);
  return typeof seconds === 'number' && seconds >= 0 ? Math.ceil(seconds * 1000) : undefined;
}

/** That there is no message by the id; the webhook itself is well. */
export const UNKNOWN_MESSAGE = 10_008;
const UNKNOWN_WEBHOOK = 10_015;
const INVALID_TOKEN = 50_027;

/** Names of the fields that Discord did not take, such as `embeds.0.description`. */
function wrongFields(errors: unknown, path: readonly string[] = []): string[] {
  if (errors === null || typeof errors !== 'object') return [];
  return Object.entries(errors).flatMap(([name, inner]) => (name === '_errors' ? [path.join('.')] : /^[a-z_0-9]{1,40}$/.test(name) && path.length < 6 ? wrongFields(inner, [...path, name]) : []));
}

/** Why Discord did not take a message, in words that hold nothing of the address. */
export function explainRefusal(answer: Answered, variable: string, secrets: readonly string[]): string {
  const code = codeOf(answer);
  const said = `Discord answered ${String(answer.status)}`;
  if (code === UNKNOWN_WEBHOOK || (answer.status === 404 && code === 0)) return `${said}: there is no such webhook any more; make a new one and put its address into ${variable}`;
  if (code === INVALID_TOKEN || answer.status === 401) return `${said}: the token in the address is not valid; copy the webhook's address into ${variable} again`;
  if (answer.status === 403) return `${said}: the webhook may not post there; look at its channel's permissions`;
  const { message, errors } = parseObject(answer.body);
  const details = [quotable(message, secrets), ...(code === 0 ? [] : [`code ${String(code)}`]), ...wrongFields(errors).slice(0, 5)].filter((part) => part !== '');
  return details.length === 0 ? said : `${said}: ${details.join(', ')}`;
}

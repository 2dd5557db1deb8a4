import { Secret } from '../../model/secret';
import type { HttpAnswer, Ports } from '../../shell/ports';
import type { Headers } from './settings';

/** The headers with their secrets, and the secrets themselves; a name where a variable is missing. */
export function fillHeaders(written: Headers, ports: Pick<Ports, 'secret'>): { headers: Record<string, string | Secret>; secrets: Secret[] } | { missing: string } {
  const secrets: Secret[] = [];
  const headers: Record<string, string | Secret> = {};
  for (const [name, value] of Object.entries(written)) {
    if (typeof value === 'string') {
      headers[name] = value;
      continue;
    }
    const secret = ports.secret(value.secret);
    if (secret === undefined || secret.reveal() === '') return { missing: value.secret };
    secrets.push(secret);
    headers[name] = value.prefix === undefined ? secret : withPrefix(value.prefix, secret);
  }
  return { headers, secrets };
}

/** A secret of the same name, with a word before it. */
function withPrefix(prefix: string, secret: Secret): Secret {
  return new Secret(secret.name, `${prefix}${secret.reveal()}`);
}

/** An application may send back what it was sent. */
export function hide(answer: HttpAnswer, secrets: readonly Secret[]): HttpAnswer {
  if (secrets.length === 0) return answer;
  const without = (text: string): string => secrets.reduce((rest, secret) => rest.replaceAll(secret.reveal(), String(secret)), text);
  if (answer.kind !== 'answered') return { ...answer, cause: without(answer.cause) };
  return { ...answer, body: without(answer.body), headers: Object.fromEntries(Object.entries(answer.headers).map(([name, value]) => [name, without(value)])) };
}

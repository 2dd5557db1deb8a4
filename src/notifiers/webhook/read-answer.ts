import type { HttpAnswer } from '../../shell/ports';

type Answered = Extract<HttpAnswer, { kind: 'answered' }>;

/** Milliseconds to wait: the header holds seconds or a date. Undefined where it is absent or means nothing. */
export function parseRetryAfter(header: string | undefined, now: Date): number | undefined {
  if (header === undefined) return undefined;
  const text = header.trim();
  if (/^[0-9]+([.][0-9]+)?$/.test(text)) return Number(text) * 1000;
  // Dates only in the form of HTTP: Date.parse takes far more than that.
  const at = /^[A-Z][a-z]{2}, /.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? undefined : Math.max(0, at - now.getTime());
}

function parseObject(body: string): Readonly<Record<string, unknown>> {
  try {
    const json: unknown = JSON.parse(body);
    return json !== null && typeof json === 'object' ? { ...json } : {};
  } catch {
    return {};
  }
}

/** Why an answer that came is no delivery; undefined when it is one. Some services say no with status 200. */
export function explainAnswer({ status, body }: Answered): string | undefined {
  if (status < 200 || status > 299) return `the webhook answered ${String(status)}`;
  const { ok, error } = parseObject(body);
  const refused = ok === false || (error !== undefined && error !== null && error !== false && error !== '');
  if (!refused) return undefined;
  // A short word such as "channel_not_found" helps; anything longer might repeat what was sent.
  return typeof error === 'string' && /^[a-z0-9_. -]{1,60}$/i.test(error) ? `the webhook answered ${String(status)}, but refused: ${error}` : `the webhook answered ${String(status)}, but refused`;
}

/** How to answer this message later, where the service tells. */
export function referenceOf(body: string): string {
  const { id } = parseObject(body);
  return typeof id === 'string' || typeof id === 'number' ? String(id).slice(0, 100) : '';
}

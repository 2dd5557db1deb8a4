import type { HttpAnswer } from '../shell/ports';

export type Answered = Extract<HttpAnswer, { kind: 'answered' }>;

/** Milliseconds to wait: the header holds seconds or a date. Undefined where it is absent or means nothing. */
export function parseRetryAfter(header: string | undefined, now: Date): number | undefined {
  if (header === undefined) return undefined;
  const text = header.trim();
  if (/^[0-9]+([.][0-9]+)?$/.test(text)) return Number(text) * 1000;
  // Dates only in the form of HTTP: Date.parse takes far more than that.
  const at = /^[A-Z][a-z]{2}, /.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? undefined : Math.max(0, at - now.getTime());
}

/** The object that a body is; an empty one where it is none. */
export function parseObject(body: string): Readonly<Record<string, unknown>> {
  try {
    const json: unknown = JSON.parse(body);
    return json !== null && typeof json === 'object' && !Array.isArray(json) ? { ...json } : {};
  } catch {
    return {};
  }
}

/** A service's own words, where they are plain and short and hold no part of the secrets: anything else might repeat what was sent. */
export function quotable(words: unknown, secrets: readonly string[]): string {
  if (typeof words !== 'string' || !/^[A-Za-z0-9 ,.'()_-]{1,100}$/.test(words)) return '';
  const parts = secrets.flatMap((secret) => secret.split(/[/?&=#:]+/)).filter((part) => part.length >= 4);
  return parts.some((part) => words.toLowerCase().includes(part.toLowerCase())) ? '' : words.trim().replace(/\.$/, '');
}

/** A reference as it may be kept and handed on; empty for anything else. */
export function toReference(id: unknown): string {
  const text = typeof id === 'string' || typeof id === 'number' ? String(id) : '';
  return /^[A-Za-z0-9._-]{1,100}$/.test(text) ? text : '';
}

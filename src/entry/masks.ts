import type { Secret } from '../model/secret';

/** Below this a mask would hide ordinary text everywhere. */
const SHORTEST = 4;
/** Lines of a key or a document below this, such as `{` or the last line of a base64 text, hide more than they protect. */
const SHORTEST_LINE = 8;
/** What a mask of would make outputs vanish: GitHub drops every output that contains masked text. */
const ORDINARY = new Set(['true', 'false', 'null', 'none', 'undefined', 'localhost']);
/** Lines that every key file has. */
const ARMOUR = /^-----(BEGIN|END) [A-Z0-9 ]+-----$/;

/** The texts that must not be seen for a secret: itself, or each of its lines. */
export function maskedTexts(value: string): string[] {
  const trimmed = value.trim();
  if (!/[\r\n]/.test(trimmed)) return trimmed.length >= SHORTEST && !ORDINARY.has(trimmed.toLowerCase()) ? [trimmed] : [];
  const lines = trimmed.split(/[\r\n]+/).map((line) => line.trim());
  return [...new Set(lines.filter((line) => line.length >= SHORTEST_LINE && !ARMOUR.test(line)))];
}

/** The forms in which the same text travels through JSON, addresses and headers. */
function encodings(text: string): string[] {
  const bytes = Buffer.from(text, 'utf8');
  const base64 = text.length < SHORTEST_LINE ? [] : [bytes.toString('base64').replace(/=+$/, '')];
  return [text, JSON.stringify(text).slice(1, -1), encodeURIComponent(text.replace(/\p{Surrogate}/gu, '')), ...base64];
}

/** What stands between the characters of a text that has not been cleaned yet: a part of a secret may then be half of one. */
const UNCLEAN = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u200B\u200E\u200F\u2028-\u202E\u2060-\u2069\uFEFF]/u;
/** So much of a secret's end or beginning is hidden wherever it stands; only secrets that are longer have such parts. */
const PART = 12;

/** Hides what is left of a secret where a text was cut in the middle of it. */
function redactParts(text: string, form: string): string {
  if (form.length < PART + 4) return text;
  const end = form.slice(-PART);
  let rest = text;
  for (let at = rest.indexOf(end); at >= 0; at = rest.indexOf(end, at + 1)) {
    let from = at;
    while (from > 0 && at - from < form.length - PART && rest[from - 1] === form[form.length - PART - 1 - (at - from)]) from -= 1;
    rest = `${rest.slice(0, from)}***${rest.slice(at + PART)}`;
    at = from;
  }
  // The beginning of an address is no secret.
  if (/^https?(:|%3A)/i.test(form)) return rest;
  const beginning = form.slice(0, PART);
  for (let at = rest.indexOf(beginning); at >= 0; at = rest.indexOf(beginning, at + 1)) {
    let to = PART;
    while (to < form.length && rest[at + to] === form[to]) to += 1;
    rest = `${rest.slice(0, at)}***${rest.slice(at + to)}`;
  }
  return rest;
}

/** All secrets that this process has seen, so that none of them is printed or handed on. */
export class Masks {
  readonly #names = new Map<string, string>();
  #longestFirst: string[] = [];

  /** `announce` tells the runner of each text. */
  constructor(private readonly announce: (text: string) => void) {}

  /** Registers a secret once. False when it is too short or too ordinary to be masked. */
  register(secret: Secret): boolean {
    const texts = maskedTexts(secret.reveal());
    for (const text of texts) {
      if (this.#names.has(text)) continue;
      this.announce(text);
      for (const form of encodings(text)) if (!this.#names.has(form)) this.#names.set(form, secret.name);
    }
    this.#longestFirst = [...this.#names.keys()].sort((a, b) => b.length - a.length);
    return texts.length > 0;
  }

  /** The name of a secret whose text occurs here. */
  find(text: string): string | undefined {
    const found = this.#longestFirst.find((form) => text.includes(form));
    return found === undefined ? undefined : this.#names.get(found);
  }

  /** Parts of secrets are hidden once the text is clean, so that whoever cleans it asks again afterwards. */
  redact(text: string): string {
    const whole = this.#longestFirst.reduce((rest, form) => rest.replaceAll(form, '***'), text);
    return UNCLEAN.test(whole) ? whole : this.#longestFirst.reduce(redactParts, whole);
  }
}

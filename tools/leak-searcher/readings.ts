/** A way of reading a text that was written for somebody else to undo. Texts here are bytes as latin1. */
interface Reading {
  readonly name: string;
  /** Whether there is anything to undo. */
  readonly when: RegExp;
  readonly read: (text: string) => string;
}

const bytesOf = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');
const codePoint = (code: number, otherwise: string): string => (code <= 0x10ffff ? bytesOf(String.fromCodePoint(code)) : otherwise);

const SIMPLE: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f', e: '\u001b' };
const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

const READINGS: readonly Reading[] = [
  { name: 'URI-encoded', when: /%[0-9a-f]{2}/i, read: (text) => text.replaceAll('+', ' ').replaceAll(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))) },
  // A plus sign may be one.
  { name: 'percent-encoded', when: /%[0-9a-f]{2}/i, read: (text) => text.replaceAll(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))) },
  {
    name: 'JSON-escaped',
    when: /\\/,
    read: (text) =>
      // Several at once, since two of them may be one character.
      text.replaceAll(/((?:\\u[0-9a-f]{4})+)|\\u\{([0-9a-f]{1,6})\}|\\x([0-9a-f]{2})|\\([^])/gi, (all: string, units: string | undefined, code: string | undefined, hex: string | undefined, char: string) => {
        if (units !== undefined) return bytesOf(String.fromCharCode(...units.split(/\\u/i).slice(1).map((unit) => parseInt(unit, 16))));
        if (code !== undefined) return codePoint(parseInt(code, 16), all);
        if (hex !== undefined) return String.fromCharCode(parseInt(hex, 16));
        return SIMPLE[char] ?? char;
      }),
  },
  {
    name: 'HTML-escaped',
    when: /&(#\d|#x[0-9a-f]|[a-z]+;)/i,
    read: (text) =>
      text.replaceAll(/&(?:#(\d+)|#x([0-9a-f]+)|([a-z]+));/gi, (all: string, decimal: string | undefined, hex: string | undefined, name: string | undefined) =>
        name === undefined ? codePoint(decimal === undefined ? parseInt(hex ?? '', 16) : Number(decimal), all) : (NAMED[name.toLowerCase()] ?? all),
      ),
  },
];

const ESCAPE_SEQUENCE = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-Z\\-_])/g;
/** In UTF-8: the invisible characters of U+200B to U+202E and U+2060 to U+206F, and the byte order mark. */
const INVISIBLE = /\u00e2\u0080[\u008b-\u008f\u00a8-\u00ae]|\u00e2\u0081[\u00a0-\u00af]|\u00ef\u00bb\u00bf/g;

/**
 * A text without what a shell's quotes, a line's end or a terminal put between its characters. To be compared with a needle
 * that was bared as well.
 */
export function bare(text: string): string {
  return text
    .replaceAll(ESCAPE_SEQUENCE, '')
    .replaceAll(INVISIBLE, '')
    .replaceAll(/[\u0000-\u0020\u007f'"\\]/g, '');
}

/** How deep one escape may stand in another. */
const DEPTH = 3;

/** The text itself, and everything it may have been before it was escaped, each once. */
export function readingsOf(text: string): Map<string, string> {
  const found = new Map([[text, 'as it is']]);
  let newest: readonly (readonly [string, string])[] = [...found];
  for (let depth = 0; depth < DEPTH; depth += 1) {
    const next: [string, string][] = [];
    for (const [from, how] of newest) {
      for (const { name, when, read } of READINGS) {
        if (!when.test(from)) continue;
        const to = read(from);
        if (found.has(to)) continue;
        const path = how === 'as it is' ? name : `${how}, ${name}`;
        found.set(to, path);
        next.push([to, path]);
      }
    }
    newest = next;
  }
  return found;
}

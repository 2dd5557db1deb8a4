/**
 * SQL read word by word, without a grammar: enough to split a file into statements as SQLite does and to see what each
 * begins with. Comments and blanks are dropped.
 */
export interface SqlToken {
  /** `name`: quoted in some way, never a keyword. */
  readonly kind: 'word' | 'name' | 'string' | 'number' | 'mark';
  /** As written, without quotes for names. */
  readonly text: string;
  /** The word in capitals; the text itself for marks; empty otherwise. What a keyword is compared with. */
  readonly key: string;
  readonly line: number;
}

export interface SqlStatement {
  readonly tokens: readonly SqlToken[];
  readonly line: number;
  /** Where in the text its first token begins. */
  readonly at: number;
}

export interface SqlText {
  readonly statements: readonly SqlStatement[];
  /** What keeps the text from being read to its end. */
  readonly problems: readonly { readonly line: number; readonly problem: string }[];
}

const TOKEN =
  /(?<blank>\s+|--[^\n]*|\/\*[\s\S]*?\*\/)|(?<string>[xX]?'(?:[^']|'')*')|(?<name>"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\])|(?<open>'|"|`|\[|\/\*)|(?<word>[\p{L}_\u0080-\u{10ffff}][\p{L}\p{N}_$\u0080-\u{10ffff}]*)|(?<number>[0-9][0-9A-Za-z_.]*(?:(?<=[eE])[+-][0-9]+)?|\.[0-9]+(?:[eE][+-]?[0-9]+)?)|(?<mark>[?:@$#][A-Za-z0-9_]*|\|\||->>|->|<=|>=|<>|!=|==|<<|>>|[\s\S])/uy;

const OPENED: Readonly<Record<string, string>> = { "'": 'a string', '"': 'a quoted name', '`': 'a quoted name', '[': 'a quoted name', '/*': 'a comment' };

function unquote(text: string): string {
  const end = text.slice(-1);
  return end === ']' ? text.slice(1, -1) : text.slice(1, -1).replaceAll(end + end, end);
}

function readTokens(text: string): { tokens: SqlToken[]; places: Map<SqlToken, number>; problems: SqlText['problems'] } {
  const tokens: SqlToken[] = [];
  const places = new Map<SqlToken, number>();
  let line = 1;
  for (const match of text.matchAll(new RegExp(TOKEN, 'uyg'))) {
    const { string, name, open, word, number, mark } = match.groups ?? {};
    if (open !== undefined) return { tokens, places, problems: [{ line, problem: `${OPENED[open] ?? open} is opened and never closed` }] };
    if (word !== undefined) tokens.push({ kind: 'word', text: word, key: word.toUpperCase(), line });
    else if (name !== undefined) tokens.push({ kind: 'name', text: unquote(name), key: '', line });
    else if (string !== undefined) tokens.push({ kind: 'string', text: string, key: '', line });
    else if (number !== undefined) tokens.push({ kind: 'number', text: number, key: '', line });
    else if (mark !== undefined) tokens.push({ kind: 'mark', text: mark, key: mark, line });
    const last = tokens.at(-1);
    if (last !== undefined && !places.has(last)) places.set(last, match.index);
    line += match[0].split('\n').length - 1;
  }
  return { tokens, places, problems: [] };
}

type State = 'start' | 'normal' | 'explain' | 'create' | 'trigger' | 'trigger-semicolon' | 'trigger-end';

/** The state after a word, as `sqlite3_complete` of SQLite has it: only a trigger holds semicolons of its own. */
function follow(state: State, key: string): State {
  if (state === 'trigger') return key === ';' ? 'trigger-semicolon' : 'trigger';
  if (state === 'trigger-semicolon') return key === ';' ? 'trigger-semicolon' : key === 'END' ? 'trigger-end' : 'trigger';
  if (state === 'trigger-end') return key === ';' ? 'start' : 'trigger';
  if (key === ';') return 'start';
  if (state === 'create') return key === 'TEMP' || key === 'TEMPORARY' ? 'create' : key === 'TRIGGER' ? 'trigger' : 'normal';
  if (state === 'start' && key === 'EXPLAIN') return 'explain';
  if ((state === 'start' || state === 'explain') && key === 'CREATE') return 'create';
  return state === 'explain' && !['EXPLAIN', 'TEMP', 'TEMPORARY', 'TRIGGER', 'END'].includes(key) ? 'explain' : 'normal';
}

export function readSql(text: string): SqlText {
  const { tokens, places, problems } = readTokens(text);
  const statements: SqlStatement[] = [];
  let state: State = 'start';
  let open: SqlToken[] = [];
  const close = (): void => {
    const first = open[0];
    if (first !== undefined) statements.push({ tokens: open, line: first.line, at: places.get(first) ?? 0 });
    open = [];
  };
  for (const token of tokens) {
    state = follow(state, token.key);
    if (state === 'start') close();
    else open.push(token);
  }
  const unended = open[0];
  const inTrigger = state.startsWith('trigger') && state !== 'trigger-end';
  close();
  return { statements, problems: inTrigger && unended !== undefined ? [...problems, { line: unended.line, problem: 'CREATE TRIGGER has no END' }] : problems };
}

/** A name that a statement speaks of, in small letters: quoted or not, with its schema or without. Undefined where there is none. */
export function nameAt(tokens: readonly SqlToken[], index: number): { readonly name: string; readonly schema: string; readonly next: number } | undefined {
  const first = tokens[index];
  if (first === undefined || !['word', 'name', 'string'].includes(first.kind)) return undefined;
  const plain = (token: SqlToken): string => (token.kind === 'string' ? unquote(token.text) : token.text).toLowerCase();
  const second = tokens[index + 2];
  if (tokens[index + 1]?.key === '.' && second !== undefined && second.kind !== 'mark') return { name: plain(second), schema: plain(first), next: index + 3 };
  return { name: plain(first), schema: '', next: index + 1 };
}

import type { SqlStatement, SqlText, SqlToken } from './sql';

/** A statement with its own text, to be sent alone. */
export interface PostgresStatement extends SqlStatement {
  readonly text: string;
}

export interface PostgresText extends SqlText {
  readonly statements: readonly PostgresStatement[];
}

const BLANK = /(?:\s+|--[^\n]*)+/y;
const STRING = /(?:[eE]'(?:[^'\\]|\\[\s\S]|'')*'|(?:[uU]&|[bBxXnN])?'(?:[^']|'')*')/y;
const NAME = /(?:[uU]&)?"(?:[^"]|"")*"/y;
const WORD = /[\p{L}_\u0080-\u{10ffff}][\p{L}\p{N}_$\u0080-\u{10ffff}]*/uy;
const NUMBER = /(?:[0-9][0-9A-Za-z_.]*(?:(?<=[eE])[+-][0-9]+)?|\.[0-9]+(?:[eE][+-]?[0-9]+)?|\$[0-9]+)/y;
const DOLLAR = /\$(?:[\p{L}_\u0080-\u{10ffff}][\p{L}\p{N}_\u0080-\u{10ffff}]*)?\$/uy;
const OPEN = /(?:[uU]&|[eEbBxXnN])?['"]/y;
const MARK = /::|:=|[\s\S]/uy;

function at(pattern: RegExp, text: string, from: number): string | undefined {
  pattern.lastIndex = from;
  return pattern.exec(text)?.[0];
}

/** Comments of PostgreSQL nest. Where it ends, or undefined. */
function endOfComment(text: string, from: number): number | undefined {
  let depth = 0;
  const ends = /\/\*|\*\//g;
  ends.lastIndex = from;
  for (let match = ends.exec(text); match !== null; match = ends.exec(text)) {
    depth += match[0] === '/*' ? 1 : -1;
    if (depth === 0) return ends.lastIndex;
  }
  return undefined;
}

type Read = { readonly kind: SqlToken['kind'] | 'blank'; readonly raw: string } | { readonly problem: string };

function readOne(text: string, from: number): Read {
  const blank = at(BLANK, text, from);
  if (blank !== undefined) return { kind: 'blank', raw: blank };
  if (text.startsWith('/*', from)) {
    const end = endOfComment(text, from);
    return end === undefined ? { problem: 'a comment is opened and never closed' } : { kind: 'blank', raw: text.slice(from, end) };
  }
  const tag = at(DOLLAR, text, from);
  if (tag !== undefined) {
    const end = text.indexOf(tag, from + tag.length);
    return end < 0 ? { problem: `a text in ${tag} is opened and never closed` } : { kind: 'string', raw: text.slice(from, end + tag.length) };
  }
  for (const [kind, pattern] of [['string', STRING], ['name', NAME]] as const) {
    const raw = at(pattern, text, from);
    if (raw !== undefined) return { kind, raw };
  }
  const open = at(OPEN, text, from);
  if (open !== undefined) return { problem: `${open.endsWith('"') ? 'a quoted name' : 'a string'} is opened and never closed` };
  for (const [kind, pattern] of [['word', WORD], ['number', NUMBER]] as const) {
    const raw = at(pattern, text, from);
    if (raw !== undefined) return { kind, raw };
  }
  return { kind: 'mark', raw: at(MARK, text, from) ?? '' };
}

const plainName = (raw: string): string => raw.replace(/^[uU]&/, '').slice(1, -1).replaceAll('""', '"');

/** How deep in brackets and in the bodies of SQL functions (`BEGIN ATOMIC … END`) a statement is, as psql counts. */
class Depth {
  private brackets = 0;
  private blocks = 0;
  private readonly words: string[] = [];

  get inside(): boolean {
    return this.brackets > 0 || this.blocks > 0;
  }

  follow(token: SqlToken): void {
    if (token.key === '(') this.brackets += 1;
    if (token.key === ')') this.brackets = Math.max(0, this.brackets - 1);
    if (token.kind !== 'word') return;
    if (this.words.length < 4) this.words.push(token.key);
    if (this.brackets > 0 || !/^CREATE (OR REPLACE )?(FUNCTION|PROCEDURE)( |$)/.test(this.words.join(' '))) return;
    if (token.key === 'BEGIN' || (token.key === 'CASE' && this.blocks > 0)) this.blocks += 1;
    else if (token.key === 'END' && this.blocks > 0) this.blocks -= 1;
  }
}

/** A file for psql split into statements exactly where psql splits it. */
export function readPostgresSql(text: string): PostgresText {
  const statements: PostgresStatement[] = [];
  const problems: { line: number; problem: string }[] = [];
  let tokens: SqlToken[] = [];
  let depth = new Depth();
  let line = 1;
  let began = 0;
  let ended = 0;
  const close = (): void => {
    const first = tokens[0];
    if (first !== undefined) statements.push({ tokens, line: first.line, text: text.slice(began, ended) });
    tokens = [];
    depth = new Depth();
  };
  for (let from = 0; from < text.length; ) {
    const read = readOne(text, from);
    if ('problem' in read) {
      problems.push({ line, problem: read.problem });
      break;
    }
    const { kind, raw } = read;
    if (kind !== 'blank') {
      const token: SqlToken = { kind, text: kind === 'name' ? plainName(raw) : raw, key: kind === 'word' ? raw.toUpperCase() : kind === 'mark' ? raw : '', line };
      if (raw === ';' && !depth.inside) close();
      else {
        if (tokens.length === 0) began = from;
        tokens.push(token);
        depth.follow(token);
        ended = from + raw.length;
      }
    }
    line += raw.split('\n').length - 1;
    from += raw.length;
  }
  if (depth.inside && tokens[0] !== undefined) problems.push({ line: tokens[0].line, problem: 'a bracket or BEGIN ATOMIC is opened and never closed' });
  close();
  return { statements, problems };
}

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
const PSQL = /\\[^\n]*/y;

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

type Read = { readonly kind: SqlToken['kind'] | 'blank' | 'psql'; readonly raw: string } | { readonly problem: string };

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
  const psql = at(PSQL, text, from);
  return psql === undefined ? { kind: 'mark', raw: at(MARK, text, from) ?? '' } : { kind: 'psql', raw: psql };
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

const said = (tokens: readonly SqlToken[]): string => tokens.map(({ key }) => key).join(' ');

class Reader {
  readonly statements: PostgresStatement[] = [];
  readonly problems: { line: number; problem: string }[] = [];
  private tokens: SqlToken[] = [];
  private depth = new Depth();
  private from = 0;
  private line = 1;
  private began = 0;
  private ended = 0;
  /** The lines behind COPY FROM STDIN are no SQL. */
  private rowsFollow = false;

  constructor(private readonly text: string) {}

  read(): PostgresText {
    while (this.from < this.text.length) {
      const read = readOne(this.text, this.from);
      if ('problem' in read) {
        this.giveUp(read.problem);
        break;
      }
      if (read.kind === 'psql') this.problems.push({ line: this.line, problem: `"${read.raw.split(/\s/, 1)[0] ?? ''}" is a command of psql, not SQL` });
      else if (read.kind !== 'blank') this.take(read.kind, read.raw);
      this.move(this.from + read.raw.length);
      if (this.rowsFollow) this.skipRows();
    }
    const open = this.tokens[0];
    if (this.depth.inside && open !== undefined) this.problems.push({ line: open.line, problem: 'a bracket or BEGIN ATOMIC is opened and never closed' });
    this.close();
    return { statements: this.statements, problems: this.problems };
  }

  private take(kind: SqlToken['kind'], raw: string): void {
    if (raw === ';' && !this.depth.inside) {
      this.close();
      return;
    }
    const token: SqlToken = { kind, text: kind === 'name' ? plainName(raw) : raw, key: kind === 'word' ? raw.toUpperCase() : kind === 'mark' ? raw : '', line: this.line };
    if (this.tokens.length === 0) this.began = this.from;
    this.tokens.push(token);
    this.depth.follow(token);
    this.ended = this.from + raw.length;
  }

  private move(to: number): void {
    for (let next = this.text.indexOf('\n', this.from); next >= 0 && next < to; next = this.text.indexOf('\n', next + 1)) this.line += 1;
    this.from = to;
  }

  private close(): void {
    const first = this.tokens[0];
    if (first !== undefined) this.statements.push({ tokens: this.tokens, line: first.line, at: this.began, text: this.text.slice(this.began, this.ended) });
    if (first?.key === 'COPY' && /\bFROM STDIN\b/.test(said(this.tokens))) {
      this.problems.push({ line: first.line, problem: 'COPY FROM STDIN takes its rows from psql: write INSERT instead' });
      this.rowsFollow = true;
    }
    this.tokens = [];
    this.depth = new Depth();
  }

  /** What cannot be read is no part of what could, and shows in the statement that it stands in. */
  private giveUp(problem: string): void {
    this.problems.push({ line: this.line, problem });
    this.ended = this.text.length;
    // One problem is enough for whatever is open around it.
    this.depth = new Depth();
  }

  private skipRows(): void {
    this.rowsFollow = false;
    const last = /^\\\.\r?$/m.exec(this.text.slice(this.from));
    this.move(last === null ? this.text.length : this.from + last.index + last[0].length);
  }
}

/** A file for psql split into statements exactly where psql splits it; what psql alone would understand is a problem. */
export function readPostgresSql(text: string): PostgresText {
  return new Reader(text).read();
}

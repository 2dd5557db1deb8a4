/** SQL of PostgreSQL cut into statements as psql cuts it. What a statement means is not looked at. */
export interface PostgresStatement {
  /** From its first word to before its semicolon. */
  readonly text: string;
  /** Of its first word. */
  readonly line: number;
}

export interface PostgresText {
  readonly statements: readonly PostgresStatement[];
  /** What psql alone would understand, and what is never closed. */
  readonly problems: readonly { readonly line: number; readonly problem: string }[];
}

const TOKEN =
  /(?<blank>\s+|--[^\n]*)|(?<comment>\/\*)|(?<string>[eE]'(?:[^'\\]|''|\\[\s\S])*'|(?:[bBxXnN]|[uU]&)?'(?:[^']|'')*')|(?<name>(?:[uU]&)?"(?:[^"]|"")*")|(?<dollar>\$(?:[\p{L}_\u0080-\u{10ffff}][\p{L}\p{N}_\u0080-\u{10ffff}]*)?\$)|(?<open>(?:[eEbBxXnN]|[uU]&)?'|")|(?<word>[\p{L}_\u0080-\u{10ffff}][\p{L}\p{N}_$\u0080-\u{10ffff}]*)|(?<number>[0-9][0-9A-Za-z_.]*|\$[0-9]+)|(?<psql>\\[^\n]*)|(?<mark>[\s\S])/uy;

/** Words that a statement may start with and still hold a body of statements between BEGIN ATOMIC and END. */
const ROUTINE = /^CREATE (OR REPLACE )?(FUNCTION|PROCEDURE)\b/;

/** The end of a comment, which may hold others; undefined where it has none. */
function endOfComment(text: string, from: number): number | undefined {
  let depth = 0;
  for (const { 0: mark, index } of text.slice(from).matchAll(/\/\*|\*\//g)) {
    depth += mark === '/*' ? 1 : -1;
    if (depth === 0) return from + index + 2;
  }
  return undefined;
}

const opened = (line: number, what: string): PostgresText['problems'][number] => ({ line, problem: `${what} is opened and never closed` });

class Reader {
  readonly statements: PostgresStatement[] = [];
  readonly problems: { line: number; problem: string }[] = [];
  private at = 0;
  private line = 1;
  private start: { at: number; line: number } | undefined;
  private words: string[] = [];
  private parentheses = 0;
  private bodies = 0;

  constructor(private readonly text: string) {}

  read(): PostgresText {
    while (this.at < this.text.length && this.next());
    this.close(this.at);
    return { statements: this.statements, problems: this.problems };
  }

  /** False where nothing behind this place can be read. */
  private next(): boolean {
    TOKEN.lastIndex = this.at;
    const groups = TOKEN.exec(this.text)?.groups ?? {};
    const { blank, comment, dollar, open, word, psql, mark } = groups;
    let to = TOKEN.lastIndex;
    if (open !== undefined) return this.giveUp(open.endsWith('"') ? 'a quoted name' : 'a string');
    if (comment !== undefined) {
      const end = endOfComment(this.text, this.at);
      if (end === undefined) return this.giveUp('a comment');
      to = end;
    } else if (blank === undefined && psql === undefined && mark !== ';') this.start ??= { at: this.at, line: this.line };
    if (dollar !== undefined) {
      const end = this.text.indexOf(dollar, to);
      if (end < 0) return this.giveUp(`the string ${dollar}`);
      to = end + dollar.length;
    }
    if (psql !== undefined) this.problems.push({ line: this.line, problem: `"${psql.split(/\s/, 1)[0] ?? ''}" is a command of psql, not SQL` });
    if (word !== undefined) this.takeWord(word.toUpperCase());
    if (mark === '(') this.parentheses += 1;
    if (mark === ')') this.parentheses = Math.max(0, this.parentheses - 1);
    if (mark === ';' && this.parentheses === 0 && this.bodies === 0) this.close(this.at);
    if (this.at < to) this.move(to);
    return true;
  }

  private takeWord(word: string): void {
    this.words.push(word);
    if (this.parentheses > 0 || !ROUTINE.test(this.words.slice(0, 4).join(' '))) return;
    if (word === 'BEGIN' || (word === 'CASE' && this.bodies > 0)) this.bodies += 1;
    if (word === 'END' && this.bodies > 0) this.bodies -= 1;
  }

  private move(to: number): void {
    this.line += this.text.slice(this.at, to).split('\n').length - 1;
    this.at = to;
  }

  private giveUp(what: string): false {
    this.problems.push(opened(this.line, what));
    this.start ??= { at: this.at, line: this.line };
    this.move(this.text.length);
    return false;
  }

  private close(end: number): void {
    const { start, words } = this;
    if (start !== undefined) this.statements.push({ text: this.text.slice(start.at, end), line: start.line });
    this.start = undefined;
    this.words = [];
    this.parentheses = 0;
    this.bodies = 0;
    if (start === undefined || words[0] !== 'COPY' || !/\bFROM STDIN\b/.test(words.join(' '))) return;
    this.problems.push({ line: start.line, problem: 'COPY FROM STDIN takes its rows from psql: write INSERT instead' });
    // Its rows are no SQL.
    const last = /^\\\.\r?$/m.exec(this.text.slice(end));
    this.move(last === null ? this.text.length : end + last.index + last[0].length);
  }
}

export function readPostgresSql(text: string): PostgresText {
  return new Reader(text).read();
}

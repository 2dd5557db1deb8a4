import type { SqlStatement, SqlToken } from '../../model/sql';
import { nameAt, readSql } from '../../model/sql';
import { type Finding, type Judgement, quoteName, type Risk } from './judgement';

/** What the file itself has made so far: nothing that existed before can be destroyed through it. */
interface Made {
  readonly tables: Set<string>;
  /** Those among them that hide a table of the database rather than being one. */
  readonly temporary: Set<string>;
  /** `table.column` */
  readonly columns: Set<string>;
}

interface Reader {
  readonly tokens: readonly SqlToken[];
  readonly line: number;
  readonly made: Made;
}

const key = ({ tokens }: Reader, index: number): string => tokens[index]?.key ?? '';
const keys = (reader: Reader, from: number, ...words: string[]): boolean => words.every((word, index) => key(reader, from + index) === word);

/** The place behind IF EXISTS or IF NOT EXISTS. */
function skipIf(reader: Reader, index: number): number {
  if (keys(reader, index, 'IF', 'NOT', 'EXISTS')) return index + 3;
  return keys(reader, index, 'IF', 'EXISTS') ? index + 2 : index;
}

function finding(reader: Reader, risk: Risk, text: string, more: Partial<Finding> = {}): Finding {
  return { line: reader.line, risk, text, ...more };
}

type Named = NonNullable<ReturnType<typeof nameAt>>;

function isMade({ made }: Reader, { name, schema }: Named): boolean {
  return made.tables.has(name) && !(schema === 'main' && made.temporary.has(name));
}

const opaque = (reader: Reader, text: string): Finding[] => [finding(reader, 'opaque', text)];

function create(reader: Reader): Finding[] {
  let at = 1;
  const temporary = ['TEMP', 'TEMPORARY'].includes(key(reader, at));
  if (temporary) at += 1;
  const unique = key(reader, at) === 'UNIQUE';
  if (unique) at += 1;
  if (key(reader, at) === 'TABLE') {
    const from = skipIf(reader, at + 1);
    const table = nameAt(reader.tokens, from);
    // With IF NOT EXISTS it may be an old one. A table elsewhere of this name hides nothing.
    if (table !== undefined && from === at + 1) {
      reader.made.tables.add(table.name);
      if (temporary || table.schema === 'temp') reader.made.temporary.add(table.name);
    }
    return [];
  }
  if (key(reader, at) === 'INDEX') {
    const index = nameAt(reader.tokens, skipIf(reader, at + 1));
    const table = index && key(reader, index.next) === 'ON' ? nameAt(reader.tokens, index.next + 1) : undefined;
    if (table === undefined) return opaque(reader, 'CREATE INDEX of an unknown table');
    if (isMade(reader, table)) return [];
    const built = finding(reader, 'lock', `CREATE INDEX on ${table.name} blocks writers while it is built`, { builtOn: quoteName(table.name) });
    return unique ? [built, finding(reader, 'break', `CREATE UNIQUE INDEX on ${table.name} refuses rows that were allowed, and fails where there are such rows`)] : [built];
  }
  if (key(reader, at) === 'VIEW') return [];
  if (key(reader, at) === 'TRIGGER') return createTrigger(reader, skipIf(reader, at + 1));
  if (keys(reader, at, 'VIRTUAL', 'TABLE')) return [];
  return opaque(reader, `CREATE ${key(reader, at)} is not known`);
}

/** Its body runs on rows that code of before writes; on a table of this file there are none such. */
function createTrigger(reader: Reader, at: number): Finding[] {
  const on = reader.tokens.findIndex((token, index) => index > at && token.key === 'ON');
  const table = on < 0 ? undefined : nameAt(reader.tokens, on + 1);
  if (table !== undefined && isMade(reader, table)) return [];
  return opaque(reader, `CREATE TRIGGER on ${table?.name ?? 'a table'} changes what code of before does when it writes`);
}

function drop(reader: Reader): Finding[] {
  const what = key(reader, 1);
  const target = nameAt(reader.tokens, skipIf(reader, 2));
  const name = target?.name ?? '';
  if (what === 'TABLE') {
    // Once dropped, a table of that name that comes later is a new one, and one that was there before is gone.
    if (target !== undefined && isMade(reader, target)) {
      reader.made.tables.delete(name);
      return [];
    }
    return [finding(reader, 'loss', `DROP TABLE ${name} destroys its rows`), finding(reader, 'break', `DROP TABLE ${name}: code of before may still use it`)];
  }
  if (what === 'INDEX') return [];
  if (what === 'VIEW' || what === 'TRIGGER') return [finding(reader, 'break', `DROP ${what} ${name}: code of before may rely on it`)];
  return opaque(reader, `DROP ${what} is not known`);
}

function alter(reader: Reader): Finding[] {
  const table = key(reader, 1) === 'TABLE' ? nameAt(reader.tokens, 2) : undefined;
  if (table === undefined) return opaque(reader, 'ALTER of something that is no table');
  const { name, next } = table;
  const verb = key(reader, next);
  const made = isMade(reader, table);
  const named = (at: number): Named | undefined => nameAt(reader.tokens, key(reader, at) === 'COLUMN' ? at + 1 : at);
  if (verb === 'ADD') {
    const column = named(next + 1);
    if (column === undefined) return opaque(reader, `ALTER TABLE ${name} ADD is not known`);
    reader.made.columns.add(`${name}.${column.name}`);
    return made ? [] : addColumn(reader, name, column);
  }
  if (verb === 'DROP') {
    const column = named(next + 1)?.name ?? '';
    if (made || reader.made.columns.delete(`${name}.${column}`)) return [];
    return [finding(reader, 'loss', `DROP COLUMN ${name}.${column} destroys its values`), finding(reader, 'break', `DROP COLUMN ${name}.${column}: code of before may still use it`)];
  }
  if (verb === 'RENAME') return rename(reader, name, next, made);
  return opaque(reader, `ALTER TABLE ${name} ${verb} is not known`);
}

function addColumn(reader: Reader, table: string, column: Named): Finding[] {
  const rest = reader.tokens.slice(column.next);
  const has = (...words: string[]): boolean => rest.some((_, index) => words.every((word, offset) => rest[index + offset]?.key === word));
  if (has('NOT', 'NULL') && !has('DEFAULT')) return [finding(reader, 'break', `ADD COLUMN ${table}.${column.name} NOT NULL without a default fails where the table has rows`)];
  return [];
}

function rename(reader: Reader, table: string, at: number, made: boolean): Finding[] {
  if (key(reader, at + 1) === 'TO') {
    const to = nameAt(reader.tokens, at + 2)?.name ?? '';
    if (!made) return [finding(reader, 'break', `RENAME of the table ${table} to ${to}: code of before still uses the old name`)];
    reader.made.tables.delete(table);
    reader.made.tables.add(to);
    return [];
  }
  return made ? [] : [finding(reader, 'break', `RENAME of a column of ${table}: code of before still uses the old name`)];
}

function remove(reader: Reader): Finding[] {
  const table = key(reader, 1) === 'FROM' ? nameAt(reader.tokens, 2) : undefined;
  if (table === undefined) return opaque(reader, 'DELETE is not known in this form');
  if (isMade(reader, table)) return [];
  const some = reader.tokens.some((token) => token.key === 'WHERE') ? 'rows' : 'every row';
  return [finding(reader, 'loss', `DELETE destroys ${some} of ${table.name}`)];
}

function update(reader: Reader): Finding[] {
  const table = nameAt(reader.tokens, key(reader, 1) === 'OR' ? 3 : 1);
  if (table === undefined) return opaque(reader, 'UPDATE is not known in this form');
  if (isMade(reader, table)) return [];
  const columns = assigned(reader, table.next);
  if (columns.length > 0 && columns.every((column) => reader.made.columns.has(`${table.name}.${column}`))) return [];
  const some = reader.tokens.some((token) => token.key === 'WHERE') ? 'values' : 'the values of every row';
  return [finding(reader, 'loss', `UPDATE overwrites ${some} of ${table.name}`)];
}

/** The columns that SET names; empty where they cannot be told. */
function assigned(reader: Reader, from: number): string[] {
  const set = reader.tokens.findIndex((token, index) => index >= from && token.key === 'SET');
  if (set < 0) return [];
  const columns: string[] = [];
  let depth = 0;
  let expected = true;
  for (const [offset, token] of reader.tokens.slice(set + 1).entries()) {
    if (token.key === '(') {
      if (expected) return [];
      depth += 1;
    } else if (token.key === ')') depth -= 1;
    else if (depth === 0 && token.key === ',') expected = true;
    else if (depth === 0 && ['WHERE', 'FROM', 'RETURNING'].includes(token.key)) break;
    else if (expected) {
      columns.push(nameAt(reader.tokens, set + 1 + offset)?.name ?? '');
      expected = false;
    }
  }
  return columns;
}

function insert(reader: Reader): Finding[] {
  const replaces = key(reader, 0) === 'REPLACE' || keys(reader, 1, 'OR', 'REPLACE');
  const into = reader.tokens.findIndex((token) => token.key === 'INTO');
  const table = into < 0 ? undefined : nameAt(reader.tokens, into + 1);
  if (table === undefined) return opaque(reader, 'INSERT is not known in this form');
  if (isMade(reader, table)) return [];
  if (replaces) return [finding(reader, 'loss', `REPLACE destroys the rows of ${table.name} that are in its way`)];
  const overwrites = reader.tokens.some((_, index) => keys(reader, index, 'DO', 'UPDATE'));
  return overwrites ? [finding(reader, 'loss', `INSERT … DO UPDATE overwrites rows of ${table.name}`)] : [];
}

/** The statement behind a list of common table expressions. */
function withCommon(reader: Reader): Finding[] {
  let depth = 0;
  const verbs = new Set(['SELECT', 'VALUES', 'INSERT', 'REPLACE', 'UPDATE', 'DELETE']);
  const at = reader.tokens.findIndex((token) => {
    if (token.key === '(') depth += 1;
    if (token.key === ')') depth -= 1;
    return depth === 0 && verbs.has(token.key);
  });
  return at < 0 ? opaque(reader, 'WITH is not known in this form') : classify({ ...reader, tokens: reader.tokens.slice(at) });
}

/** Functions that reach beyond the database. */
const REACHING = new Set(['LOAD_EXTENSION', 'WRITEFILE', 'READFILE', 'EDIT', 'FTS3_TOKENIZER']);

const VERBS: Readonly<Record<string, (reader: Reader) => Finding[]>> = {
  CREATE: create,
  DROP: drop,
  ALTER: alter,
  DELETE: remove,
  UPDATE: update,
  INSERT: insert,
  REPLACE: insert,
  WITH: withCommon,
  SELECT: () => [],
  VALUES: () => [],
  EXPLAIN: () => [],
  PRAGMA: () => [],
  ANALYZE: () => [],
  REINDEX: (reader) => [finding(reader, 'lock', 'REINDEX blocks writers while it runs')],
};

function classify(reader: Reader): Finding[] {
  const verb = VERBS[key(reader, 0)];
  const reaching = reader.tokens.find((token, index) => REACHING.has(token.text.toUpperCase()) && key(reader, index + 1) === '(');
  return [
    ...(verb === undefined ? opaque(reader, `a statement that starts with "${reader.tokens[0]?.text ?? ''}" is not known`) : verb(reader)),
    ...(reaching === undefined ? [] : opaque(reader, `${reaching.text}() reaches beyond the database`)),
  ];
}

/** What the statements of one file may destroy, block or break, told from their words alone: nothing is parsed. Pure. */
export function judgeSqlite(text: string): Judgement {
  const { statements, problems } = readSql(text);
  const made: Made = { tables: new Set(), temporary: new Set(), columns: new Set() };
  const findings = [
    ...statements.flatMap(({ tokens, line }: SqlStatement) => classify({ tokens, line, made })),
    ...problems.map(({ line, problem }): Finding => ({ line, risk: 'opaque', text: problem })),
  ];
  // What must not run is refused by the database itself.
  return { findings, method: 'told from the words of the file, not parsed', statements: statements.length, refused: [], alone: [], doubts: [] };
}

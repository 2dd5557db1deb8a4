import type { SqlDialect } from '../databases/database';
import { readSql } from '../model/sql';
import { readPostgresSql } from '../model/sql-postgres';

export interface SchemaDifference {
  readonly equal: boolean;
  /** Statements of the expected schema that the other lacks. */
  readonly missing: readonly string[];
  /** Statements of the other that nobody expects. */
  readonly unexpected: readonly string[];
}

/** What a dump says of its own session, and not of the schema. */
const SESSION = /^(SET |SELECT pg_catalog\.set_config\()/;

/** Without comments and with single blanks, but for what stands in quotes. */
function plain(statement: string): string {
  const pieces = statement.matchAll(/(?<quoted>'(?:[^']|'')*'|"(?:[^"]|"")*"|(?<tag>\$\w*\$)[\s\S]*?\k<tag>)|(?:\s|--[^\n]*)+|(?<other>[\s\S])/g);
  return [...pieces].map(({ groups }) => groups?.['quoted'] ?? groups?.['other'] ?? ' ').join('').trim();
}

/** What stands between two words in any way that SQL allows is one blank. */
const READERS: Readonly<Record<SqlDialect, (dump: string) => string[]>> = {
  // pg_dump marks what it wrote with a key of its own for each dump.
  postgres: (dump) => readPostgresSql(dump.replace(/^\\(un)?restrict .*$/gm, '')).statements.map(({ text }) => plain(text)),
  sqlite: (dump) => readSql(dump).statements.map(({ tokens }) => tokens.map(({ kind, key, text }) => (kind === 'name' ? `"${text.replaceAll('"', '""')}"` : key === '' ? text : key)).join(' ')),
};

/** The statements of a schema, each with how often it stands there. */
function statementsOf(dump: string, dialect: SqlDialect): Map<string, number> {
  const counts = new Map<string, number>();
  for (const words of READERS[dialect](dump)) if (!SESSION.test(words)) counts.set(words, (counts.get(words) ?? 0) + 1);
  return counts;
}

const without = (some: ReadonlyMap<string, number>, others: ReadonlyMap<string, number>): string[] => [...some].filter(([statement, count]) => (others.get(statement) ?? 0) < count).map(([statement]) => statement).sort();

/**
 * Two schemas as `pg_dump --schema-only` or SQLite's own table writes them, whatever order their statements are in: whether a change that somebody made by hand
 * is the one that a migration makes. The order of a table's columns counts, since `SELECT *` shows it. Pure.
 */
export function compareSchemas(expected: string, found: string, dialect: SqlDialect = 'postgres'): SchemaDifference {
  const [wanted, there] = [statementsOf(expected, dialect), statementsOf(found, dialect)];
  const [missing, unexpected] = [without(wanted, there), without(there, wanted)];
  return { equal: missing.length === 0 && unexpected.length === 0, missing, unexpected };
}

const LONGEST = 160;
const MOST = 40;

/** A statement by its parts: what stands before the first bracket, and what commas part within it. */
function partsOf(statement: string): { readonly head: string; readonly parts: readonly string[] } {
  const open = statement.indexOf('(');
  if (open < 0 || !statement.startsWith('CREATE TABLE')) return { head: statement, parts: [] };
  const parts = [''];
  let depth = 0;
  for (const char of statement.slice(open + 1)) {
    if (char === '(') depth += 1;
    if (char === ')') depth -= 1;
    // What stands behind the last bracket belongs to the table too.
    if ((char === ',' && depth === 0) || (char === ')' && depth === -1)) parts.push('');
    else parts.push(`${parts.pop() ?? ''}${char}`);
  }
  return { head: statement.slice(0, open).trim(), parts: parts.map((part) => part.trim()).filter((part) => part !== '') };
}

const bounded = (line: string): string => (line.length <= LONGEST ? line : `${line.slice(0, LONGEST)} …`);

/**
 * A difference for people, as a unified one has it: `-` what the migrations would have made and nothing is like, `+` what is there
 * instead. Of a table that both have, only the lines that differ. Pure.
 */
export function describeDifference({ missing, unexpected }: SchemaDifference): string[] {
  const there = new Map(unexpected.map((statement) => [partsOf(statement).head, statement]));
  const lines: string[] = [];
  const told = new Set<string>();
  for (const statement of missing) {
    const { head, parts } = partsOf(statement);
    const other = parts.length === 0 ? undefined : there.get(head);
    if (other === undefined) {
      lines.push(`- ${statement}`);
      continue;
    }
    told.add(other);
    const others = partsOf(other).parts;
    const moved = [...parts].sort().join() === [...others].sort().join();
    lines.push(`  ${head}${moved ? ': in another order' : ''}`);
    lines.push(...parts.filter((part) => moved || !others.includes(part)).map((part) => `-   ${part}`), ...others.filter((part) => moved || !parts.includes(part)).map((part) => `+   ${part}`));
  }
  lines.push(...unexpected.filter((statement) => !told.has(statement)).map((statement) => `+ ${statement}`));
  const rest = lines.length - MOST;
  return [...lines.slice(0, MOST).map(bounded), ...(rest > 0 ? [`and ${String(rest)} lines more`] : [])];
}

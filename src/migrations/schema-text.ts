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

/** The statements of `pg_dump --schema-only`, each with how often it stands there. */
function statementsOf(dump: string): Map<string, number> {
  // pg_dump marks what it wrote with a key of its own for each dump.
  const text = dump.replace(/^\\(un)?restrict .*$/gm, '');
  const counts = new Map<string, number>();
  for (const statement of readPostgresSql(text).statements) {
    const words = plain(statement.text);
    if (!SESSION.test(words)) counts.set(words, (counts.get(words) ?? 0) + 1);
  }
  return counts;
}

const without = (some: ReadonlyMap<string, number>, others: ReadonlyMap<string, number>): string[] => [...some].filter(([statement, count]) => (others.get(statement) ?? 0) < count).map(([statement]) => statement).sort();

/**
 * Two schemas as `pg_dump --schema-only` writes them, whatever order it wrote them in: whether a change that somebody made by hand
 * is the one that a migration makes. The order of a table's columns counts, since `SELECT *` shows it. Pure.
 */
export function compareSchemas(expected: string, found: string): SchemaDifference {
  const [wanted, there] = [statementsOf(expected), statementsOf(found)];
  const [missing, unexpected] = [without(wanted, there), without(there, wanted)];
  return { equal: missing.length === 0 && unexpected.length === 0, missing, unexpected };
}

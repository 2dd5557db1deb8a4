import type { SqlToken } from '../../model/sql';
import { readPostgresSql } from '../../model/sql-postgres';
import type { SqlFile, UnprovenEffect } from '../database';
import { isWithoutTransaction } from './refusals';

/** What only changes the schema of the database that it runs in, by how it begins. */
const SCHEMA =
  /^(CREATE (OR REPLACE )?((GLOBAL |LOCAL )?(TEMP|TEMPORARY|UNLOGGED) )?(TABLE|VIEW|RECURSIVE VIEW|MATERIALIZED VIEW|SEQUENCE|INDEX|UNIQUE INDEX|SCHEMA|TYPE|DOMAIN|FUNCTION|PROCEDURE|AGGREGATE|TRIGGER|CONSTRAINT TRIGGER|RULE|POLICY|EXTENSION|COLLATION|CAST|OPERATOR|STATISTICS|TEXT SEARCH)|(ALTER|DROP) (TABLE|VIEW|MATERIALIZED VIEW|SEQUENCE|INDEX|SCHEMA|TYPE|DOMAIN|FUNCTION|PROCEDURE|ROUTINE|AGGREGATE|TRIGGER|RULE|POLICY|EXTENSION|COLLATION|CAST|OPERATOR|STATISTICS|TEXT SEARCH|DEFAULT PRIVILEGES)|COMMENT ON|GRANT|REVOKE|SET|RESET)\b/;

/** What reaches beyond the one database, although it begins like the others. */
const BEYOND = /^COMMENT ON (DATABASE|ROLE|TABLESPACE|SUBSCRIPTION)\b|^(GRANT|REVOKE) .*\bON (DATABASE|TABLESPACE|PARAMETER)\b|\b(IN DATABASE|TABLESPACE)\b/;

const keys = (tokens: readonly SqlToken[]): string => tokens.map((token) => token.key || '?').join(' ');

/** Rights on something have ON; rights of a role, which is the whole server's, have none. */
const isOwn = (said: string): boolean => SCHEMA.test(said) && !BEYOND.test(said) && (!/^(GRANT|REVOKE)\b/.test(said) || / ON /.test(said));

/** What rows would show and a schema does not, of a statement that changes the schema. */
function inRows(said: string): string | undefined {
  if (/^ALTER TABLE\b.* ADD\b.*\bDEFAULT\b(?! NULL\b)/.test(said)) return 'a new column with a default fills the rows that are there';
  if (/^ALTER TABLE\b.*\bTYPE\b/.test(said)) return 'another type converts the values that are there';
  if (/^CREATE\b.*\bTABLE\b/.test(said) && /\bAS (\( )?(SELECT|WITH|TABLE|VALUES|EXECUTE)\b/.test(said)) return 'it copies rows';
  if (/^ALTER\b.*\b(RESTART|SETVAL)\b/.test(said)) return 'it sets where a sequence stands';
  return undefined;
}

/** Changes neither rows nor the schema. */
const NEUTRAL = /^(ANALYZE|VACUUM|REINDEX|CLUSTER|LOCK|SHOW|EXPLAIN(?! \(? ?ANALYZE))\b/;

const headOf = (text: string): string => text.replaceAll(/\s+/g, ' ').slice(0, 70);

/** What of a file a schema cannot show: what it does to rows, to other databases and roles, or in ways that nobody can tell. Pure. */
export function unprovenEffects({ name, text }: SqlFile): UnprovenEffect[] {
  return readPostgresSql(text).statements.flatMap((statement) => {
    const said = keys(statement.tokens);
    if (NEUTRAL.test(said)) return [];
    const why = isOwn(said) ? inRows(said) : 'what it does is not in the schema';
    return why === undefined ? [] : [{ name, line: statement.line, text: `${headOf(statement.text)}: ${why}` }];
  });
}

/** Whether anything in a file changes the schema. Pure. */
export function changesSchema({ text }: SqlFile): boolean {
  return readPostgresSql(text).statements.some(({ tokens }) => isOwn(keys(tokens)) && !/^(SET|RESET)\b/.test(keys(tokens)));
}

/** A file as it is tried in a database of its own: only what stays within that, and in the transaction that it would have. Pure. */
export function trialScript(file: SqlFile): string {
  const within = readPostgresSql(file.text).statements.filter(({ tokens }) => isOwn(keys(tokens)));
  const lines = within.map(({ text }) => `${text}\n;\n`).join('');
  return isWithoutTransaction(file) ? `${lines}DISCARD ALL;\n` : `BEGIN;\n${lines}COMMIT;\nDISCARD ALL;\n`;
}

import { Failure } from '../../model/failure';
import type { SqlToken } from '../../model/sql';
import { type PostgresStatement, readPostgresSql } from '../../model/sql-postgres';
import type { SqlFile } from '../database';

const TRANSACTION: Readonly<Record<string, string>> = {
  BEGIN: 'the files run in a transaction of Lockgate already: leave it out',
  START: 'the files run in a transaction of Lockgate already: leave it out',
  COMMIT: 'it would commit half of the migration: leave it out',
  END: 'it would commit half of the migration: leave it out',
  ROLLBACK: 'it would undo the migration and go on without a transaction: leave it out',
  ABORT: 'it would undo the migration and go on without a transaction: leave it out',
  SAVEPOINT: 'the files run in a transaction of Lockgate already: leave it out',
  RELEASE: 'the files run in a transaction of Lockgate already: leave it out',
};

/** What the server refuses to do in a transaction, by how it begins. */
const ALONE =
  /^(VACUUM\b|(CREATE|DROP) (DATABASE|TABLESPACE|SUBSCRIPTION)\b|ALTER SYSTEM\b|CREATE (UNIQUE )?INDEX CONCURRENTLY\b|DROP INDEX CONCURRENTLY\b|REINDEX .*\bCONCURRENTLY\b|REINDEX (\( [^)]*\) )?(DATABASE|SYSTEM|SCHEMA)\b|ALTER TABLE .* DETACH PARTITION .* CONCURRENTLY\b)/;

/** Names of variables that psql itself has set: it would write their values into the SQL. */
const PSQL_VARIABLE = /^[A-Z][A-Z0-9_]*$/;

const keys = (tokens: readonly SqlToken[]): string => tokens.map((token) => token.key || '?').join(' ');

/** Whether the statement cannot share a transaction, not even with the row that records it. */
export const runsAlone = ({ tokens }: PostgresStatement): boolean => ALONE.test(keys(tokens)) || ['CALL', 'DO', 'CLUSTER', 'REINDEX'].includes(tokens[0]?.key ?? '');

/** psql reads these in a file whatever SQL they stand in. */
function misreadByPsql(tokens: readonly SqlToken[]): { line: number; problem: string } | undefined {
  for (const [index, token] of tokens.entries()) {
    const next = tokens[index + 1];
    if (token.text === ':' && token.kind === 'mark' && next !== undefined && next.line === token.line && PSQL_VARIABLE.test(next.text)) {
      return { line: token.line, problem: `psql would write its own variable ${next.text} in the place of ":${next.text}": write a blank after the colon and the word in small letters` };
    }
  }
  return undefined;
}

function refuse({ tokens }: PostgresStatement, alone: boolean): string | undefined {
  const first = tokens[0];
  if (first === undefined) return undefined;
  const said = keys(tokens);
  const reason = TRANSACTION[first.key];
  if (first.kind === 'word' && reason !== undefined) return `${first.key}: ${reason}`;
  if (/^PREPARE TRANSACTION\b/.test(said)) return 'PREPARE TRANSACTION: it would take the migration out of the transaction: leave it out';
  if (/^SET (SESSION |LOCAL )?(TRANSACTION|CHARACTERISTICS)\b/.test(said) || /^SET SESSION CHARACTERISTICS\b/.test(said)) return 'SET TRANSACTION: the transaction is Lockgate\'s: leave it out';
  if (first.key === 'COPY' && /\bSTDOUT\b/.test(said)) return 'COPY TO STDOUT speaks to a client, and nobody listens: leave it out';
  if (first.key === 'SET' && tokens.some(({ key }) => key === 'STANDARD_CONFORMING_STRINGS') && /\b(OFF|FALSE|0)\b/i.test(tokens.map(({ text }) => text).join(' '))) return 'strings must mean to psql what they mean to the server: leave standard_conforming_strings on';
  if (!alone && ALONE.test(said)) return `${said.split(' ').slice(0, 3).join(' ')} cannot run in a transaction: put it into a file of its own whose first line is "-- no-transaction"`;
  if (tokens.some((token) => token.text.toLowerCase() === 'lockgate_migrations')) return 'the table lockgate_migrations is Lockgate\'s own record: only Lockgate writes it';
  if (alone && ['create', 'drop'].includes(kindOf(tokens)) && indexName(tokens) === undefined) return 'the index needs a name of its own, so that half of one can be found: CREATE INDEX CONCURRENTLY name ON …; one index a statement';
  return undefined;
}

/** How a statement of a file without a transaction is run: see `lg_pg_statement`. */
export function kindOf(tokens: readonly SqlToken[]): 'create' | 'drop' | 'other' {
  const said = keys(tokens);
  if (/^CREATE (UNIQUE )?INDEX CONCURRENTLY\b/.test(said)) return 'create';
  return /^DROP INDEX CONCURRENTLY\b/.test(said) ? 'drop' : 'other';
}

const quoteName = ({ kind, text }: SqlToken): string => `"${(kind === 'word' ? text.toLowerCase() : text).replaceAll('"', '""')}"`;

/** The index that a statement makes or drops, as SQL writes it; a new one is made in the schema of its table. */
export function indexName(tokens: readonly SqlToken[]): string | undefined {
  let at = tokens.findIndex(({ key }) => key === 'CONCURRENTLY') + 1;
  if (tokens[at]?.key === 'IF') at += tokens[at + 1]?.key === 'NOT' ? 3 : 2;
  const name = tokens[at];
  if (name === undefined || !['word', 'name'].includes(name.kind) || name.key === 'ON') return undefined;
  if (kindOf(tokens) === 'drop') {
    if (tokens.some(({ key }) => key === ',')) return undefined;
    const second = tokens[at + 2];
    return tokens[at + 1]?.key === '.' && second !== undefined ? `${quoteName(name)}.${quoteName(second)}` : quoteName(name);
  }
  const on = tokens.findIndex(({ key }, index) => index > at && key === 'ON') + (tokens.some(({ key }) => key === 'ONLY') ? 2 : 1);
  const schema = tokens[on];
  return tokens[on + 1]?.key === '.' && schema !== undefined ? `${quoteName(schema)}.${quoteName(name)}` : quoteName(name);
}

/** Whether a file says that its statements run one by one, each outside a transaction. */
export const isWithoutTransaction = ({ text }: SqlFile): boolean => /^--[ \t]*no-transaction[ \t]*\r?(?:\n|$)/.test(text);

/** Whether a file switches off what keeps foreign keys whole. */
export const touchesKeys = ({ text }: SqlFile): boolean => /session_replication_role|\bdisable\s+trigger\b/i.test(text);

/** Everything in the files that must not run, all at once. Pure. */
export function refusals(files: readonly SqlFile[], alone: boolean): Failure[] {
  return files.flatMap((file) => {
    const { statements, problems } = readPostgresSql(file.text);
    const misplaced = isWithoutTransaction(file) === alone ? [] : [{ line: 1, problem: alone ? 'its first line is not "-- no-transaction"' : 'its first line says that it runs without a transaction' }];
    const found = [
      ...misplaced,
      ...problems,
      ...statements.flatMap((statement) => {
        const misread = misreadByPsql(statement.tokens);
        const problem = refuse(statement, alone);
        return [...(misread === undefined ? [] : [misread]), ...(problem === undefined ? [] : [{ line: statement.line, problem }])];
      }),
      ...(file.text.includes('\0') ? [{ line: 1, problem: 'it holds a zero byte' }] : []),
    ];
    return found.map(
      ({ line, problem }) =>
        new Failure({ kind: 'configuration', code: 'LG-MIGRATION-REFUSED', problem: `${file.name}, line ${String(line)}: ${problem}`, next: `change ${file.name} and run again; nothing was applied` }),
    );
  });
}

import { Failure } from '../../model/failure';
import type { SqlStatement } from '../../model/sql';
import { readSql } from '../../model/sql';
import type { SqlFile } from '../database';

/** Pragmas that mean something, or at least do no harm, inside the transaction that every file runs in. */
const PRAGMAS = new Set(
  'analysis_limit application_id case_sensitive_like defer_foreign_keys foreign_key_check foreign_key_list foreign_keys ignore_check_constraints index_info index_list index_xinfo integrity_check legacy_alter_table optimize quick_check recursive_triggers table_info table_list table_xinfo user_version'.split(
    ' ',
  ),
);

const TRANSACTION: Readonly<Record<string, string>> = {
  BEGIN: 'the files run in a transaction of Lockgate already: leave it out',
  COMMIT: 'it would commit half of the migration: leave it out',
  END: 'it would commit half of the migration: leave it out',
  ROLLBACK: 'it would undo the migration and go on without a transaction: leave it out',
  SAVEPOINT: 'the files run in a transaction of Lockgate already: leave it out',
  RELEASE: 'the files run in a transaction of Lockgate already: leave it out',
  VACUUM: 'it cannot run in a transaction: leave it to `then: vacuum-analyze`',
  ATTACH: 'a migration must stay within its own database',
  DETACH: 'a migration must stay within its own database',
};

function refuse({ tokens }: SqlStatement): string | undefined {
  const first = tokens[0];
  if (first === undefined) return undefined;
  if (first.key === '.' || first.text.startsWith('.')) return `".${tokens[1]?.text ?? first.text.slice(1)}" is a command of the sqlite3 program, not SQL`;
  if (first.text.startsWith('#')) return 'a line that starts with # is not SQL';
  if (first.kind !== 'word') return undefined;
  const reason = TRANSACTION[first.key];
  if (reason !== undefined) return `${first.key}: ${reason}`;
  if (first.key === 'PRAGMA') {
    const at = tokens[2]?.key === '.' ? 3 : 1;
    const name = tokens[at]?.text.toLowerCase() ?? '';
    return PRAGMAS.has(name) ? undefined : `PRAGMA ${name} cannot be part of a transaction, or changes more than this database's content`;
  }
  if (tokens.some((token) => token.text.toLowerCase() === 'lockgate_migrations')) return 'the table lockgate_migrations is Lockgate\'s own record: only Lockgate writes it';
  return undefined;
}

/** Lines that the sqlite3 program takes as the end of a statement although they are part of one. */
function misread(text: string): { line: number; problem: string }[] {
  return text.split('\n').flatMap((line, index) => (/^\s*(\/|go)\s*$/i.test(line) ? [{ line: index + 1, problem: `a line with "${line.trim()}" alone ends a statement for the sqlite3 program: join it with its neighbour` }] : []));
}

/** Everything in the files that must not run, all at once. Pure. */
export function refusals(files: readonly SqlFile[]): Failure[] {
  return files.flatMap((file) => {
    const { statements, problems } = readSql(file.text);
    const found = [
      ...problems,
      ...statements.flatMap((statement) => {
        const problem = refuse(statement);
        return problem === undefined ? [] : [{ line: statement.line, problem }];
      }),
      ...misread(file.text),
      ...(file.text.includes('\0') ? [{ line: 1, problem: 'it holds a zero byte' }] : []),
    ];
    return found.map(
      ({ line, problem }) =>
        new Failure({
          kind: 'configuration',
          code: 'LG-MIGRATION-REFUSED',
          problem: `${file.name}, line ${String(line)}: ${problem}`,
          next: `change ${file.name} and run again; nothing was applied`,
        }),
    );
  });
}

/** SQLite has nothing that a transaction is in the way of, but VACUUM, which has its place in `then`. */
export function withoutTransaction({ name }: SqlFile): Failure {
  return new Failure({
    kind: 'configuration',
    code: 'LG-MIGRATION-REFUSED',
    problem: `${name}, line 1: every migration of SQLite runs in a transaction, and this file asks for none`,
    next: `remove the line "-- no-transaction" from ${name}; VACUUM is left to \`then: vacuum-analyze\``,
  });
}

import { Failure } from '../../model/failure';
import { readPostgresSql } from '../../model/sql-postgres';

const QUESTIONS = new Set(['SELECT', 'WITH', 'VALUES', 'TABLE']);

/** The text of one question, without its semicolon. psql runs commands of its own too, and a bracket too many would end COPY. */
export function checkQuestion(sql: string): string {
  const { statements, problems } = readPostgresSql(sql);
  const one = statements[0];
  const tokens = one?.tokens ?? [];
  let depth = 0;
  const overclosed = tokens.some(({ key }) => {
    depth += key === '(' ? 1 : key === ')' ? -1 : 0;
    return depth < 0;
  });
  const problem =
    problems[0]?.problem ??
    (one === undefined || statements.length !== 1
      ? 'it is not exactly one statement'
      : !QUESTIONS.has(tokens[0]?.key ?? '')
        ? `it begins with ${tokens[0]?.text ?? 'nothing'}`
        : overclosed
          ? 'it closes a bracket that it has not opened'
          : undefined);
  if (problem === undefined && one !== undefined) return one.text;
  throw new Failure({ kind: 'configuration', code: 'LG-QUERY', problem: `the query cannot be asked: ${problem ?? ''}`, cause: sql.slice(0, 200), next: 'write one SELECT' });
}

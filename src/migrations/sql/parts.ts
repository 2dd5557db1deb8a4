import type { ApplyRequest, SyntaxProblem } from '../../databases/database';
import { Failure } from '../../model/failure';
import { count } from '../../model/words';
import type { JudgedFile } from './judged-file';
import type { SqlSettings } from './settings';

/** What one step applies. */
export type Part = Pick<ApplyRequest, 'files' | 'transaction' | 'statement'>;

/** A file says in its first line that it must not run in a transaction. */
export function isWithoutTransaction(text: string): boolean {
  return /^-- *no-transaction *\r?$/.test(text.split('\n', 1)[0] ?? '');
}

/**
 * In order: files in their transactions, and between them each statement of those that have none. `all` is one transaction
 * around everything as far as such files let it. Pure.
 */
export function partsOf(files: readonly JudgedFile[], transaction: SqlSettings['transaction']): Part[] {
  const parts: Part[] = [];
  let together: JudgedFile['file'][] = [];
  const close = (): void => {
    if (together.length > 0) parts.push({ files: together, transaction });
    together = [];
  };
  for (const { file, judgement } of files) {
    const alone = isWithoutTransaction(file.text);
    if (alone || transaction === 'each') close();
    if (alone) for (let statement = 0; statement < Math.max(1, judgement.statements); statement += 1) parts.push({ files: [file], transaction: 'none', statement });
    else together.push(file);
  }
  close();
  return parts;
}

/** What a reader of the survey should know about how a file runs. Pure. */
export function transactionNotes({ file, judgement }: JudgedFile, transaction: SqlSettings['transaction'], isBetween: boolean): string[] {
  if (!isWithoutTransaction(file.text)) return [];
  const split = transaction === 'all' && isBetween ? ', so that what is before it and what is after it are two transactions' : '';
  return [`runs in no transaction: ${count(judgement.statements, 'statement')}, each a step of its own, and what ran before a failing one stays${split}`];
}

/** The database's own parser does not take it for SQL. Pure. */
export function syntaxFailure({ name, line, column, problem }: SyntaxProblem): Failure {
  return new Failure({
    kind: 'configuration',
    code: 'LG-MIGRATION-SYNTAX',
    problem: `${name}, line ${String(line)}${column === 0 ? '' : `, column ${String(column)}`}: ${problem}`,
    next: `correct ${name} and run again; nothing was applied`,
  });
}

/** Everything in the files that must not run, or not as it would. Pure. */
export function objections(files: readonly JudgedFile[]): Failure[] {
  return files.flatMap(({ file, judgement }) => [
    ...judgement.refused.map(
      ({ line, problem }) =>
        new Failure({ kind: 'configuration', code: 'LG-MIGRATION-REFUSED', problem: `${file.name}, line ${String(line)}: ${problem}`, next: `change ${file.name} and run again; nothing was applied` }),
    ),
    ...(isWithoutTransaction(file.text) ? [] : judgement.alone).map(
      ({ line, problem }) =>
        new Failure({
          kind: 'configuration',
          code: 'LG-MIGRATION-NEEDS-NO-TRANSACTION',
          problem: `${file.name}, line ${String(line)}: ${problem}`,
          next: 'put it into a file of its own whose first line is "-- no-transaction"; nothing was applied',
        }),
    ),
  ]);
}

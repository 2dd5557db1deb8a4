import type { CommandResult } from '../../model/command';
import { succeeded } from '../../model/command';
import type { DoubtfulFile, SyntaxProblem } from '../database';
import { hex } from './answers';

/** Most of what is asked: a file that is no SQL at all is one statement, or thousands. */
const MOST = 50;

/** The doubts that the server is asked about. */
export const doubtsOf = (files: readonly DoubtfulFile[]): readonly (DoubtfulFile['doubts'][number] & { readonly name: string })[] =>
  files.flatMap(({ name, doubts }) => doubts.map((doubt) => ({ ...doubt, name }))).slice(0, MOST);

export const writeDoubts = (files: readonly DoubtfulFile[]): string => doubtsOf(files).map(({ statement }) => `${hex(statement)}\n`).join('');

/**
 * Its own words for each, one a line, in hexadecimal: `SQLSTATE|message`, nothing for what it takes. What our grammar says is told, with
 * the place that it says it of, and the server's words where they differ.
 */
export function readSyntax(files: readonly DoubtfulFile[], result: CommandResult | undefined): SyntaxProblem[] {
  if (result === undefined || !succeeded(result) || result.truncated) return [];
  const said = result.stdout.split('\n').map((line) => Buffer.from(line, 'hex').toString('utf8'));
  return doubtsOf(files).flatMap(({ name, line, column, problem }, index) => {
    const [, words = ''] = /^(?:42|22|0A)[0-9A-Z]{3}\|([^]*)$/.exec(said[index] ?? '') ?? [];
    if (words === '') return [];
    return [{ name, line, column, problem: words === problem ? problem : `${problem}; the server says: ${words}` }];
  });
}

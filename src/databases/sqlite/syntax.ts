import type { CommandResult } from '../../model/command';
import { succeeded } from '../../model/command';
import type { SqlStatement } from '../../model/sql';
import { readSql } from '../../model/sql';
import type { SqlFile, SyntaxProblem } from '../database';
import { hex } from './answers';
import { refusals } from './refusals';

/** The newest files up to this size are asked about: those that are pending are among them. */
const MOST_BYTES = 512 * 1024;
/** What SQLite says of a text, and not of what is or is not in the database. */
const SYNTAX = /^(?:near (?<near>".*"|[^\s:]+): syntax error|unrecognized token: .*|incomplete input)/s;

/** How a statement is tried in a database without rows: run where it makes or changes tables, else only explained; some are left out. */
function prefixOf({ tokens }: SqlStatement): string | undefined {
  const [first, second, third] = tokens.map(({ key }) => key);
  // Many of them act when they are compiled.
  if (first === 'PRAGMA' || first === 'EXPLAIN') return undefined;
  const virtual = second === 'VIRTUAL' || tokens.some(({ text }) => /^load_extension$/i.test(text));
  const table = second === 'TABLE' || third === 'TABLE';
  const filled = first === 'CREATE' && table && tokens.some(({ key }) => key === 'AS');
  return !virtual && !filled && (first === 'CREATE' || first === 'ALTER' || first === 'DROP') ? '' : 'EXPLAIN ';
}

/** The file as it is tried: each line stays where it is. */
function trialOf(text: string): string {
  const { statements } = readSql(text);
  const parts = statements.map((statement, index) => {
    const prefix = prefixOf(statement);
    const mine = text.slice(statement.at, statements[index + 1]?.at);
    return prefix === undefined ? mine.replaceAll(/[^\n]+/g, '') : `${prefix}${mine}`;
  });
  return `${text.slice(0, statements[0]?.at)}${parts.join('')}\n;\n`;
}

/** Of files that hold what is refused anyway nothing is tried: it may be a command of the program that tries it. */
export function chooseFiles(files: readonly SqlFile[]): readonly SqlFile[] {
  let room = MOST_BYTES;
  return [...files].reverse().filter((file) => (room -= Buffer.byteLength(file.text)) >= 0 && refusals([file]).length === 0).reverse();
}

export function writeTrial(files: readonly SqlFile[]): { readonly words: readonly string[]; readonly stdin: string } {
  const tried = files.map(({ name, text }) => ({ name, text: trialOf(text) }));
  return { words: tried.flatMap(({ name, text }) => [hex(name), String(text.split('\n').length - 1)]), stdin: tried.map(({ text }) => text).join('') };
}

/** Where in a statement that begins on this line it stumbled: told by the word that it names, where there is one such word alone. */
function placeOf(text: string, line: number, near: string | undefined): { readonly line: number; readonly column: number } {
  const statement = readSql(text).statements.find((one) => one.line >= line);
  const word = near?.replace(/^"|"$/g, '');
  const named = statement?.tokens.filter((token) => token.text === word) ?? [];
  const [only] = named;
  const of = only !== undefined && named.length === 1 ? only.line : (statement?.line ?? line);
  const shown = text.split('\n')[of - 1] ?? '';
  const at = only !== undefined && named.length === 1 ? shown.indexOf(word ?? '') : -1;
  return { line: of, column: at < 0 || shown.includes(word ?? '', at + 1) ? 0 : [...shown.slice(0, at)].length + 1 };
}

/** "HEX OF NAME|LINE|WORDS" a line. */
export function readTrialErrors(files: readonly SqlFile[], result: CommandResult | undefined): SyntaxProblem[] {
  if (result === undefined || !succeeded(result) || result.truncated) return [];
  return result.stdout.split('\n').flatMap((line) => {
    const [, name = '', at = '', words = ''] = /^([0-9A-F]+)\|(\d+)\|(.*)$/.exec(line) ?? [];
    const file = files.find((one) => hex(one.name) === name);
    const told = SYNTAX.exec(words);
    return file === undefined || told === null ? [] : [{ name: file.name, ...placeOf(file.text, Number(at), told.groups?.['near']), problem: told[0] }];
  });
}

import type { Command } from '../model/command';
import { shorten } from '../model/plain-text';
import { Secret } from '../model/secret';
import { quote, quoteProgram } from './render';

/** A word above this is no word that is read in its line. */
const LONG = 160;
/** Of an error: the whole command, and a word of it. */
const TOLD = 600;
const TOLD_WORD = 80;

const OURS = /^lg_[a-z0-9_]+$/;

/** How the program and its words stand between what is before and behind them. */
type Call = (program: string, words: readonly string[]) => string;

function around({ program, words, env = {}, stdin, cwd }: Command, call: Call): string {
  const typed = program === 'sh' && words.length === 2 && words[0] === '-c' ? (words[1] ?? '') : call(program, words);
  const variables = Object.entries(env).map(([name, value]) => `${name}=${value instanceof Secret ? String(value) : quote(value)} `);
  const input = stdin === undefined ? '' : ` < ${stdin instanceof Secret ? String(stdin) : `(${String(Buffer.byteLength(stdin))} bytes)`}`;
  const where = cwd === undefined ? '' : `cd ${quote(cwd)} && `;
  return `${where}${variables.join('')}${typed}${input}`;
}

/** The command as text that a person could type; secrets appear by name, an input by its length. */
export function describeCommand(command: Command): string {
  return around(command, (program, words) => [quoteProgram(program), ...words.map(quote)].join(' '));
}

const isOurs = ({ library, program }: Command): boolean => library === true && OURS.test(program);

/** `[release activate]` for a function of our own library: its name as it is read. */
function nameOf(program: string): string {
  return `[${program.slice('lg_'.length).replaceAll('_', ' ')}]`;
}

/**
 * The same for who reads a plan, with nothing left out: a function of ours by its name in brackets, and its long words, and those of
 * several lines, below the call, each under its number.
 */
export function readCommand(command: Command): string {
  if (!isOurs(command)) return describeCommand(command);
  const below: string[] = [];
  const place = (word: string): string => {
    if (word.length <= LONG && !word.includes('\n')) return quote(word);
    const mark = `‹${String(below.length + 1)}›`;
    below.push(`    ${mark} ${word.replaceAll('\n', '\n        ')}`);
    return mark;
  };
  const line = around(command, (program, words) => [nameOf(program), ...words.map(place)].join(' '));
  return [line, ...below].join('\n');
}

/** A digest, or a name as our SQL takes it: its beginning is all that anybody compares. */
const DIGITS = /^[0-9A-Fa-f]{24,}$/;
const TOLD_DIGITS = 8;

/** A word of an error: what tells it from others, and not all of it. */
function told(word: string): string {
  if (DIGITS.test(word)) return `${word.slice(0, TOLD_DIGITS)}…`;
  const [first = ''] = word.split('\n');
  const cut = first.length > TOLD_WORD ? `${first.slice(0, TOLD_WORD)}…` : first === word ? word : `${first}…`;
  return cut === word ? quote(word) : `${quote(cut)} (${String(Buffer.byteLength(word))} bytes)`;
}

/** The same for who reads an error: what was done, by its title where it is a function of ours, and no more of it than helps. */
export function tellCommand(command: Command): string {
  const line = around(command, (program, words) => [isOurs(command) ? nameOf(program) : quoteProgram(program), ...words.map(told)].join(' '));
  return shorten(isOurs(command) ? `${command.title}: ${line}` : line, TOLD);
}

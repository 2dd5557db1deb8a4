import type { Command } from '../model/command';
import { Secret } from '../model/secret';

const PLAIN_WORD = /^[A-Za-z0-9_./:@%+,-][A-Za-z0-9_./:=@%+,-]*$/;
const PLAIN_PROGRAM = /^[A-Za-z0-9_./+-]*[./+-][A-Za-z0-9_./+-]*$|^[A-Za-z0-9_]+$/;
const RESERVED = new Set('case do done elif else esac fi for function if in select then time until while'.split(' '));
const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** One word as any POSIX shell reads it back. The only quoting there is. */
export function quote(word: string): string {
  if (word.includes('\0')) throw new Error('a word for a shell cannot hold a zero byte');
  return PLAIN_WORD.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** The program's place in a line: a word there that is reserved or looks like an assignment has to be quoted too. */
export function quoteProgram(program: string): string {
  if (program === '') throw new Error('a command needs a program');
  return PLAIN_PROGRAM.test(program) && !RESERVED.has(program) ? program : `'${quote(program).replace(/^'|'$/g, '')}'`;
}

const valueOf = (value: string | Secret): string => (value instanceof Secret ? value.reveal() : value);

/** A folder that `cd` cannot mistake for an option, for the last folder or for one of CDPATH. */
const folder = (path: string): string => quote(path.startsWith('/') ? path : `./${path}`);

function assignments(command: Command): string[] {
  return Object.entries(command.env ?? {}).map(([name, value]) => {
    if (!VARIABLE.test(name)) throw new Error(`"${name}" is no name of a variable`);
    return `${name}=${quote(valueOf(value))}`;
  });
}

/** `prefix` goes before the program: the word that enforces the deadline, for example. */
export function renderWith(prefix: string, command: Command): string {
  const call = [...(prefix === '' ? [] : [prefix]), quoteProgram(command.program), ...command.words.map(quote)].join(' ');
  const exports = assignments(command);
  const steps = [
    ...(command.cwd === undefined ? [] : [`cd -- ${folder(command.cwd)} || exit 125`]),
    ...(exports.length === 0 ? [] : [`export ${exports.join(' ')}`]),
    call,
  ].join('; ');
  if (command.stdin === undefined) return `( ${steps} ) </dev/null`;
  // printf is part of the shell in dash, bash and busybox: what it is given is in no argument list.
  return `printf %s ${quote(valueOf(command.stdin))} | ( ${steps} )`;
}

/** The command as text for `sh`, with its folder, variables and input; exits as the program does. Holds secret values. */
export function renderCommand(command: Command): string {
  return renderWith('', command);
}

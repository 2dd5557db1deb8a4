import { nearest } from '../config/nearest';
import { Failure, Failures } from '../model/failure';
import type { OperandSpec, OptionSpec } from './option-spec';

export const USAGE = 'LG-USAGE';

export function usage(problem: string, next: string): Failure {
  return new Failure({ kind: 'configuration', code: USAGE, problem, next });
}

export interface Words {
  readonly options: ReadonlyMap<string, string>;
  readonly operand: string;
  readonly operands: readonly string[];
  readonly behind: readonly string[];
}

type Options = Readonly<Record<string, OptionSpec>>;

/** `-e`, `--environment`, `--environment=…`: the option's name and what is joined to it; undefined for any other word. */
function readOption(word: string, options: Options): { readonly name: string; readonly given: string | undefined } | undefined {
  const long = /^--([A-Za-z][A-Za-z-]*)(?:=(.*))?$/s.exec(word);
  if (long !== null) return { name: long[1] ?? '', given: long[2] };
  const [, letter, joined] = /^-([A-Za-z])(?:=?(.+))?$/s.exec(word) ?? [];
  if (letter === undefined) return undefined;
  const name = Object.entries(options).find(([, { short }]) => short === letter)?.[0];
  return name === undefined ? { name: letter, given: undefined } : { name, given: joined };
}

/** A command line: `--name value`, `--name=value`, a switch, an operand, words behind `--`. Throws everything that is wrong at once. */
export function readWords(words: readonly string[], options: Options, operand?: OperandSpec): Words {
  const values = new Map<string, string>();
  const operands: string[] = [];
  const problems: Failure[] = [];
  const dashes = words.indexOf('--');
  const behind = dashes < 0 ? [] : words.slice(dashes + 1);
  const rest = dashes < 0 ? [...words] : words.slice(0, dashes);
  const takesOne = operand !== undefined && operand.behindDashes !== true;
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    const read = readOption(word, options);
    if (read === undefined && takesOne && !word.startsWith('-')) {
      operands.push(word);
      continue;
    }
    const spec = read !== undefined && Object.hasOwn(options, read.name) ? options[read.name] : undefined;
    if (read === undefined || spec === undefined) {
      problems.push(strange(word, read?.name, options));
      continue;
    }
    const { name, given } = read;
    if (values.has(name)) problems.push(usage(`--${name} stands there twice`, 'leave one of them'));
    if (spec.value === undefined) {
      if (given !== undefined) problems.push(usage(`--${name} takes no value`, `write --${name} alone`));
      values.set(name, 'true');
      continue;
    }
    const value = given ?? (rest[0]?.startsWith('--') === true ? undefined : rest.shift());
    if (value === undefined || value === '') problems.push(usage(`--${name} has no value`, `write --${name} ${spec.value}`));
    else if (spec.choices !== undefined && !spec.choices.includes(value)) problems.push(usage(`--${name} cannot be "${value.slice(0, 60)}"`, `write --${name} ${spec.choices.join(' or ')}`));
    else values.set(name, value);
  }
  for (const [name, spec] of Object.entries(options)) {
    if (spec.required === true && !values.has(name)) problems.push(usage(`--${name} is missing`, `add --${name} ${spec.value ?? ''}`.trimEnd()));
  }
  if (operands.length > 1 && operand?.several !== true) problems.push(usage(`there is one ${operand?.name ?? 'word'} too many: ${operands.slice(1).join(' ').slice(0, 60)}`, 'leave one of them'));
  const [word] = operands;
  if (word !== undefined && operand?.choices?.includes(word) === false) problems.push(usage(`"${word.slice(0, 60)}" cannot be meant here`, `write ${operand.choices.join(' or ')}`));
  if (behind.length > 0 && operand?.behindDashes !== true) problems.push(usage('nothing is expected behind --', 'leave it out'));
  if (operand?.required === true && operands.length === 0 && behind.length === 0) problems.push(missingOperand(operand));
  if (problems.length > 0) throw new Failures(problems);
  return { options: values, operand: operands[0] ?? '', operands, behind };
}

function strange(word: string, name: string | undefined, options: Options): Failure {
  const meant = name === undefined ? undefined : nearest(name, Object.keys(options));
  return usage(`"${word.slice(0, 60)}" is no option here`, meant === undefined ? 'see lockgate --help' : `write --${meant}`);
}

function missingOperand({ name, behindDashes, choices }: OperandSpec): Failure {
  return behindDashes === true ? usage('there is no command to run', `write it behind two dashes: -- ${name}`) : usage(`the ${name} is missing`, `add ${choices?.join(' or ') ?? name}`);
}

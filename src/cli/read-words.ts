import { nearest } from '../config/nearest';
import { Failure, Failures } from '../model/failure';
import type { OptionSpec } from './verb';

export const USAGE = 'LG-USAGE';

export function usage(problem: string, next: string): Failure {
  return new Failure({ kind: 'configuration', code: USAGE, problem, next });
}

/** The options of a command line: `--name value`, `--name=value` or a switch. Throws everything that is wrong at once. */
export function readWords(words: readonly string[], options: Readonly<Record<string, OptionSpec>>): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  const problems: Failure[] = [];
  const rest = [...words];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    const [, name = '', given] = /^--([a-z][a-z-]*)(?:=(.*))?$/s.exec(word) ?? [];
    const spec = Object.hasOwn(options, name) ? options[name] : undefined;
    if (spec === undefined) {
      const meant = nearest(name, Object.keys(options));
      problems.push(usage(`"${word.slice(0, 60)}" is no option here`, meant === undefined ? 'see lockgate --help' : `write --${meant}`));
      continue;
    }
    if (values.has(name)) problems.push(usage(`--${name} stands there twice`, 'leave one of them'));
    if (spec.value === undefined) {
      if (given !== undefined) problems.push(usage(`--${name} takes no value`, `write --${name} alone`));
      values.set(name, 'true');
      continue;
    }
    const value = given ?? (rest[0]?.startsWith('--') === true ? undefined : rest.shift());
    if (value === undefined || value === '') problems.push(usage(`--${name} has no value`, `write --${name} ${spec.value}`));
    else values.set(name, value);
  }
  for (const [name, spec] of Object.entries(options)) {
    if (spec.required === true && !values.has(name)) problems.push(usage(`--${name} is missing`, `add --${name} ${spec.value ?? ''}`.trimEnd()));
  }
  if (problems.length > 0) throw new Failures(problems);
  return values;
}

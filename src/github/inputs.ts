import type { ActionSpec, InputSpec } from '../actions/spec';
import { nearest } from '../config/nearest';
import { Failure, Failures } from '../model/failure';

export interface Inputs {
  /** Declared ones that have a value. */
  readonly values: ReadonlyMap<string, string>;
  readonly warnings: readonly string[];
}

type Variables = Readonly<Record<string, string | undefined>>;

const PREFIX = 'INPUT_';

function variableOf(name: string): string {
  return PREFIX + name.replace(/ /g, '_').toUpperCase();
}

function wrong(code: string, problem: string, next: string): Failure {
  return new Failure({ kind: 'configuration', code, problem, next });
}

/** What a step sets that is no input, by the name it was written with but for its letter case. */
function strangers(spec: ActionSpec, env: Variables): string[] {
  const known = new Set([...Object.keys(spec.inputs), ...Object.keys(spec.renamed ?? {})].map(variableOf));
  return Object.keys(env)
    .filter((key) => key.startsWith(PREFIX) && !known.has(key) && env[key] !== '')
    .map((key) => key.slice(PREFIX.length).toLowerCase())
    .sort();
}

function readOne(name: string, spec: InputSpec, env: Variables): string {
  const given = (env[variableOf(name)] ?? '').trim();
  if (given !== '') return spec.options === undefined ? given : (spec.options.find((option) => option.toLowerCase() === given.toLowerCase()) ?? given);
  // Defaults with an expression are the runner's to fill in.
  return spec.default === undefined || spec.default.includes('${{') ? '' : spec.default;
}

/** Reads the inputs of a step as the runner hands them over. Throws everything that is wrong with them at once. */
export function readInputs(spec: ActionSpec, env: Variables): Inputs {
  const values = new Map<string, string>();
  const problems: Failure[] = [];
  const names = Object.keys(spec.inputs).filter((name) => spec.inputs[name]?.internal !== true);
  const near = strangers(spec, env).flatMap((stranger) => {
    const meant = nearest(stranger, names);
    return meant === undefined ? [] : [{ stranger, meant }];
  });
  for (const [name, one] of Object.entries(spec.inputs)) {
    const value = readOne(name, one, env);
    if (value !== '') values.set(name, value);
    const mistyped = near.find(({ meant }) => meant === name)?.stranger;
    if (value === '' && one.required === true) {
      problems.push(wrong('LG-INPUT-MISSING', `the input "${name}" is missing`, mistyped === undefined ? `add it to the step: with: { ${name}: … }` : `"${mistyped}" is no input of this action; write "${name}"`));
    }
    if (value !== '' && one.options !== undefined && !one.options.includes(value)) {
      const meant = nearest(value, one.options);
      problems.push(wrong('LG-INPUT-VALUE', `the input "${name}" cannot be "${value.slice(0, 60)}"`, `write ${one.options.map((option) => `"${option}"`).join(' or ')}${meant === undefined ? '' : `; did you mean "${meant}"?`}`));
    }
  }
  for (const [old, now] of Object.entries(spec.renamed ?? {})) {
    if ((env[variableOf(old)] ?? '') !== '') problems.push(wrong('LG-INPUT-RENAMED', `the input "${old}" is now called "${now}"`, `write "${now}" instead of "${old}"`));
  }
  if (problems.length > 0) throw new Failures(problems);
  return { values, warnings: near.map(({ stranger, meant }) => `"${stranger}" is no input of this action and was ignored; did you mean "${meant}"?`) };
}

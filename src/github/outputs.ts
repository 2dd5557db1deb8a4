import type { ActionSpec } from '../actions/spec';
import type { Masks } from '../entry/masks';
import { Failure } from '../model/failure';

/**
 * Sets every declared output, so that a step that failed leaves no stale or absent one behind. A value that contains a secret
 * is set empty and told: GitHub would drop the job's output with no more than a warning, and the next job would go on
 * without it.
 */
export function setOutputs(spec: ActionSpec, outputs: Readonly<Record<string, string>>, masks: Masks, setOutput: (name: string, value: string) => void): Failure[] {
  const problems: Failure[] = [];
  for (const name of Object.keys(spec.outputs)) {
    const value = outputs[name] ?? '';
    const secret = masks.find(value);
    setOutput(name, secret === undefined ? value : '');
    if (secret !== undefined) {
      problems.push(
        new Failure({
          kind: 'configuration',
          code: 'LG-OUTPUT-SECRET',
          problem: `the output "${name}" contains the secret ${secret}`,
          cause: 'GitHub drops outputs with masked text, and the jobs after this one would get nothing',
          next: `keep what is no secret (hosts, paths, names) in variables, not in secrets, or change ${secret} to something that occurs nowhere else`,
        }),
      );
    }
  }
  const undeclared = Object.keys(outputs).filter((name) => !(name in spec.outputs));
  if (undeclared.length > 0) {
    problems.push(new Failure({ kind: 'bug', code: 'LG-BUG', problem: `Lockgate itself failed: ${spec.id} sets outputs that it does not declare: ${undeclared.join(', ')}`, next: 'please report this' }));
  }
  return problems;
}

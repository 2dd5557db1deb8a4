import type { Evaluation } from './expressions';
import { asList, asMap, asText, type Tree, type TreeMap, WorkflowError } from './tree';

/** The inputs of a dispatch or of a call, typed and with their defaults; what GitHub would refuse is refused. */
export function readInputs(where: string, definitions: TreeMap, given: Readonly<Record<string, unknown>>, evaluation: Evaluation): Record<string, unknown> {
  const unknown = Object.keys(given).filter((name) => !definitions.has(name));
  if (unknown.length > 0) throw new WorkflowError(`${where}: unexpected input ${unknown.join(', ')}; there are ${[...definitions.keys()].join(', ') || 'none'}`);
  return Object.fromEntries(
    Array.from(definitions, ([name, tree]) => {
      const about = asMap(tree);
      const type = asText(about.get('type')) || 'string';
      if (given[name] === undefined && about.get('required') === true) throw new WorkflowError(`${where}: the required input ${name} is missing`);
      const value = given[name] ?? evaluation.value(about.get('default'));
      return [name, convert(`${where}: input ${name}`, type, about.get('options'), value)];
    }),
  );
}

function convert(where: string, type: string, options: Tree | undefined, value: unknown): unknown {
  if (type === 'boolean') {
    if (typeof value === 'boolean') return value;
    if (value === null || value === '') return false;
    if (value === 'true' || value === 'false') return value === 'true';
    throw new WorkflowError(`${where} must be true or false, not ${JSON.stringify(value)}`);
  }
  if (type === 'number') {
    if (value === null || value === '') return 0;
    if (Number.isNaN(Number(value))) throw new WorkflowError(`${where} must be a number, not ${JSON.stringify(value)}`);
    return Number(value);
  }
  const text = typeof value === 'string' ? value : value === null ? '' : JSON.stringify(value);
  const allowed = asList(options).map((option) => asText(option));
  if (type === 'choice' && !allowed.includes(text)) throw new WorkflowError(`${where} must be one of ${allowed.join(', ')}, not ${JSON.stringify(value)}`);
  return text;
}

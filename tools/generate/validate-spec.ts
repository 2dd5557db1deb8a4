import { parse } from 'yaml';

import type { ActionSpec } from '../../src/actions/spec';

const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const COLORS = ['white', 'black', 'yellow', 'blue', 'green', 'orange', 'red', 'purple', 'gray-dark'];
const PERMISSIONS = ['actions', 'attestations', 'checks', 'contents', 'deployments', 'id-token', 'issues', 'pull-requests', 'statuses'];

function describe(where: string, named: Readonly<Record<string, { readonly description: string }>>): string[] {
  return Object.entries(named).flatMap(([name, { description }]) => [
    ...(NAME.test(name) ? [] : [`${where} "${name}" is not kebab-case`]),
    ...(description.trim() === '' ? [`${where} "${name}" has an empty description`] : []),
    ...(description.includes('\n') ? [`${where} "${name}" has a description of several lines`] : []),
  ]);
}

/** Names of the inputs that the example sets without their being declared. */
function strangersInExample(spec: ActionSpec): string[] {
  const steps = parse(spec.example) as unknown;
  const first: unknown = Array.isArray(steps) ? steps[0] : undefined;
  if (typeof first !== 'object' || first === null || !('uses' in first)) return ['the example is not a step'];
  const set = 'with' in first && typeof first.with === 'object' && first.with !== null ? Object.keys(first.with) : [];
  const missing = Object.entries(spec.inputs).filter(([name, { required }]) => required === true && !set.includes(name));
  return [
    ...set.filter((name) => !(name in spec.inputs)).map((name) => `the example sets "${name}", which is not an input`),
    ...missing.map(([name]) => `the example lacks the required input "${name}"`),
  ];
}

/** What is wrong with a spec, for people; nothing when it is sound. */
export function validateSpec(folder: string, spec: ActionSpec): string[] {
  const problems = [
    ...(spec.id === folder ? [] : [`its id is "${spec.id}"`]),
    ...(['name', 'description', 'icon', 'example'] as const).filter((key) => spec[key].trim() === '').map((key) => `its ${key} is empty`),
    ...(COLORS.includes(spec.color) ? [] : [`GitHub knows no color "${spec.color}"`]),
    ...(spec.description.length <= 125 ? [] : ['its description is longer than the 125 characters that GitHub shows']),
    ...describe('input', spec.inputs),
    ...describe('output', spec.outputs),
    ...Object.entries(spec.inputs)
      .filter(([, input]) => input.required === true && input.default !== undefined)
      .map(([name]) => `input "${name}" is required and has a default`),
    ...Object.entries(spec.inputs)
      .filter(([, { options, default: value }]) => options !== undefined && value !== undefined && !options.includes(value))
      .map(([name]) => `the default of input "${name}" is not one of its options`),
    ...Object.keys(spec.permissions)
      .filter((name) => !PERMISSIONS.includes(name))
      .map((name) => `GitHub knows no permission "${name}"`),
    ...spec.writes.filter((line) => line.trim() === '').map(() => 'a line of `writes` is empty'),
    ...Object.entries(spec.renamed ?? {}).flatMap(([old, now]) => [
      ...(now in spec.inputs ? [] : [`"${old}" was renamed to "${now}", which is not an input`]),
      ...(old in spec.inputs ? [`"${old}" was renamed and is still an input`] : []),
    ]),
    ...strangersInExample(spec),
  ];
  return problems.map((problem) => `src/actions/${folder}/spec.ts: ${problem}`);
}

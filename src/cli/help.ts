import type { Verb } from './verb';

const WIDTH = 28;

export function helpFor(name: string, { description, options, example }: Verb): string[] {
  const lines = Object.entries(options).map(([option, { description: text, value, required }]) => `  ${`--${option}${value === undefined ? '' : ` ${value}`}`.padEnd(WIDTH)}${required === true ? 'Required. ' : ''}${text}`);
  return [`lockgate ${name}: ${description}`, '', ...lines, '', `  for example: npx lockgate ${example}`];
}

export function help(verbs: Readonly<Record<string, Verb>>): string[] {
  return [
    'npx lockgate <verb> --environment <name> …',
    '',
    ...Object.entries(verbs).map(([name, { description }]) => `  ${name.padEnd(WIDTH)}${description}`),
    '',
    'lockgate <verb> --help says more. Exit codes: 0 done or nothing to do, 1 failed or refused, 2 the command line is wrong.',
  ];
}

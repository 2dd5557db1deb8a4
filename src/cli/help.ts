import { EXIT_CODES } from './exit-codes';
import type { Verb } from './verb';

const WIDTH = 28;

export function helpFor(name: string, { description, options, operand, example, more = [] }: Verb): string[] {
  const lines = Object.entries(options).map(([option, { description: text, value, required, short }]) => {
    const written = `${short === undefined ? '' : `-${short}, `}--${option}${value === undefined ? '' : ` ${value}`}`;
    return `  ${written.padEnd(WIDTH)}${written.length >= WIDTH ? ' ' : ''}${required === true ? 'Required. ' : ''}${text}`;
  });
  const stands = operand === undefined ? [] : [`  ${operand.name.padEnd(WIDTH)}${operand.description}`];
  const word = operand === undefined ? '' : operand.behindDashes === true ? ` -- ${operand.name}` : operand.required === true ? ` ${operand.name}` : ` [${operand.name}]`;
  return [
    `lockgate ${name}: ${description}`,
    '',
    `  npx lockgate ${name} [options]${word}`,
    '',
    ...stands,
    ...lines,
    '',
    `  for example: npx lockgate ${example}`,
    ...more.flatMap(([line, purpose]) => [`  ${purpose}: npx lockgate ${line}`]),
  ];
}

export function help(verbs: Readonly<Record<string, Verb>>): string[] {
  return [
    'npx lockgate <verb> [options]',
    '',
    ...Object.entries(verbs).map(([name, { description }]) => `  ${name.padEnd(WIDTH)}${description}`),
    '',
    'lockgate <verb> --help says more, with examples. lockgate --version says which version this is.',
    'Secrets come from variables of the environment, or the key from an ssh agent.',
    '',
    'Exit codes:',
    ...EXIT_CODES.map(([code, meaning]) => `  ${String(code).padEnd(5)}${meaning}`),
  ];
}

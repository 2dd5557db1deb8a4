import { PINS } from './pins';
import type { Wiring } from './wiring';

/** `${{ … }}` of a workflow. */
export function expression(text: string): string {
  return `\${{ ${text} }}`;
}

export function indent(lines: readonly string[], by: number): string[] {
  return lines.map((line) => (line === '' ? '' : `${' '.repeat(by)}${line}`));
}

/** A map, one line a key; nothing where there is nothing in it. */
export function block(key: string, entries: readonly (readonly [name: string, value: string])[]): string[] {
  return entries.length === 0 ? [] : [`${key}:`, ...entries.map(([name, value]) => `  ${name}: ${value}`)];
}

/** Variables of the repository or the environment, for every step of a job. */
export function variablesBlock({ variables }: Wiring): string[] {
  return block('env', [...variables.map(({ name }) => [name, expression(`vars.${name}`)] as const), ['LOCKGATE_KNOWN_HOSTS', expression('vars.LOCKGATE_KNOWN_HOSTS')]]);
}

/** Secrets, by their names, for one step. */
export function secretsBlock(names: readonly string[]): string[] {
  return block('env', names.map((name) => [name, expression(`secrets.${name}`)] as const));
}

/** A name of the team's, as YAML takes it for a text. */
export function named(name: string): string {
  return /^[A-Za-z][A-Za-z0-9_-]*$/.test(name) && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(name) ? name : JSON.stringify(name);
}

/** Where a job runs: behind the gate of an environment. The records of deployments are written by the action notify. */
export function environmentBlock(name: string): string[] {
  return ['environment:', `  name: ${name}`, '  deployment: false # the action notify writes the record'];
}

/** The checkout, which nothing can push from. */
export function checkoutStep(ref?: string): string[] {
  return [`- uses: ${PINS.checkout}`, '  with:', ...(ref === undefined ? [] : [`    ref: ${ref}`]), '    persist-credentials: false'];
}

export const HEAD = (file: string): string => `# Written by \`lockgate init\` from ${file}; yours to change.`;

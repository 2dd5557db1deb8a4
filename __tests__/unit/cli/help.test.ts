import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { EXIT_CODES } from '../../../src/cli/exit-codes';
import { help, helpFor } from '../../../src/cli/help';
import { readWords } from '../../../src/cli/read-words';
import { verbs } from '../../../src/cli/registry.generated';

const docs = readFileSync(join(__dirname, '../../../docs/cli.md'), 'utf8');

/** The words of a line as a shell hands them on. */
const wordsOf = (line: string): string[] => [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');

describe.each(Object.entries(verbs))('lockgate %s', (name, verb) => {
  test('explains itself in one sentence, with each option and an example', () => {
    const text = helpFor(name, verb).join('\n');
    expect(text).toContain(`lockgate ${name}: ${verb.description}`);
    expect(text).toContain(`  for example: npx lockgate ${verb.example}`);
    for (const [option, { description }] of Object.entries(verb.options)) {
      expect(description).toMatch(/\S.*[.…\w`]$/);
      expect(text).toContain(`--${option}`);
    }
  });

  test('takes its own examples as they are written', () => {
    for (const line of [verb.example, ...(verb.more ?? []).map(([example]) => example)]) {
      // What follows a bar is another program's.
      const [first, ...rest] = wordsOf(line.replace(/ \| (jq|sort) .*$/, ''));
      expect(first).toBe(name);
      expect(() => readWords(rest, verb.options, verb.operand)).not.toThrow();
    }
  });

  test('is described in docs/cli.md, with an example', () => {
    const section = docs.split(/^## /m).find((one) => one.startsWith(`${name}\n`));
    expect(section).toMatch(new RegExp(`npx lockgate ${name}|\`npx lockgate ${name}`));
  });
});

test('the list of verbs has every verb and every exit code, as docs/cli.md has them', () => {
  const text = help(verbs).join('\n');
  for (const name of Object.keys(verbs)) expect(text).toMatch(new RegExp(`^  ${name} `, 'm'));
  const rows = [...docs.matchAll(/^\| (\d+) \| /gm)].map(([, code]) => Number(code));
  expect(rows).toEqual(EXIT_CODES.map(([code]) => code));
  for (const [code, meaning] of EXIT_CODES) expect(text).toContain(`  ${String(code).padEnd(5)}${meaning}`);
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { tokenizer } from 'acorn';

import { stripComments } from '../../../tools/build/strip-comments';
import fc from '../../support/properties';

/** The tokens of a program, each with whether a line break stands before it: all that a parser sees. */
function tokens(code: string): string[] {
  const seen: string[] = [];
  let end = 0;
  for (const token of tokenizer(code, { ecmaVersion: 'latest', sourceType: 'script' })) {
    seen.push(`${code.slice(end, token.start).includes('\n') && seen.length > 0 ? '⏎' : ''}${code.slice(token.start, token.end)}`);
    end = token.end;
  }
  return seen;
}

it.each([
  ['a line of its own', 'f();\n  // x\ng();\n', 'f();\ng();\n'],
  ['several lines of their own', 'f();\n/**\n * x\n */\ng();\n', 'f();\ng();\n'],
  ['behind code', 'f(); // x\ng();\n', 'f(); \ng();\n'],
  ['between words', 'const f = () => { return/* x */value; };', 'const f = () => { return value; };'],
  ['a line break that ends a statement', 'a = b /*\n*/ ++c', 'a = b\n ++c'],
  ['no comment in a string', "a = '// x';\nb = `\n// x\n`;\nc = /\\/*x*/;\n", "a = '// x';\nb = `\n// x\n`;\nc = /\\/*x*/;\n"],
  ['a notice', '/*! (c) Copyright somebody */\nf();\n', '/*! (c) Copyright somebody */\nf();\n'],
])('%s', (_, code, expected) => {
  expect(stripComments(code)).toBe(expected);
});

it('leaves a parser the same program', () => {
  const piece = fc.constantFrom('a', '+', '(b)', '"//"', '`/*`', ';', '\n', ' ', '// x\n', '/* x */', '/* x\n y */', '/** x */\n', '/re*/');
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const code = pieces.join('');
      const before = attempt(() => tokens(code));
      fc.pre(before !== undefined && attempt(() => stripComments(code)) !== undefined);
      expect(tokens(stripComments(code))).toEqual(before);
    }),
  );
});

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

it.each(['undici/lib/web/fetch/index.js', 'ssh2/lib/client.js', 'luxon/build/node/luxon.js', 'yaml/dist/parse/lexer.js'])('%s stays the same program', (path) => {
  const code = readFileSync(join(__dirname, '../../../node_modules', path), 'utf8');
  expect(tokens(stripComments(code))).toEqual(tokens(code));
});

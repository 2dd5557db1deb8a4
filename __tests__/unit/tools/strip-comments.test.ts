import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { stripComments } from '../../../tools/generate/strip-comments';
import fc from '../../support/properties';

const host = join(__dirname, '../../../src/host');
const scripts = readdirSync(host).filter((name) => name.endsWith('.sh'));

/** What bash understands of a script's functions, printed in its own way: comments and layout are gone. */
function understood(script: string): string {
  return execFileSync('bash', ['-c', 'eval "$1"; declare -f', 'bash', script], { encoding: 'utf8' });
}

it.each(scripts)('%s means the same without its comments', (name) => {
  const script = readFileSync(join(host, name), 'utf8');
  const stripped = stripComments(script);
  expect(understood(stripped)).toBe(understood(script));
  expect(understood(stripped)).not.toBe('');
  expect(stripped.length).toBeLessThan(script.length);
});

it('drops comment lines, the shebang and empty lines', () => {
  expect(stripComments("#!/bin/sh\n# don't\n\nf() {\n  # it's\n  echo 1 # one\n}\n")).toBe('f() {\n  echo 1 # one\n}\n');
});

it.each([
  ['single quotes', "x='\n# kept\n'\n"],
  ['double quotes', 'x="a \\" \n# kept\n"\n'],
  ['a here-document', 'cat <<EOF\n# kept\n\nEOF\n'],
  ['a here-document with tabs', "cat <<-'EOF'\n\t# kept\n\tEOF\n"],
])('keeps what looks like a comment within %s', (_, script) => {
  expect(stripComments(script)).toBe(script);
});

it.each([
  ['a quote in a comment behind code', "echo 1 # don't\n# dropped\n", "echo 1 # don't\n"],
  ['a hash within a word', 'echo a#"b\n# kept\n"\n# dropped\n', 'echo a#"b\n# kept\n"\n'],
  ['a parameter expansion', 'echo "${x#\'}"\n# dropped\n', 'echo "${x#\'}"\n'],
  ['an escaped quote', 'echo \\"\n# dropped\n', 'echo \\"\n'],
])('is not led astray by %s', (_, script, expected) => {
  expect(stripComments(script)).toBe(expected);
});

it('changes nothing when it is done twice', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom("'", '"', '\\', '#', '# x', 'echo', ' ', '\n', '<<EOF\n', 'EOF\n', '$(', ')')), (pieces) => {
      const once = stripComments(pieces.join(''));
      expect(stripComments(once).replace(/\n+$/, '')).toBe(once.replace(/\n+$/, ''));
    }),
  );
});

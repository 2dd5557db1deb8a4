import { stringify } from 'yaml';

import { canonical } from '../../../src/config/digest';
import { fillIn, readParts } from '../../../src/config/interpolate';
import { mergeTrees } from '../../../src/config/merge';
import { parseYaml } from '../../../src/config/parse-yaml';
import { Problems } from '../../../src/config/problems';
import type { TreeNode } from '../../../src/config/tree';
import { plain, treeOf } from '../../../src/config/tree';
import { Secret } from '../../../src/model/secret';
import { complaints, SMALL } from './load';
import fc from '../../support/properties';

const AT = { file: 'f', line: 1, column: 1 };
const key = fc.stringMatching(/^[a-z]{1,3}$/);
const leaf = fc.oneof(fc.string(), fc.integer(), fc.boolean());
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof({ depthSize: 'small' }, leaf, fc.array(tie('value'), { maxLength: 3 }), fc.dictionary(key, tie('value'), { maxKeys: 4, noNullPrototype: true })),
}));
const map = fc.dictionary(key, value, { maxKeys: 4, noNullPrototype: true });
const tree = (of: unknown): TreeNode => treeOf(of, AT);
const merged = (...parts: unknown[]): unknown => plain(parts.map(tree).reduce(mergeTrees));

function fill(text: string, variables: Record<string, string>): { value: unknown; problems: Problems } {
  const problems = new Problems();
  const node = fillIn(tree(text), [], { variables, problems, syntax: problems, isSecret: () => false });
  return { value: plain(node), problems };
}

describe('merging', () => {
  test('what lies over wins, and nothing under it is lost that it does not speak of', () => {
    fc.assert(
      fc.property(map, map, (under, over) => {
        const both = merged(under, over) as Record<string, unknown>;
        for (const name of Object.keys(under)) if (!(name in over)) expect(both[name]).toEqual(under[name]);
        for (const [name, own] of Object.entries(over)) if (typeof own !== 'object' || own === null || Array.isArray(own)) expect(both[name]).toEqual(own);
        expect(Object.keys(both).sort()).toEqual([...new Set([...Object.keys(under), ...Object.keys(over)])].sort());
      }),
    );
  });

  test('is associative, changes nothing with nothing, and nothing with itself', () => {
    fc.assert(
      fc.property(map, map, map, (a, b, c) => {
        expect(merged(merged(a, b), c)).toEqual(merged(a, merged(b, c)));
        expect(merged(a, {})).toEqual(a);
        expect(merged({}, a)).toEqual(a);
        expect(merged(a, a)).toEqual(a);
      }),
    );
  });
});

describe('filling in', () => {
  const name = fc.stringMatching(/^[A-Z_][A-Z0-9_]{0,5}$/);
  const text = fc.string({ unit: fc.constantFrom('a', ' ', '"', "'", '\n', '$', '}', '{', '\\', '`', '(', '🦊') });

  test('text without ${ is left alone, dollars of the shell too', () => {
    fc.assert(
      fc.property(text, (some) => {
        fc.pre(!some.includes('${'));
        expect(fill(some, {}).value).toBe(some);
      }),
    );
  });

  test('no text around a variable is lost, and its value is taken as it is', () => {
    fc.assert(
      fc.property(text, name, fc.string({ minLength: 1 }), text, (before, variable, content, after) => {
        fc.pre(!before.includes('${') && !after.includes('${') && !before.endsWith('$'));
        const { value: filled, problems } = fill(`${before}\${${variable}}${after}`, { [variable]: content });
        expect(problems.all).toEqual([]);
        expect(filled).toBe(`${before}${content}${after}`);
      }),
    );
  });

  test('any text can be written with $${', () => {
    fc.assert(
      fc.property(text, (wanted) => {
        // A dollar before the escape is the one that cannot be told from it.
        fc.pre(!wanted.includes('$${'));
        const { value: filled, problems } = fill(wanted.replaceAll('${', () => '$${'), {});
        expect(problems.all).toEqual([]);
        expect(filled).toBe(wanted);
      }),
    );
  });

  test('nothing is dropped in silence: every part of the text is in the parts', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('A', '$', '{', '}', ':', '-', ' ') }), (some) => {
        const written = (part: ReturnType<typeof readParts>[number]) => {
          if (part.kind === 'wrong') return part.text;
          // The only way of a `${` into a text is its escape.
          if (part.kind === 'text') return part.text.replaceAll('${', () => '$${');
          return `\${${part.name}${part.fallback === undefined ? '' : `:-${part.fallback}`}}`;
        };
        expect(readParts(some).map(written).join('')).toBe(some);
      }),
    );
  });

  test('keys are never touched', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom('${A}', '${B:-x}', '$${C}', 'd'), fc.string(), { noNullPrototype: true }), (given) => {
        const problems = new Problems();
        const filled = fillIn(tree(given), [], { variables: { A: 'wrong', B: 'wrong' }, problems, syntax: problems, isSecret: () => false });
        expect(Object.keys(plain(filled) as object)).toEqual(Object.keys(given));
      }),
    );
  });
});

describe('reading', () => {
  test('whatever can be written as YAML comes back as it was', () => {
    fc.assert(
      fc.property(map, (given) => {
        const problems = new Problems();
        const read = parseYaml(stringify(given), 'f', problems);
        if (Object.keys(given).length === 0) return;
        expect(problems.all).toEqual([]);
        expect(read === undefined ? undefined : plain(read)).toEqual(given);
      }),
    );
  });

  test('a file that is damaged anywhere is accepted or refused, and never a bug', () => {
    const noise = fc.constantFrom('\t', '"', "'", '{', '}', '[', ']', ':', '- ', '\n', '*', '&a ', '${', '#', '!', '|', '>', '\u0000', '\ufeff', '? ', '<<: ', '%', '@');
    fc.assert(
      fc.property(fc.nat(SMALL.length), fc.nat(12), noise, (at, length, inserted) => {
        const damaged = `${SMALL.slice(0, at)}${inserted}${SMALL.slice(at + length)}`;
        for (const { problem, next } of complaints(damaged)) {
          expect(problem).toMatch(/^\d+:\d+ ./);
          expect(next).not.toBe('');
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('the canonical form', () => {
  test('does not depend on the order of keys, and tells different values apart', () => {
    fc.assert(
      fc.property(map, map, (a, b) => {
        expect(canonical(Object.fromEntries(Object.entries(a).reverse()))).toBe(canonical(a));
        expect(canonical(a) === canonical(b)).toBe(JSON.stringify(sorted(a)) === JSON.stringify(sorted(b)));
      }),
    );
  });

  test('refuses what is not plain data', () => {
    expect(() => canonical({ a: () => 1 })).toThrow('plain data');
    expect(() => canonical({ a: new Secret('NAME', 'value') })).toThrow('plain data');
  });

  test('tells patterns, dates and sets apart', () => {
    expect(canonical(/a/)).not.toBe(canonical(/b/));
    expect(canonical(new Date(0))).not.toBe(canonical(new Date(1)));
    expect(canonical(new Set(['a', 'b']))).toBe(canonical(new Set(['b', 'a'])));
  });
});

function sorted(of: unknown): unknown {
  if (Array.isArray(of)) return of.map(sorted);
  if (typeof of !== 'object' || of === null) return of;
  return Object.entries(of)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, inner]) => [name, sorted(inner)]);
}

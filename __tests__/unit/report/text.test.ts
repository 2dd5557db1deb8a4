import { cleanLine, cleanLines, formatDuration, shorten, shortenLines, timeOfDay } from '../../../src/report/text';
import fc from '../../support/properties';

describe('cleanLines', () => {
  test.each([
    ['plain', ['plain']],
    ['a\r\nb\rc\nd', ['a', 'b', 'c', 'd']],
    ['\u001b[31mred\u001b[0m', ['red']],
    ['\u001b]0;title\u0007after', ['after']],
    ['bell\u0007 back\b null\u0000 c1\u009b', ['bell back null c1']],
    ['\u202egnp.exe', ['gnp.exe']],
    ['a\u2028b\u0085c', ['a', 'b', 'c']],
    ['tab\there', ['tab  here']],
    ['lone \ud800 half', ['lone \ufffd half']],
    ['família 👩‍💻', ['família 👩‍💻']],
  ])('%j', (text, lines) => {
    expect(cleanLines(text)).toEqual(lines);
  });

  test('leaves no control character in any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        for (const line of cleanLines(text)) expect(line).not.toMatch(/[\p{Cc}\u2028-\u202e\u2066-\u2069]/u);
      }),
    );
  });
});

test('one line of several', () => {
  expect(cleanLine('  first\n\n  second\n')).toBe('first ⏎ second');
});

describe('shorten', () => {
  test('keeps what fits, else the first and the last part', () => {
    expect(shorten('abcdef', 6)).toBe('abcdef');
    expect(shorten('abcdefghij', 6)).toBe('abcd … 4 characters left out … ij');
  });

  test('never leaves half of a character', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('👩', 'x', '💻')), fc.integer({ min: 1, max: 20 }), (chars, limit) => {
        expect(shorten(chars.join(''), limit)).not.toMatch(/\p{Surrogate}/u);
      }),
    );
  });

  test('lines', () => {
    expect(shortenLines(['1', '2', '3', '4', '5'], 3)).toEqual(['1', '2', '… 2 lines left out …', '5']);
    expect(shortenLines(['1', '2'], 2)).toEqual(['1', '2']);
  });
});

test.each([
  [0, '0 ms'],
  [340.4, '340 ms'],
  [3_100, '3.1 s'],
  [59_949, '59.9 s'],
  [59_960, '1 min 00 s'],
  [125_000, '2 min 05 s'],
  [3_720_000, '1 h 02 min'],
  [-1, '–'],
  [Number.NaN, '–'],
])('%d ms is %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});

test('time of day', () => {
  expect(timeOfDay('2026-11-21T21:04:06.000Z', 25_000)).toBe('21:04:31');
  expect(timeOfDay('not a time')).toBe('');
});

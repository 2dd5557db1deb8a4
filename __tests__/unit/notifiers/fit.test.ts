import { escapeDiscord, linkTarget } from '../../../src/notifiers/discord/escape';
import { fitEscaped, fitLines, fitText } from '../../../src/notifiers/fit';
import fc from '../../support/properties';

const LONE = /\p{Surrogate}/u;

test.each([
  ['short', 10, 'short'],
  ['exactly so', 10, 'exactly so'],
  ['cut where a word ends', 12, 'cut where a…'],
  ['cut, then more of it', 6, 'cut…'],
  ['onelongwordwithoutend', 8, 'onelong…'],
  ['👩‍🚀👩‍🚀', 2, '…'],
  ['x', 0, ''],
])('%j within %i', (text, limit, fitted) => {
  expect(fitText(text, limit)).toBe(fitted);
});

test('a text is never too long, never half a character, never half an escape', () => {
  const text = fc.string({ unit: 'binary', maxLength: 200 }).filter((one) => !LONE.test(one));
  fc.assert(
    fc.property(text, fc.integer({ min: 1, max: 120 }), (given, limit) => {
      for (const fitted of [fitText(given, limit), fitEscaped(given, limit, escapeDiscord)]) {
        expect(fitted.length).toBeLessThanOrEqual(limit);
        expect(fitted).not.toMatch(LONE);
      }
      expect(fitEscaped(given, limit, escapeDiscord)).not.toMatch(/(?<!\\)(\\\\)*\\$/);
    }),
  );
});

test('what is escaped reads as it was written', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...Array.from('ab1. \\*_~`|[]()<>#@:-+dis'), 'discord.gg') }), (given) => {
      expect(escapeDiscord(given).replace(/\\([^0-9A-Za-z\s])/g, '$1')).toBe(given);
    }),
  );
});

test.each([
  [['a', 'b'], 10, undefined, 'a\nb'],
  [['a', 'b'], 10, 5, '… 5 in all'],
  [['a', 'b'], 5, 50, ''],
  [['aaaa', 'bbbb', 'cccc'], 20, undefined, 'aaaa\nbbbb\ncccc'],
  [['aaaa', 'bbbb', 'cccc', 'dddd', 'eeee'], 22, undefined, 'aaaa\nbbbb\n… and 3 more'],
  [['aaaa', 'bbbb'], 30, 740, 'aaaa\nbbbb\n… and 738 more'],
  [['x'.repeat(100)], 20, 740, '… 740 in all'],
  [[], 20, 0, ''],
])('%j within %i of %s', (lines, limit, total, fitted) => {
  expect(fitLines(lines, limit, total)).toBe(fitted);
});

test.each([
  ['https://x.example/a)b(c?d=[1]&e=@f#(g)', 'https://x.example/a%29b%28c?d=%5B1%5D&e=%40f#%28g%29'],
  ['http://[::1]:8080/a b', 'http://[::1]:8080/a%20b'],
  ['javascript:alert(1)', ''],
  ['https://user:password@x.example/', 'https://x.example/'],
  [`https://x.example/${'x'.repeat(2000)}`, ''],
  ['', ''],
])('a link to %j', (url, target) => {
  expect(linkTarget(url)).toBe(target);
});

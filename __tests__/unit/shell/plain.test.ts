import { fence, plain } from '../../../src/shell/plain';

test.each([
  ['colours', '\u001b[31mred\u001b[0m', 'red'],
  ['the title of a terminal', '\u001b]0;title\u0007text', 'text'],
  ['line ends of another system', 'a\r\nb', 'a\nb'],
  ['going back over a line', 'secret\rpublic', 'secretpublic'],
  ['tabs and line ends stay', 'a\tb\n', 'a\tb\n'],
  ['marks that turn the direction of writing', 'a\u202eb', 'ab'],
  ['zero bytes, bells, backspaces', 'a\u0000\u0007\u0008b', 'ab'],
  ['other alphabets stay', 'é漢🚀', 'é漢🚀'],
])('%s', (_name, text, expected) => {
  expect(plain(text)).toBe(expected);
});

test('between the markers of a fence nothing is a command, whatever the text tries', () => {
  const [first = '', ...rest] = fence('::error::x\n::stop-commands::y\n::lockgate-0::').split('\n');
  const word = /^::stop-commands::(\S{30,})$/.exec(first)?.[1] ?? '';
  expect(rest.at(-1)).toBe(`::${word}::`);
  expect(rest.slice(0, -1).some((line) => line.includes(word))).toBe(false);
  expect(fence('a')).not.toBe(fence('a'));
});

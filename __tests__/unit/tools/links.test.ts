import { checkLinks } from '../../../tools/check/links/check-links';
import { readPage } from '../../../tools/check/links/page';
import { anchorsOf, slugOf } from '../../../tools/check/links/slug';

const pages = {
  'README.md': '# Top\n\n## How it works\n',
  'docs/a b.md': 'x\n',
  'docs/guide.md': '# `lockgate init`, and more\n\n## Same\n\n## Same\n\n<a id="by-hand"></a>\n',
};

/** The problems of a page in docs with this text. */
function problems(text: string): string[] {
  const all = { ...pages, 'docs/page.md': text };
  return checkLinks({ paths: new Set(['.', 'docs', 'src', 'src/main.ts', ...Object.keys(all)]), pages: new Map(Object.entries(all)) }).broken.map(({ page, line, target, problem }) => `${page}:${String(line)} ${target} ${problem}`);
}

test.each([
  ['a page beside it', '[x](guide.md)'],
  ['a page above', '[x](../README.md#how-it-works)'],
  ['from the root', '[x](/README.md)'],
  ['a folder', '[x](../src/) [y](../src) [z](..)'],
  ['a name with a space', '[x](a%20b.md) [y](<a b.md>)'],
  ['a heading of its own page', '# Here\n\n[x](#here)'],
  ['a heading with code and punctuation', '[x](guide.md#lockgate-init-and-more)'],
  ['the second of two', '[x](guide.md#same-1)'],
  ['an anchor by hand', '[x](guide.md#by-hand)'],
  ['a line of a source', '[x](../src/main.ts#L10-L12)'],
  ['somewhere else', '[x](https://example.org/a?b#c) <https://example.org> <mailto:a@example.org>'],
  ['what only looks like a link', '`[x](nowhere.md)`\n\n    [x](nowhere.md)\n\n```\n[x](nowhere.md)\n```\n'],
])('%s is fine', (_, text) => {
  expect(problems(text)).toEqual([]);
});

test.each([
  ['a page that is not there', 'one\n\n[x](missing.md)', 'docs/page.md:3 missing.md leads to docs/missing.md, which is not there'],
  ['of another case', '[x](../readme.md)', 'docs/page.md:1 ../readme.md leads to readme.md, which is not there'],
  ['out of the repository', '[x](../../other/README.md)', 'docs/page.md:1 ../../other/README.md leads out of the repository'],
  ['a heading that is not there', '[x](guide.md#none)', 'docs/page.md:1 guide.md#none names the heading #none of docs/guide.md, which is not there'],
  ['a heading of its own that is not there', '[x](#none)', 'docs/page.md:1 #none names the heading #none of docs/page.md, which is not there'],
  ['a heading as it is written', '[x](../README.md#How-it-works)', 'docs/page.md:1 ../README.md#How-it-works names the heading #How-it-works of README.md, which is not there'],
  ['a heading of a source', '[x](../src/main.ts#top)', 'docs/page.md:1 ../src/main.ts#top names a heading of src/main.ts, which has none'],
  ['by reference', '[x][one]\n\n[one]: missing.md', 'docs/page.md:1 missing.md leads to docs/missing.md, which is not there'],
  ['of a picture', '![x](picture.png)', 'docs/page.md:1 picture.png leads to docs/picture.png, which is not there'],
  ['in HTML', 'a\n\n<p><img alt="x" src="picture.png"></p>', 'docs/page.md:3 picture.png leads to docs/picture.png, which is not there'],
  ['in a table', '| a |\n| - |\n| [x](missing.md) |', 'docs/page.md:3 missing.md leads to docs/missing.md, which is not there'],
  ['without TLS', '[x](http://example.org)', 'docs/page.md:1 http://example.org is not https'],
  ['without a scheme', '[x](//example.org/a)', 'docs/page.md:1 //example.org/a is no address'],
  ['that nothing answers to', '[x](https://example)', 'docs/page.md:1 https://example is no address'],
  ['with a script', '[x](javascript:alert(1))', 'docs/page.md:1 javascript:alert(1) is not https'],
  ['that is empty', '[x]()', 'docs/page.md:1  is empty'],
  ['that cannot be decoded', '[x](%zz.md)', 'docs/page.md:1 %zz.md is no path'],
])('%s is found', (_, text, problem) => {
  expect(problems(text)).toEqual([problem]);
});

test('anchors are those of GitHub', () => {
  expect(['Über uns & mehr', 'a_b-c', 'What? `x.y`!', '1. First — then', 'Node.js 20+'].map(slugOf)).toEqual(['über-uns--mehr', 'a_b-c', 'what-xy', '1-first--then', 'nodejs-20']);
  expect(anchorsOf(['A', 'A', 'A-1', 'A'])).toEqual(['a', 'a-1', 'a-1-1', 'a-2']);
  expect([...readPage('# A [link](x.md) ![pic](y.png) and **more**\n\nUnder\n=====\n').anchors]).toEqual(['a-link-pic-and-more', 'under']);
});

import MarkdownIt from 'markdown-it';

import { anchorsOf } from './slug';

type Token = ReturnType<MarkdownIt['parse']>[number];

export interface Link {
  readonly target: string;
  readonly line: number;
}

/** What a Markdown file says of links. */
export interface Page {
  readonly links: readonly Link[];
  /** What a link to this page may name behind its `#`. */
  readonly anchors: ReadonlySet<string>;
}

const parser = new MarkdownIt({ html: true });
// Whatever is written as a link is one here: whether it is a good one is for the check to say.
parser.validateLink = () => true;
parser.normalizeLink = (url) => url;

const HTML_LINK = /<(?:a|img|source|link)\b[^>]*?\s(?:href|src|srcset)\s*=\s*(?:"([^"]*)"|'([^']*)')/gi;
const HTML_ANCHOR = /<[a-z][^>]*?\s(?:id|name)\s*=\s*(?:"([^"]*)"|'([^']*)')/gi;

function matchesOf(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, double, single]) => double ?? single ?? '');
}

interface Placed {
  readonly token: Token;
  readonly line: number;
}

/** Every token, those inside others too, with the line of the nearest block before it that says where it is. */
function flatten(tokens: readonly Token[]): Placed[] {
  let line = 1;
  return tokens.flatMap((token) => {
    line = token.map === null ? line : token.map[0] + 1;
    return [token, ...(token.children ?? [])].map((one) => ({ token: one, line }));
  });
}

/** What a reader sees of a heading. */
function textOf(tokens: readonly Token[]): string {
  return tokens.map(({ type, content, children }) => (type === 'text' || type === 'code_inline' ? content : type === 'image' ? textOf(children ?? []) : '')).join('');
}

function targetsOf(token: Token): string[] {
  const { type, content } = token;
  if (type === 'link_open') return [token.attrGet('href') ?? ''];
  if (type === 'image') return [token.attrGet('src') ?? ''];
  return type === 'html_block' || type === 'html_inline' ? matchesOf(content, HTML_LINK) : [];
}

export function readPage(text: string): Page {
  const tokens = parser.parse(text, {});
  const headings = tokens.flatMap((token, index) => (token.type === 'heading_open' ? [textOf(tokens[index + 1]?.children ?? [])] : []));
  const all = flatten(tokens);
  const written = all.flatMap(({ token: { type, content } }) => (type === 'html_block' || type === 'html_inline' ? matchesOf(content, HTML_ANCHOR) : []));
  return {
    links: all.flatMap(({ token, line }) => targetsOf(token).map((target) => ({ target, line }))),
    anchors: new Set([...anchorsOf(headings), ...written]),
  };
}

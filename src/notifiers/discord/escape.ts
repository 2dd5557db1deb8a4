/**
 * Text that Discord shows as it is. A backslash takes the meaning from any punctuation, so that no layout, mention, emoji,
 * link or invitation comes out of it; what counts only at the beginning of a line is escaped there.
 */
export function escapeDiscord(text: string): string {
  return text
    .replace(/[\\*_~`|[\]()<>#@:]/g, '\\$&')
    // An invitation needs no scheme to be taken for one.
    .replace(/(discord(?:app)?)([.])/gi, '$1\\$2')
    .replace(/^(\s*)([-+])/, '$1\\$2')
    .replace(/^(\s*\d+)([.])/, '$1\\$2');
}

const ENCODED: Readonly<Record<string, string>> = { '(': '%28', ')': '%29', '[': '%5B', ']': '%5D', '@': '%40' };

/** An address that ends where it should within `[title](address)`; empty where it is none, or longer than anybody needs. */
export function linkTarget(url: string): string {
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) return '';
  const { origin, pathname, search, hash } = new URL(url);
  const href = `${origin}${`${pathname}${search}${hash}`.replace(/[()[\]@]/g, (char) => ENCODED[char] ?? '')}`;
  return href.length > 1024 ? '' : href;
}

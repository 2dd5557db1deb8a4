import { posix } from 'node:path';

import { type Link, type Page, readPage } from './page';

/** A repository as links see it. */
export interface Tree {
  /** Files and folders, from the root; the root itself is `.`. */
  readonly paths: ReadonlySet<string>;
  /** Texts of the Markdown files, by path. */
  readonly pages: ReadonlyMap<string, string>;
}

export interface BrokenLink extends Link {
  readonly page: string;
  readonly problem: string;
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** What is wrong with an address elsewhere; whether anybody answers there is not asked. */
function judgeAddress(target: string): string | undefined {
  if (!URL.canParse(target)) return 'is no address';
  const { protocol, hostname, username } = new URL(target);
  if (protocol === 'mailto:') return undefined;
  if (protocol !== 'https:') return 'is not https';
  return hostname.includes('.') && username === '' && !/\s/.test(target) ? undefined : 'is no address';
}

/** What is wrong with a link inside the repository. */
function judgePath(target: string, from: string, tree: Tree, pages: ReadonlyMap<string, Page>): string | undefined {
  if (target === '') return 'is empty';
  const [written = '', ...behind] = target.split('#');
  const path = decode(written);
  const anchor = behind.length === 0 ? undefined : decode(behind.join('#'));
  if (path === undefined || (behind.length > 0 && anchor === undefined) || path.includes('?')) return 'is no path';
  const found = path === '' ? from : path.startsWith('/') ? posix.normalize(path.slice(1)) : posix.join(posix.dirname(from), path);
  const place = found === '' ? '.' : found.replace(/\/$/, '');
  if (place.startsWith('..')) return 'leads out of the repository';
  if (!tree.paths.has(place)) return `leads to ${place}, which is not there`;
  if (anchor === undefined) return undefined;
  const page = pages.get(place);
  if (page === undefined) return /^L\d+(-L\d+)?$/.test(anchor) ? undefined : `names a heading of ${place}, which has none`;
  return page.anchors.has(anchor) ? undefined : `names the heading #${anchor} of ${place}, which is not there`;
}

/** Every link of every page that leads nowhere. Pure: asks no network. */
export function checkLinks(tree: Tree): { readonly links: number; readonly broken: readonly BrokenLink[] } {
  const pages = new Map([...tree.pages].map(([path, text]) => [path, readPage(text)]));
  const links = [...pages].flatMap(([page, { links: its }]) => its.map((link) => ({ page, ...link })));
  const broken = links.flatMap((link) => {
    const elsewhere = /^[a-z][a-z0-9+.-]*:|^\/\//i.test(link.target);
    const problem = elsewhere ? judgeAddress(link.target) : judgePath(link.target, link.page, tree, pages);
    return problem === undefined ? [] : [{ ...link, problem }];
  });
  return { links: links.length, broken };
}

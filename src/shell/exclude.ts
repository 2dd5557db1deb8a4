import { Failure } from '../model/failure';

export type Excludes = (path: string, isFolder: boolean) => boolean;

/**
 * Rsync's patterns, as far as they go here: a name matches anywhere, `/` at the start ties it to the top, `/` inside ties it
 * to whole components, `/` at the end means folders; `*` and `?` stay within a name, `**` does not. Nothing below an excluded
 * folder is looked at.
 */
export function compileExcludes(patterns: readonly string[]): Excludes {
  const rules = patterns.map((pattern) => {
    const folderOnly = pattern.endsWith('/');
    const body = pattern.replace(/^\//, '').replace(/\/$/, '');
    if (body === '' || /[[\]\\]/.test(body) || /^[-+] /.test(pattern)) {
      throw new Failure({
        kind: 'configuration',
        code: 'LG-UPLOAD-PATTERN',
        problem: `"${pattern}" is no pattern that can be excluded`,
        next: 'use names, paths from the top with a slash before them, * and ?; a slash at the end means folders',
      });
    }
    const start = pattern.startsWith('/') ? '^' : '(?:^|/)';
    return { folderOnly, expression: new RegExp(`${start}${body.split(/(\*\*|\*|\?)/).map(turn).join('')}$`, 's') };
  });
  return (path, isFolder) => rules.some((rule) => (isFolder || !rule.folderOnly) && rule.expression.test(path));
}

const WILD: Readonly<Record<string, string>> = { '**': '.*', '*': '[^/]*', '?': '[^/]' };

function turn(part: string): string {
  return WILD[part] ?? part.replace(/[.+^${}()|]/g, '\\$&');
}

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join, resolve as absolute } from 'node:path';

import { Failure } from '../model/failure';

/** What git says of the folder that would be deployed. */
export interface Repository {
  /** Full hash of what is checked out; empty where there is no repository or no commit. */
  readonly commit: string;
  /** A tag of that commit, else the branch, else the short hash; empty where there is none of them. */
  readonly version: string;
  /** Files that differ from the commit, or that git does not know. */
  readonly changed: readonly string[];
  /** What git ignores and is there all the same: paths in the folder. */
  readonly ignored: readonly string[];
  /** Why git does not say anything of a folder that is in a repository. */
  readonly unread?: string;
}

const NONE: Repository = { commit: '', version: '', changed: [], ignored: [] };
const DEADLINE_MS = 20_000;

function runGit(folder: string, words: readonly string[]): Promise<{ readonly printed: string } | { readonly why: string }> {
  const env = { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', GIT_OPTIONAL_LOCKS: '0', LC_ALL: 'C' };
  return new Promise((resolve) => {
    execFile('git', ['-c', 'core.fsmonitor=false', ...words], { cwd: folder, env, timeout: DEADLINE_MS, maxBuffer: 16 * 1024 * 1024 }, (error, stdout, stderr) => {
      resolve(error === null ? { printed: stdout } : { why: stderr.trim() === '' ? error.message : stderr.trim() });
    });
  });
}

/** What git prints; undefined where there is no git or no repository. */
export async function git(folder: string, ...words: readonly string[]): Promise<string | undefined> {
  const said = await runGit(folder, words);
  return 'printed' in said ? said.printed : undefined;
}

function isInRepository(folder: string): boolean {
  const parent = dirname(folder);
  return existsSync(join(folder, '.git')) || (parent !== folder && isInRepository(parent));
}

/** What is ignored and what is not committed only git knows: where it does not say, nothing is brought, lest a file of secrets is. */
export function requireRead({ unread }: Repository): void {
  if (unread === undefined) return;
  throw new Failure({
    kind: 'configuration',
    code: 'LG-REPOSITORY-UNREAD',
    problem: 'git does not say what this folder holds, so it cannot be told what is committed and what is ignored',
    cause: unread,
    next: 'see that `git status` works here as this user (git installed; a folder of somebody else needs git config --global --add safe.directory)',
  });
}

/** The answer of `git status --porcelain=v2 --branch --ignored -z`. Pure. */
export function readStatus(text: string): Omit<Repository, 'version'> & { readonly branch: string } {
  const found = { commit: '', branch: '', changed: [] as string[], ignored: [] as string[] };
  const entries = text.split('\0');
  for (let entry = entries.shift(); entry !== undefined; entry = entries.shift()) {
    const [kind = '', ...rest] = entry.split(' ');
    if (entry.startsWith('# branch.oid ')) found.commit = /^[0-9a-f]{40}([0-9a-f]{24})?$/.test(rest[1] ?? '') ? (rest[1] ?? '') : '';
    else if (entry.startsWith('# branch.head ')) found.branch = rest[1] === '(detached)' ? '' : (rest[1] ?? '');
    else if (kind === '1') found.changed.push(rest.slice(7).join(' '));
    else if (kind === 'u') found.changed.push(rest.slice(9).join(' '));
    else if (kind === '2') {
      found.changed.push(rest.slice(8).join(' '));
      // The old name of what was renamed.
      entries.shift();
    } else if (kind === '?') found.changed.push(rest.join(' '));
    else if (kind === '!') found.ignored.push(rest.join(' '));
  }
  return found;
}

/** Paths from the top of the repository as paths in a folder of it; a folder that is ignored itself is deployed because somebody says so. Pure. */
export function namesBelow(prefix: string, names: readonly string[]): string[] {
  return names.flatMap((name) => (name.startsWith(prefix) && name !== prefix ? [name.slice(prefix.length).replace(/\/$/, '')] : []));
}

export async function readRepository(folder: string): Promise<Repository> {
  const [status, prefix, tags] = await Promise.all([runGit(folder, ['status', '--porcelain=v2', '--branch', '--ignored', '-z', '--', '.']), git(folder, 'rev-parse', '--show-prefix'), git(folder, 'tag', '--points-at', 'HEAD', '--sort=-version:refname')]);
  if ('why' in status) return isInRepository(absolute(folder)) ? { ...NONE, unread: status.why } : NONE;
  const { branch, ignored, ...found } = readStatus(status.printed);
  const tag = (tags ?? '').split('\n')[0] ?? '';
  return { ...found, ignored: namesBelow((prefix ?? '').replace(/\n$/, ''), ignored), version: [tag, branch, found.commit.slice(0, 10)].find((name) => name !== '') ?? '' };
}

import type { Changes, Untold } from '../model/plan';
import { cleanLine, shorten } from '../report/text';
import { git } from './repository';

/** So many commits are listed; the rest is counted. */
const MOST = 100;
const FILES = 3000;

const line = (text: string, limit: number): string => shorten(cleanLine(text), limit);

/** What git says of what lies between two commits. It is only asked: nothing is fetched. */
export async function changesBetween(folder: string, from: string, to: string): Promise<Changes | Untold> {
  const there = await Promise.all([from, to].map((commit) => git(folder, 'rev-parse', '--verify', '--quiet', '--end-of-options', `${commit}^{commit}`)));
  const gone = [from, to].filter((_, index) => there[index] === undefined);
  if (gone.length > 0) return { untold: `${gone.map((commit) => commit.slice(0, 10)).join(' and ')} is not in this repository: it was deployed from another one, its history was written anew, or it was not fetched (git fetch)` };
  const [counts, log, names] = await Promise.all([
    git(folder, 'rev-list', '--left-right', '--count', `${from}...${to}`, '--'),
    git(folder, 'log', `--max-count=${String(MOST)}`, '--format=%H%x00%an%x00%s', `${from}..${to}`, '--'),
    git(folder, 'diff', '--name-only', '--no-renames', '-z', from, to, '--'),
  ]);
  if (counts === undefined || log === undefined || names === undefined) return { untold: 'git did not answer' };
  const [lacking = 0, total = 0] = counts.trim().split(/\s+/).map(Number);
  const files = names.split('\0').filter((name) => name !== '');
  return {
    commits: log.split('\n').filter((one) => one !== '').map((one) => {
      const [id = '', author = '', ...subject] = one.split('\0');
      return { id, subject: line(subject.join(' '), 200), author: line(author, 60) };
    }),
    total,
    lacking,
    files: files.slice(0, FILES).map((name) => line(name, 300)),
    filesCut: files.length > FILES,
  };
}

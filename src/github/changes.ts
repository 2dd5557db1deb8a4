import { z } from 'zod';

import type { Changes, Untold } from '../model/plan';
import { cleanLine, shorten } from '../report/text';
import { explainUnanswered, isAnswered } from './api';
import type { Answer, GitHubApi } from './api';

/** GitHub tells so many commits on a page, and of no more files than that. */
const PAGE = 100;
const FILES = 300;

const compareAnswer = z.object({
  total_commits: z.number(),
  behind_by: z.number(),
  commits: z.array(z.object({ sha: z.string(), commit: z.object({ message: z.string(), author: z.object({ name: z.string().optional() }).nullable() }), author: z.object({ login: z.string().optional() }).nullable().optional() })),
  files: z.array(z.object({ filename: z.string() })).optional(),
});

const line = (text: string, limit: number): string => shorten(cleanLine(text), limit);

/** What lies between two commits of the repository: the newest page of its commits, and its files. */
export async function changesBetween(api: GitHubApi, repository: { readonly owner: string; readonly repo: string }, from: string, to: string): Promise<Changes | Untold> {
  const page = (number: number): Promise<Answer<z.output<typeof compareAnswer>>> =>
    api.ask({ schema: compareAnswer, request: (octokit, request) => octokit.rest.repos.compareCommitsWithBasehead({ ...repository, basehead: `${from}...${to}`, per_page: PAGE, page: number, request }) });
  const first = await page(1);
  if (!isAnswered(first)) {
    // Whoever may not read gets the same answer; the checkout of the job shows that this one may.
    if (first.kind === 'missing') return { untold: `${from.slice(0, 10)} or ${to.slice(0, 10)} is no commit of ${repository.owner}/${repository.repo}: it was deployed from another repository, or its history was written anew, or the job lacks the permission "contents: read"` };
    return { untold: `GitHub did not tell: ${explainUnanswered(first, 'contents: read')}` };
  }
  const { total_commits: total, behind_by: lacking, files = [] } = first.value;
  // The oldest come first: of many, the newest are on the last page, and that one may be short.
  const last = Math.ceil(total / PAGE);
  const before = last > 2 ? await page(last - 1) : first;
  const rest = last > 1 ? await page(last) : undefined;
  const commits = [before, rest].flatMap((one) => (one !== undefined && isAnswered(one) ? one.value.commits : [])).slice(-PAGE);
  return {
    commits: commits.reverse().map(({ sha, commit, author }) => ({ id: sha, subject: line(commit.message.split('\n')[0] ?? '', 200), author: line(author?.login ?? commit.author?.name ?? '', 60) })),
    total,
    lacking,
    files: files.map(({ filename }) => line(filename, 300)),
    filesCut: files.length >= FILES,
  };
}

import { z } from 'zod';

import type { CommandResult } from '../../model/command';
import { complain } from '../../model/units';
import { quote } from '../../shell/render';
import { clean, failed, inconclusive, passed, whyUnanswered } from '../answer';
import type { CheckPlugin } from '../check';

const schema = z
  .strictObject({
    clean: z.literal(true).optional().describe('Nothing in the checkout differs from the commit.'),
    tag: z.literal(true).optional().describe('The commit carries the tag that is deployed.'),
    untracked: z.array(z.string().min(1)).prefault([]).describe('Files that must not be in the repository, such as .env.').meta({ examples: [['.env', 'shop.db']] }),
  })
  .refine(({ clean: tidy, tag, untracked }) => tidy === true || tag === true || untracked.length > 0, { error: complain('nothing is asked of the checkout', 'write clean: true, tag: true or untracked: [.env]') });

type Settings = z.output<typeof schema>;

const lines = (result: CommandResult): string[] => result.stdout.split('\n').filter((line) => line !== '');

const describeWanted = ({ clean: tidy, tag, untracked }: Settings): string =>
  [...(tidy === true ? ['a clean checkout'] : []), ...(tag === true ? ['the tag on this commit'] : []), ...(untracked.length > 0 ? [`${untracked.join(', ')} not tracked`] : [])].join(', ');

/** The checkout is what its commit says, and the commit is the one that was asked for. */
export const plugin: CheckPlugin<Settings> = {
  kind: 'ref',
  schema: schema.describe('What is checked out is what should be deployed.').meta({ examples: [{ clean: true, tag: true, untracked: ['.env'] }] }),
  defaults: { attempts: 1, everyMs: 2000, timeoutMs: 30_000, successes: 1 },
  create: (settings) => ({
    asks: 'runner',
    once: true,
    ask: async ({ site, version }, ports, timeoutMs) => {
      const asked = 'the checkout';
      const expected = describeWanted(settings);
      const git = (words: readonly string[]): Promise<CommandResult> => ports.local(['git', '-C', site.workspace, ...words].map(quote).join(' '), { deadlineMs: timeoutMs });
      const [status, tags, tracked] = await Promise.all([
        settings.clean === true ? git(['status', '--porcelain']) : undefined,
        settings.tag === true ? git(['tag', '--points-at', 'HEAD']) : undefined,
        settings.untracked.length > 0 ? git(['ls-files', '--', ...settings.untracked]) : undefined,
      ]);
      for (const result of [status, tags, tracked]) {
        const why = result === undefined ? undefined : whyUnanswered(result);
        if (why !== undefined) return inconclusive(asked, 'git could not be asked', expected, why);
      }
      const [changed, has, kept] = [status, tags, tracked].map((result) => (result === undefined ? [] : lines(result)));
      const problems = [
        ...((changed?.length ?? 0) > 0 ? [`${String(changed?.length)} changed files: ${clean(changed?.slice(0, 3).join(', ') ?? '', 120)}`] : []),
        ...(tags !== undefined && has?.includes(version) !== true ? [`the commit does not carry the tag ${version}${(has?.length ?? 0) > 0 ? ` but ${clean(has?.join(', ') ?? '', 100)}` : ''}`] : []),
        ...((kept?.length ?? 0) > 0 ? [`tracked: ${clean(kept?.join(', ') ?? '', 120)}`] : []),
      ];
      return problems.length === 0 ? passed(asked, 'as it should be', expected) : failed(asked, problems.join('; '), expected);
    },
  }),
  describe: describeWanted,
};

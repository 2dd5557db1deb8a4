import { z } from 'zod';

import type { CheckResult } from '../../model/check';
import { reading } from '../../model/command';
import type { CommandResult } from '../../model/command';
import type { Privilege } from '../../model/privilege';
import { clean, failed, inconclusive, passed, whyUnanswered } from '../answer';
import type { CheckPlugin } from '../check';
import { sudoersLine, withoutPassword } from './sudo-rules';

/** A word that nobody allows by name: who may use it may use any. */
const ANY_WORD = '--lockgate-asks-for-any-word';

function readAnswer(stdout: string): { me: string; path: string; plainly: boolean; code: number | undefined; said: string } {
  const lines = stdout.split('\n');
  const after = (word: string): string[] => lines.flatMap((line) => (line.startsWith(`${word}\t`) ? [line.slice(word.length + 1)] : []));
  const code = after('asked')[0];
  return { me: after('me')[0] ?? '', path: after('path')[0] ?? '', plainly: lines.includes('plainly'), code: code === undefined ? undefined : Number(code), said: after('said').join(' ') };
}

function judgeRight({ as, words: [program, ...words], why: use }: Privilege, asked: string, result: CommandResult | undefined, listed: CommandResult | undefined): CheckResult {
  const expected = `allowed without a password, to ${use}`;
  const why = whyUnanswered(result) ?? whyUnanswered(listed);
  const { me, path, plainly, code, said } = readAnswer(result?.stdout ?? '');
  if (why !== undefined || me === '') return inconclusive(asked, 'it could not be asked', expected, why ?? 'the host did not say who it is asked as');
  if (path === '') return failed(asked, `there is no ${clean(program, 60)} on the host that ${clean(me, 40)} could run`, expected, { next: `install what brings ${program}, then run again` });
  if (plainly) return passed(asked, `the deploy user is ${as}`, expected);
  if (code === undefined) return inconclusive(asked, 'it could not be asked', expected, 'sudo did not answer');
  const next = `add this line with visudo, in a file such as /etc/sudoers.d/lockgate: ${sudoersLine(me, as, path, words)}`;
  if (code !== 0) return failed(asked, `not allowed for ${clean(me, 40)}${said === '' ? '' : ` (${clean(said, 160)})`}`, expected, { next });
  const free = withoutPassword((listed?.stdout ?? '').split('\n'), as, path, words.length === 0 ? [ANY_WORD] : words);
  if (free === false) return failed(asked, `allowed for ${clean(me, 40)}, but with a password`, expected, { next });
  if (free === undefined) return inconclusive(asked, `allowed for ${clean(me, 40)}`, expected, 'it cannot be told from the list of sudo whether without a password', { next });
  return passed(asked, `allowed for ${clean(me, 40)}`, expected);
}

/** The right to run one program as another user, proven without running it. */
export const plugin: CheckPlugin<Privilege> = {
  kind: 'privilege',
  schema: z.custom<Privilege>(),
  defaults: { attempts: 1, everyMs: 2000, timeoutMs: 15_000, successes: 1 },
  beyondReading: () => true,
  create: (privilege) => ({
    asks: 'host',
    probe: () => {
      const { as, words } = privilege;
      const asked = `sudo -n -u ${as} -l ${words.join(' ')}`;
      return {
        commands: [
          reading('ask what sudo allows', 'lg_check_privilege', [as, ...words, ...(words.length === 1 ? [ANY_WORD] : [])], { library: true, bounded: true }),
          // The same for all rights, and so asked once.
          reading('list what sudo allows', 'lg_check_sudo_rules', [], { library: true, bounded: true }),
        ],
        read: ([result, listed]) => judgeRight(privilege, asked, result, listed),
      };
    },
  }),
  describe: ({ as, words }) => clean(`run ${words.join(' ')} as ${as}`, 120),
};

import { z } from 'zod';

import { complain, duration } from '../../model/units';
import { seconds } from '../answer';

const expression = z.string().min(1).regex(/^[^\n\r]*$/, { error: complain('an expression is one line', 'write several entries instead') });
const expressions = z.array(expression).min(1);
const unit = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9:_.@\\-]*$/, { error: complain('this is not the name of a unit', 'write it as systemd does: nginx, shop@1.service') });

export const schema = z
  .strictObject({
    files: z.array(z.string().min(1)).min(1).optional().describe('Log files on the host, with wildcards; absolute, or below the release path. Default: what the runtime writes.').meta({ examples: [['/var/log/shop/*.log']] }),
    units: z.array(unit).min(1).optional().describe('Units of systemd whose journal is looked through.').meta({ examples: [['shop-worker']] }),
    last: z.union([z.literal('deploy'), duration]).prefault('deploy').describe('How far back to look: since the deploy began, or a duration. In preflight and without a deploy never further than to where what serves began to: the end of the last release or way back.').meta({ examples: ['1h'] }),
    none: expressions.optional().describe('Extended regular expressions that no line may match.').meta({ examples: [['ERROR', 'CRITICAL']] }),
    'at-most': z.record(expression, z.int().min(0)).optional().describe('Extended regular expression → how many lines may match it.').meta({ examples: [{ WARNING: 10 }] }),
    ignore: expressions.optional().describe('Lines that match one of these are left out.').meta({ examples: [['DeprecationWarning']] }),
  })
  .refine((given) => given.none !== undefined || Object.keys(given['at-most'] ?? {}).length > 0, { error: complain('nothing is looked for', 'write none: [ERROR], or at-most: { WARNING: 10 }') });

export type Settings = z.output<typeof schema>;

/** What is looked for, and how many lines of it are too many. */
export interface Search {
  readonly expressions: readonly string[];
  readonly most: number;
}

export function searchesOf({ none, 'at-most': most }: Settings): readonly Search[] {
  return [...(none === undefined ? [] : [{ expressions: none, most: 0 }]), ...Object.entries(most ?? {}).map(([one, count]) => ({ expressions: [one], most: count }))];
}

export const describeSearches = (settings: Settings): string =>
  searchesOf(settings).map(({ expressions: list, most }) => (most === 0 ? `no line with ${list.join(' or ')}` : `at most ${String(most)} lines with ${list.join(' or ')}`)).join(', ');

export const describePeriod = ({ last }: Settings): string => (last === 'deploy' ? 'since the deploy began' : `of the last ${last >= 3_600_000 ? `${String(last / 3_600_000)} h` : last >= 60_000 ? `${String(last / 60_000)} min` : seconds(last)}`);

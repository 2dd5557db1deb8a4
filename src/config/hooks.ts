import { z } from 'zod';

import { HOOK_PHASES } from '../model/hook';
import type { HookPhase } from '../model/hook';
import { complain, duration } from '../model/units';
import { suggest } from './nearest';
import type { HookSettings } from './settings';
import type { MapEntry } from './tree';
import type { Surroundings } from './validate';
import { validate } from './validate';

const text = z.string().min(1);
const words = z.union([text, z.array(text).min(1)]).transform((value) => (typeof value === 'string' ? [value] : value));

const hook = z.union([
  text.describe('The line alone, run on every host.'),
  z
    .strictObject({
      run: text.describe('The line, run by `sh`. LOCKGATE_PHASE, LOCKGATE_ENVIRONMENT, LOCKGATE_RELEASE, LOCKGATE_PREVIOUS_RELEASE, LOCKGATE_VERSION and LOCKGATE_BASE_URL are set where they are known.').meta({ examples: ['systemctl --user restart shop-mailer'] }),
      on: z.enum(['host', 'runner']).default('host').describe('Where it runs: on each host, in the folder of the release; or once on the runner, in the checkout.'),
      roles: words.optional().describe('Run only on hosts with one of these roles.').meta({ examples: [['web']] }),
      only: words.optional().describe('Run only in these environments.').meta({ examples: [['production']] }),
      timeout: duration.prefault('5m').describe('The longest that it may take.').meta({ examples: ['2m'] }),
      name: text.max(120).optional().describe('The name in reports. Default: the line.').meta({ examples: ['warm the cache'] }),
    })
    .refine(({ on, roles }) => on === 'host' || roles === undefined, { path: ['roles'], error: complain('the runner has no roles', 'remove roles, or write on: host') }),
]);

/** What teams write there. */
const EXAMPLES: Readonly<Record<HookPhase, readonly unknown[]>> = {
  'after-preflight': [{ run: './deploy/announce.sh', on: 'runner' }],
  'before-backup': ['./bin/flush-queue'],
  'after-backup': [{ run: './deploy/copy-backup.sh', on: 'runner', timeout: '10m' }],
  'before-maintenance': ['./bin/warn-visitors'],
  'before-migrate': ['./bin/pause-jobs'],
  'after-migrate': ['./bin/rebuild-search'],
  'before-switch': ['./bin/precompile-templates'],
  'after-switch': [{ run: './bin/warm-cache', roles: ['web'] }],
  'after-maintenance': ['./bin/resume-jobs'],
  released: [{ run: './deploy/purge-cdn.sh', on: 'runner', only: ['production'] }],
  failed: [{ run: './deploy/open-incident.sh', on: 'runner' }],
  'rolled-back': ['./bin/resume-jobs'],
};

const PHASES = Object.keys(HOOK_PHASES) as HookPhase[];
const shape = Object.fromEntries(PHASES.map((phase) => [phase, z.array(hook).default([]).describe(HOOK_PHASES[phase]).meta({ examples: [EXAMPLES[phase]] })])) as unknown as Record<HookPhase, z.ZodDefault<z.ZodArray<typeof hook>>>;

export const hooks = z.strictObject(shape).describe("Lines of the team's own, by phase.");

export type Hooks = Readonly<Record<HookPhase, readonly HookSettings[]>>;

export const NO_HOOKS = Object.fromEntries(PHASES.map((phase) => [phase, []])) as unknown as Hooks;

interface Known {
  readonly environment: string;
  readonly environments: readonly string[];
  /** Undefined where the hosts could not be read. */
  readonly roles: readonly string[] | undefined;
}

/** The hooks of one environment; those for others are left out. */
export function readHooks(entry: MapEntry | undefined, { environment, environments, roles: known }: Known, around: Surroundings): Hooks {
  if (entry === undefined) return NO_HOOKS;
  const read = validate(hooks, { node: entry.node, path: ['hooks'], keyAt: entry.at }, around);
  if (read === undefined) return NO_HOOKS;
  const tell = (phase: HookPhase, index: number, key: string, what: string, next: string): void => {
    const list = entry.node.type === 'map' ? entry.node.entries.get(phase)?.node : undefined;
    const item = list?.type === 'list' ? list.items[index] : undefined;
    around.problems.add({ code: 'LG-CONFIG-REFERENCE', at: (item?.type === 'map' ? item.entries.get(key)?.at : undefined) ?? item?.at ?? entry.at, path: ['hooks', phase, index, key], what, next });
  };
  const of = (phase: HookPhase): HookSettings[] =>
    read[phase].flatMap((one, index) => {
      if (typeof one === 'string') return [{ run: one, on: 'host', roles: [], timeoutMs: 300_000, name: one }];
      const { run, on, roles = [], only = [], timeout, name = run } = one;
      for (const unknown of only.filter((each) => !environments.includes(each))) tell(phase, index, 'only', `there is no environment "${unknown}"`, suggest(unknown, environments, 'name environments of this file'));
      for (const unknown of roles.filter((each) => known !== undefined && !known.includes(each))) tell(phase, index, 'roles', `no host has the role "${unknown}": this hook would never run`, suggest(unknown, known ?? [], `give a host the role: { at: …, roles: [${unknown}] }`));
      return only.length > 0 && !only.includes(environment) ? [] : [{ run, on, roles, timeoutMs: timeout, name }];
    });
  return Object.fromEntries(PHASES.map((phase) => [phase, of(phase)])) as unknown as Hooks;
}

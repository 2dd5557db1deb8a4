import { z } from 'zod';

import { complain, duration, rows, secretName, size } from '../model/units';

/** Schemas of the keys that are the same whatever plugins are chosen, as written in the file. Every key is described. */

const ALIAS = /^[a-z0-9][a-z0-9-]*$/;

const text = z.string().min(1);

const alias = text.max(40).regex(ALIAS, {
  error: ({ input }) => complain(`"${String(input)}" cannot be an alias: it appears in outputs and reports`, 'use small letters, digits and dashes, beginning with a letter or digit: web-1'),
});

const appName = text.max(40).regex(ALIAS, {
  error: ({ input }) => complain(`"${String(input)}" cannot be a name: it becomes part of paths and outputs`, 'use small letters, digits and dashes, beginning with a letter or digit: web-shop'),
});

function explainAddress(input: string): string | undefined {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(input)) return complain('an address has no scheme', 'write the name or number of the host alone, as ssh takes it');
  if (input.includes('@')) return complain('the user does not belong to the address', 'write { at: <address>, user: <user> }');
  if (/^(\[.*\]|[^:]+):[0-9]+$/.test(input)) return complain('the port does not belong to the address', 'write { at: <address>, port: <port> }');
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(input) && !/^[0-9A-Fa-f:.]*:[0-9A-Fa-f:.%a-z0-9]+$/.test(input)) return complain('this is not the name or number of a host', 'write it as ssh takes it, such as web.example.org, 203.0.113.7 or 2001:db8::7');
  return undefined;
}

/** What is refused is not shown: addresses appear nowhere. */
const address = text.superRefine((input, context) => {
  const message = explainAddress(input);
  if (input !== '' && message !== undefined) context.addIssue({ code: 'custom', message });
});

function absolute(example: string): z.ZodString {
  return text
    .regex(/^\//, { error: ({ input }) => complain(`"${String(input)}" is not an absolute path`, `write it from the root: ${example}`) })
    .regex(/^(?!.*\/\.\.?(\/|$))/, { error: () => complain('a path with . or .. in it says something else than it seems to', `write it out: ${example}`) });
}

const port = z.int().min(1).max(65_535);
const user = text.regex(/^[A-Za-z_][A-Za-z0-9._-]*[$]?$/, { error: () => complain('this is not the name of a user', 'write it as on the server: letters, digits, dots, dashes') });
const inRepository = text.regex(/^(?!\/)(?!.*(^|\/)\.\.(\/|$))/, { error: () => complain('this is not a file in the repository', 'write its path from the top of the repository: .github/known_hosts') });

const wordOrList = (word: z.ZodString) => z.union([word, z.array(word).min(1)]).transform((value) => (typeof value === 'string' ? [value] : value));

const sshShape = {
  user: user.optional().describe('The user to log in as.').meta({ examples: ['deploy'] }),
  'plan-user': user.optional().describe('The user that an action with `dry-run` logs in as, on a bastion too, and who may only read. Default: `user`, as from a terminal.').meta({ examples: ['plan'] }),
  port: port.optional().describe('The port of the SSH server. Default: 22.').meta({ examples: [2222] }),
  key: secretName.optional().describe('The NAME of the variable that holds the private key. Without it the SSH agent is asked.').meta({ examples: ['DEPLOY_KEY'] }),
  passphrase: secretName.optional().describe("The NAME of the variable that holds the key's passphrase.").meta({ examples: ['DEPLOY_KEY_PASSPHRASE'] }),
  via: alias.optional().describe('The alias of the host to go through.').meta({ examples: ['bastion'] }),
};

export const ssh = z
  .strictObject({ ...sshShape, 'known-hosts': inRepository.optional().describe('A file in the repository with the host keys; the variable LOCKGATE_KNOWN_HOSTS comes before it.').meta({ examples: ['.github/known_hosts'] }) })
  .describe('How to log in to the hosts.');

const host = z.union([
  address.describe('The address alone.'),
  z.strictObject({
    at: address.describe('The name or number of the host. It appears in no output.').meta({ examples: ['web.example.org'] }),
    roles: wordOrList(alias).optional().describe('What the host does, such as web, db. `bastion`: it is only gone through.').meta({ examples: [['web', 'db']] }),
    ...sshShape,
  }),
]);

export const hosts = z.record(alias, host).describe('The hosts, by alias: an address, or at, roles, user, port, via.');
export type Host = z.output<typeof host>;

export const app = appName.describe('The name of the application: part of the lease, of paths and of reports.');

export const url = text
  .superRefine((input, context) => {
    const parsed = /^https?:\/\//i.test(input) && URL.canParse(input) ? new URL(input) : undefined;
    if (parsed === undefined) context.addIssue({ code: 'custom', message: complain('this is not an address that begins with https:// or http://', 'write it in full: https://example.org') });
    else if (parsed.username !== '' || parsed.password !== '') context.addIssue({ code: 'custom', message: complain('an address with a password in it would be printed (it is not shown here)', 'write it without, and let the check send a header: { secret: <NAME> }') });
    else if (parsed.search !== '' || parsed.hash !== '') context.addIssue({ code: 'custom', message: complain('the base address has a query or a fragment', 'write scheme, host and path alone: paths of checks are put after it') });
  })
  .describe('The public address, without a path of a check: https://example.org.');

function explainCopy({ code, input }: { readonly code?: string | undefined; readonly input?: unknown }): string | undefined {
  if (code === 'invalid_type' && typeof input === 'string') return complain('a copy says what kind of place it is', 'write { directory: <folder> }');
  return undefined;
}

const classes = z.enum(['loss', 'lock', 'break', 'opaque']);
const count = z.int().min(0).max(100_000);

export const backup = z
  .strictObject({
    to: absolute('/var/backups/app').describe('The folder on the host for backups.').meta({ examples: ['/var/backups/shop'] }),
    verify: z.enum(['checksum', 'readable', 'restored']).default('restored').describe('How far a backup is proven: its digest, that it can be read, or that it was restored into a scratch database and compared.'),
    'minimum-size': size.prefault('1B').describe('A smaller backup is a failure.').meta({ examples: ['5MB'] }),
    copies: z
      .array(z.strictObject({ directory: absolute('/mnt/second/app').describe('A folder on another disk or mount of the host.').meta({ examples: ['/mnt/second/shop'] }) }, { error: explainCopy }))
      .default([])
      .describe('Second copies, each verified by its own digest.')
      .meta({ examples: [[{ directory: '/mnt/second/shop' }]] }),
    keep: z
      .strictObject({
        last: count.default(0).describe('The newest so many.').meta({ examples: [5] }),
        daily: count.default(0).describe('The newest of each of so many days.').meta({ examples: [14] }),
        weekly: count.default(0).describe('The newest of each of so many weeks.').meta({ examples: [8] }),
        monthly: count.default(0).describe('The newest of each of so many months.').meta({ examples: [12] }),
        days: count.default(0).describe('All that are younger than so many days.').meta({ examples: [30] }),
      }, { error: ({ input }) => (typeof input === 'number' ? complain(`${String(input)} does not say what is counted`, `write { last: ${String(input)} } or { days: ${String(input)} }`) : undefined) })
      .prefault({ last: 5 })
      .describe('Which backups stay. The newest one and the newest one that was restored always do.')
      .meta({ examples: [{ last: 5, daily: 14, weekly: 8 }] }),
    timeout: duration.prefault('1h').describe('The longest that a backup may take.').meta({ examples: ['30m'] }),
  })
  .describe('The backup before anything is changed.');

export const rollback = z
  .strictObject({ 'loss-allowed': rows.prefault('0 rows').describe('How many rows going back may lose without a person: more waits for approval.').meta({ examples: ['10 rows'] }) })
  .describe('The way back.');

export const approval = z
  .enum(['required', 'none'])
  .describe('Whether a person must have approved the plan that is carried out: `required` takes the word of the reviewers of this environment on GitHub, or the digest of the plan in the hand of whoever starts the run. `none`: nobody is asked for.');

export const releaseShape = {
  path: absolute('/srv/app').describe('The folder on the host: releases/<id>, current, shared/ and .lockgate/ are in it.').meta({ examples: ['/srv/shop'] }),
  keep: z.int().min(1).max(1000).default(5).describe('How many good releases stay on the host.').meta({ examples: [10] }),
};

const hostCount = z.int().min(1).max(1000);

export const strategyShape = {
  canary: hostCount.optional().describe('How many hosts are changed first, alone.').meta({ examples: [1] }),
  batch: z
    .union([hostCount, z.string().regex(/^(100|[1-9][0-9]?)%$/, { error: ({ input }) => complain(`"${String(input)}" is neither a number of hosts nor a share of them`, 'write 2, or 50%') })])
    .optional()
    .describe('How many hosts are changed at the same time after that, as a number or a share of all: 2 or 50%. Default: 1.')
    .meta({ examples: ['50%'] }),
  bake: duration.optional().describe('How long the first hosts are watched by the gate `instance` before the next ones are changed.').meta({ examples: ['2m'] }),
  failures: z.int().min(0).max(1000).default(0).describe('How many hosts may fail in the whole run and go back alone, while the others go on. The first ones may not.').meta({ examples: [1] }),
};

export const migrationShape = {
  when: z.enum(['before-switch', 'after-switch', 'maintenance']).default('before-switch').describe('When migrations run: before traffic moves, after it, or with the application stopped.'),
  'lock-timeout': duration.prefault('5s').describe('The longest that a statement may wait for a lock.').meta({ examples: ['2s'] }),
  timeout: duration.prefault('30m').describe('The longest that all migrations may take.').meta({ examples: ['10m'] }),
  acknowledge: z
    .record(
      z.string().regex(/^.+@[0-9a-f]{8,64}$/, { error: ({ input }) => complain(`"${String(input)}" is not <name>@<digest>`, 'copy the line that preflight prints: "database/search.sql@3f9c2ab1": [lock]') }),
      z.array(classes).min(1),
    )
    .default({})
    .describe('Migrations somebody takes responsibility for: "<file>@<digest>": [lock]. Lapses when the file changes.')
    .meta({ examples: [{ 'migrations/002-search.sql@3f9c2ab1': ['lock'] }] }),
  then: z.enum(['analyze', 'vacuum', 'vacuum-analyze']).optional().describe('What is done to the database afterwards.'),
};

export const notifierShape = {
  required: z.boolean().default(false).describe('Whether a message that cannot be delivered makes the action fail.'),
};

const onFail = z.enum(['rollback', 'hold', 'warn']);

export const checkShape = {
  name: text.max(120).optional().describe('The name in reports. Default: what the check asks.').meta({ examples: ['the shop answers'] }),
  timeout: duration.optional().describe('The longest that one attempt may take.').meta({ examples: ['10s'] }),
  attempts: z.int().min(1).max(10_000).optional().describe('How often it is asked before its answer counts.').meta({ examples: [5] }),
  every: duration.optional().describe('The time between two attempts.').meta({ examples: ['5s'] }),
  successes: z.int().min(1).max(10_000).optional().describe('How many attempts in a row must pass.').meta({ examples: [3] }),
  deadline: duration.optional().describe('The longest that all attempts together may take.').meta({ examples: ['2m'] }),
  'on-fail': onFail.optional().describe('Where a failure leads: back (rollback), to a person (hold), or on with a warning (warn). Default: back, where the check does not say otherwise; an answer that is merely slow leads to a person.').meta({ examples: ['hold'] }),
  'on-inconclusive': onFail.optional().describe('Where it leads that the check could not be asked. Default: hold.').meta({ examples: ['warn'] }),
  roles: wordOrList(alias).optional().describe('Asked only on hosts with one of these roles.').meta({ examples: [['web']] }),
  only: wordOrList(text).optional().describe('Asked only in these environments.').meta({ examples: [['production']] }),
};

export const watchShape = {
  for: duration.prefault('5m').describe('How long the new release is watched before it counts as good.').meta({ examples: ['10m'] }),
  every: duration.prefault('10s').describe('The time between two rounds.').meta({ examples: ['5s'] }),
};


import { z } from 'zod';

import type { Plugins } from '../../../src/config/plugins';
import { duration, percentage, secretName, size, windowTime } from '../../../src/model/units';

const words = z.array(z.string().min(1));

/** Small stand-ins for the families, shaped as the reference configurations use them: the rules of the file are tested with them. */
export const fakePlugins: Plugins = {
  releases: {
    directory: {
      schema: z.strictObject({
        exclude: words.default([]).describe('What stays at home.'),
        shared: words.default([]).describe('What all releases share.'),
        build: words.default([]).describe('Commands that build a release.'),
      }),
    },
  },
  runtimes: {
    systemd: { schema: z.strictObject({ unit: z.string().min(1).describe('The unit.'), port: z.int().min(1).max(65535).optional().describe('Its port.') }) },
    command: {
      schema: z.strictObject({
        start: z.string().min(1).describe('Starts it.'),
        port: z.int().min(1).max(65535).optional().describe('Its port.'),
        env: z.record(z.string(), z.string()).default({}).describe('Its variables.'),
        debug: z.boolean().default(false).describe('Whether it says more.'),
      }),
    },
  },
  proxies: { nginx: { schema: z.strictObject({ upstream: z.string().min(1).optional().describe('Its upstream.') }) } },
  strategies: { recreate: { schema: z.strictObject({}) }, rolling: { schema: z.strictObject({ drain: duration.prefault('30s').describe('How long requests may finish.') }) } },
  databases: {
    postgres: { schema: z.strictObject({ name: z.string().min(1).describe('Its name.'), as: z.string().optional().describe('The user of the system.') }) },
    sqlite: { schema: z.strictObject({ file: z.string().min(1).describe('The file.') }) },
  },
  migrations: {
    sql: { schema: z.strictObject({ files: z.union([z.string().min(1), words.min(1)]).describe('The files, in order.'), transaction: z.enum(['all', 'each']).default('each').describe('What is one transaction.') }) },
    command: { schema: z.strictObject({ apply: z.string().min(1).describe('Applies them.') }) },
  },
  checks: {
    http: {
      schema: z.strictObject({
        path: z.string().optional().describe('The path.'),
        url: z.string().optional().describe('The whole address.'),
        json: z.record(z.string(), z.json()).optional().describe('What the answer says.'),
        status: z.int().optional().describe('The status.'),
        under: duration.optional().describe('The longest answer.'),
        headers: z.record(z.string(), z.union([z.string(), z.strictObject({ secret: secretName.describe('The name of the variable.'), prefix: z.string().optional().describe('What stands before it.') })])).optional().describe('Headers.'),
      }),
      defaults: { attempts: 5, everyMs: 5000, timeoutMs: 10_000, successes: 1 },
      describe: (settings) => `GET ${(settings as { path?: string }).path ?? '/'}`,
    },
    tcp: { schema: z.strictObject({ port: z.int().describe('The port.') }) },
    service: { schema: z.enum(['active', 'stopped']) },
    disk: { schema: z.strictObject({ path: z.string().optional().describe('Where.'), free: z.union([percentage, size]).describe('How much.') }) },
    logs: { schema: z.strictObject({ files: words.optional().describe('The files.'), last: z.union([z.literal('deploy'), duration]).describe('Since when.'), none: words.min(1).describe('What is not there.') }) },
    window: { schema: z.strictObject({ zone: z.string().describe('The time zone.'), closed: words.describe('When not.') }) },
    opens: { schema: z.strictObject({ at: windowTime.describe('When.') }) },
    transactions: { schema: z.strictObject({ 'older-than': duration.describe('The longest.') }) },
    processes: { schema: z.strictObject({ none: z.string().describe('What does not run.') }) },
    'env-file': { schema: z.strictObject({ path: z.string().describe('The file.'), keys: z.record(z.string(), z.union([z.literal('set'), z.strictObject({ 'min-length': z.int().describe('Its least length.') })])).describe('The keys.') }) },
    requirements: { schema: z.strictObject({ file: z.string().describe('The file.'), pinned: z.boolean().describe('Whether all are pinned.') }) },
    command: { schema: z.strictObject({ on: z.enum(['runner', 'host']).default('host').describe('Where.'), run: z.string().min(1).describe('The line.') }) },
    tables: { schema: words.min(1) },
    rows: { schema: z.strictObject({ of: words.min(1).describe('The tables.'), shrink: z.int().min(0).optional().describe('How many may go.'), equal: z.boolean().optional().describe('Whether none may change.') }) },
    size: { schema: z.strictObject({ drift: percentage.describe('How much it may change.') }) },
    'foreign-keys': { schema: z.literal('no-orphans') },
    sql: { schema: z.strictObject({ query: z.string().describe('The query.'), under: duration.optional().describe('The longest.'), plan: z.literal('index').optional().describe('What it uses.') }) },
    resources: { schema: z.strictObject({ cpu: percentage.optional().describe('Of the processor.'), memory: percentage.optional().describe('Of the memory.'), connections: z.int().optional().describe('How many.') }), defaults: { attempts: 1, everyMs: 1000, timeoutMs: 5000, successes: 1, onFail: 'hold' } },
  },
  notifiers: {
    discord: { schema: z.strictObject({ webhook: secretName.describe('The name of the variable.') }) },
    webhook: { schema: z.strictObject({ url: secretName.describe('The name of the variable.'), headers: z.record(z.string(), secretName).optional().describe('Headers.') }) },
  },
};

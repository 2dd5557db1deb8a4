import { z } from 'zod';

import { complain, secretName } from '../../model/units';

export const schema = z
  .strictObject({
    name: z.string().min(1).refine((name) => Buffer.byteLength(name) <= 63, { error: complain('PostgreSQL cuts names off after 63 bytes', 'write the name as the server has it') }).describe('The database.').meta({ examples: ['directory'] }),
    as: z
      .string()
      .regex(/^[a-z_][a-z0-9_.-]*[$]?$/i)
      .optional()
      .describe('The user of the host to become by sudo for psql, pg_dump and pg_restore, such as `postgres`. Without it they run as the deploy user. A plan by `plan-user` asks by the role with the name of that user, whatever `as` and `user` say.')
      .meta({ examples: ['postgres'] }),
    host: z.string().min(1).optional().describe('Where the server listens: a name, an address, or the folder of its socket. Default: what psql on the host has built in.').meta({ examples: ['/var/run/postgresql'] }),
    port: z.int().min(1).max(65535).optional().describe('Its port, if it is not 5432.').meta({ examples: [5433] }),
    user: z.string().min(1).optional().describe('The role of the database to connect as; default: the one with the name of the host\'s user. It must own the database and be allowed to make databases.').meta({ examples: ['shop'] }),
    password: secretName.optional().describe('The NAME of the variable that holds the password of that role.').meta({ examples: ['DATABASE_PASSWORD'] }),
  })
  .refine(({ as, password }) => as === undefined || password === undefined, {
    error: complain('`as` and `password` exclude one another: sudo takes the password away from the programs', 'leave out `as` and connect with `host`, `user` and `password`; or let the server trust the user by its name (peer)'),
  })
  .describe('A PostgreSQL database (13 or newer) on the host, or reached from it. Needs psql, pg_dump and pg_restore there, at least as new as the server.');

export type PostgresSettings = z.infer<typeof schema>;

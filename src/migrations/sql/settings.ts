import { z } from 'zod';

const pattern = z.string().min(1);

export const schema = z
  .strictObject({
    files: z
      .union([pattern, z.array(pattern).min(1)])
      .transform((files) => [files].flat())
      .describe('The SQL files in the order they are applied, below the checkout. A pattern (`*`, `?`) stands for the files it matches, sorted by name. One of them may stand alone. `name.down.sql` beside `name.sql` takes it back and is no migration of its own.')
      .meta({ examples: [['database/*.sql']] }),
    transaction: z
      .enum(['all', 'each'])
      .default('each')
      .describe('`all`: one transaction around everything that is pending. `each`: one per file, so that what comes before a failing file stays. A file whose first line is `-- no-transaction` runs in none, statement by statement, between the transactions around it.'),
  })
  .describe('Plain SQL files. Which ones were applied, and with which content, is recorded in the table lockgate_migrations of the database itself, within the same transaction.');

export type SqlSettings = z.infer<typeof schema>;

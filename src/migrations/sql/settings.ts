import { z } from 'zod';

export const schema = z
  .strictObject({
    files: z
      .array(z.string().min(1))
      .min(1)
      .describe('The SQL files in the order they are applied, below the checkout. A pattern (`*`, `?`) stands for the files it matches, sorted by name.')
      .meta({ examples: [['database/*.sql']] }),
    transaction: z
      .enum(['all', 'each'])
      .default('each')
      .describe('`all`: one transaction around everything that is pending. `each`: one per file, so that what comes before a failing file stays.'),
  })
  .describe('Plain SQL files. Which ones were applied, and with which content, is recorded in the table lockgate_migrations of the database itself, within the same transaction.');

export type SqlSettings = z.infer<typeof schema>;

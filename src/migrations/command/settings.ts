import { z } from 'zod';

const line = z.string().min(1).regex(/\S/, { error: 'a command line is needed' });

export const schema = z
  .strictObject({
    apply: line.describe('The line that applies everything pending. It runs as `sh -c` in the folder of the new release and must fail (exit code other than 0) when a migration fails.').meta({ examples: ['.venv/bin/python -m shop.migrate'] }),
    current: line.describe('The line that prints the current revision as its last line, and nothing where there is none. It must change nothing.').meta({ examples: ['.venv/bin/python -m shop.migrate --current'] }),
    pending: line.describe('The line that prints the name of each pending migration, one per line, in the order they will run. It must change nothing.').meta({ examples: ['.venv/bin/python -m shop.migrate --pending'] }),
    cwd: z.string().min(1).optional().describe('A folder below the release to run in; the release itself unless given.').meta({ examples: ['backend'] }),
    env: z.record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/), z.string()).default({}).describe('Variables for the three lines. Not for secrets: let the lines read the release\'s own env file.').meta({ examples: [{ APP_ENV: 'production' }] }),
    lossless: z
      .boolean()
      .default(false)
      .describe('Your word that these migrations never destroy stored data, block writers or break the release before. Without it each pending one is opaque and wants an acknowledgement, and the way back does not trust the old release with the new schema.'),
  })
  .describe('Migrations by a command of the team\'s own. The lines know LOCKGATE_RELEASE_PATH, LOCKGATE_RELEASE, LOCKGATE_APP and LOCKGATE_ENVIRONMENT.');

export type CommandSettings = z.infer<typeof schema>;

import { z } from 'zod';

export const schema = z
  .strictObject({
    file: z.string().min(1).describe('The database file: absolute, or below the release path, such as `shared/store.db`. A link is followed. One that Lockgate makes is as its folder is: of its owner and group, for the group to write where it may write the folder and to read where it may enter it, and for nobody else.').meta({ examples: ['shared/store.db'] }),
  })
  .describe('An SQLite file on the host. Needs python3 (3.7 or newer) or the program sqlite3 there.');

export type SqliteSettings = z.infer<typeof schema>;

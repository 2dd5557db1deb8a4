import { z } from 'zod';

import type { VerificationLevel } from '../../model/manifest';
import { complain, duration, secretName, size } from '../../model/units';

export const LEVELS = ['checksum', 'readable', 'restored'] as const satisfies readonly VerificationLevel[];

const bucket = z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, { error: complain('this is no name of a bucket', 'write it as the storage lists it: small letters, digits, dots and dashes') });

const storage = z.strictObject({
  bucket: bucket.describe('The bucket.').meta({ examples: ['shop-backups'] }),
  prefix: z.string().describe('What the names of the backups begin with; empty for all of the bucket.').meta({ examples: ['nightly/'] }).default(''),
  region: z.string().regex(/^[a-z0-9-]+$/).describe('The region that the storage signs for.').meta({ examples: ['eu-central-1'] }).default('us-east-1'),
  endpoint: z.url({ protocol: /^https?$/ }).optional().describe('Address of a storage that speaks S3. Default: that of AWS in this region.').meta({ examples: ['https://s3.example.org'] }),
  'access-key': secretName.describe('NAME of the variable with the access key; it needs to list the bucket and nothing else.').meta({ examples: ['BACKUP_KEY_ID'] }),
  'secret-key': secretName.describe('NAME of the variable with the secret key.').meta({ examples: ['BACKUP_KEY'] }),
  'session-token': secretName.optional().describe('NAME of the variable with a session token, where the keys are temporary.').meta({ examples: ['BACKUP_SESSION_TOKEN'] }),
});

export type Storage = z.output<typeof storage>;

export const schema = z
  .union([
    duration,
    z.strictObject({
      'younger-than': duration.describe('How old the newest backup may be.').meta({ examples: ['26h'] }),
      verify: z.enum(LEVELS).optional().describe('How far it must have been proven: checksum, readable or restored. Default: checksum.'),
      files: z.array(z.string().min(1)).min(1).optional().describe('Backups that another program makes: files on the host, with wildcards; absolute, or below the release path.').meta({ examples: [['/var/backups/shop/*.dump']] }),
      s3: storage.optional().describe('Backups that another program makes: objects in a storage that speaks S3, asked from the runner.').meta({ examples: [{ bucket: 'shop-backups', region: 'eu-central-1', 'access-key': 'BACKUP_KEY_ID', 'secret-key': 'BACKUP_KEY' }] }),
      'minimum-size': size.optional().describe('What such a file or object must hold at least.').meta({ examples: ['5MB'] }),
    }),
  ])
  .transform((given) => (typeof given === 'number' ? { 'younger-than': given, verify: undefined, files: undefined, s3: undefined, 'minimum-size': undefined } : given))
  .refine(({ files, s3 }) => files === undefined || s3 === undefined, { path: ['s3'], error: complain('`s3` stands beside `files`', 'write two checks, one for each') })
  .refine(({ files, s3, verify }) => (files === undefined && s3 === undefined) || verify === undefined, { path: ['verify'], error: complain('how far files of another program were proven is not on record', 'leave `verify` out, or leave `files` and `s3` out and ask for backups of Lockgate') })
  .refine(({ files, s3, 'minimum-size': least }) => files !== undefined || s3 !== undefined || least === undefined, { path: ['minimum-size'], error: complain('`minimum-size` stands without `files` or `s3`', 'add one of them, or leave it out: the section backup has a minimum-size of its own') });

export type Settings = z.output<typeof schema>;

import { z } from 'zod';

import type { CommandResult } from '../model/command';
import { Failure } from '../model/failure';
import type { Manifest } from '../model/manifest';

const manifestSchema = z.object({
  v: z.literal(1),
  id: z.string().min(1),
  at: z.string(),
  engine: z.string(),
  engineVersion: z.string(),
  change: z.string(),
  file: z.string().min(1),
  bytes: z.number().int().nonnegative(),
  databaseBytes: z.number().int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  schema: z.string(),
  tables: z.record(z.string(), z.object({ rows: z.number().int().nonnegative(), hash: z.string().regex(/^[0-9a-f]{64}$/) })),
  verified: z.enum(['checksum', 'readable', 'restored']),
  copies: z.array(z.object({ place: z.string(), verified: z.boolean() })),
  durationMs: z.number(),
  snapshot: z.string().optional(),
  wal: z.string().optional(),
});

/** The manifest that a backup prints as its last line. Refuses what is torn, was cut or is none. */
export function readManifestLine(result: CommandResult): Manifest {
  const line = result.stdout.trimEnd().split('\n').at(-1) ?? '';
  let parsed: unknown;
  try {
    parsed = JSON.parse(line);
  } catch {
    parsed = undefined;
  }
  const manifest = manifestSchema.safeParse(parsed);
  if (manifest.success) return manifest.data;
  throw new Failure({
    kind: 'command',
    code: 'LG-BACKUP-ANSWER',
    problem: result.truncated ? 'the backup succeeded, but its manifest is too long to be read from its output' : 'the backup did not end with its manifest',
    host: result.host,
    command: result.command,
    cause: manifest.error.issues[0]?.message,
    next: 'look at the manifest beside the backup on the host; no backup is counted until it can be read',
  });
}

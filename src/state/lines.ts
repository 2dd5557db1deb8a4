import { z } from 'zod';

import { FLOW_IDS } from '../model/action';
import { Failure } from '../model/failure';
import type { JournalLine } from '../model/journal';
import type { Lease } from '../model/lease';
import type { Manifest } from '../model/manifest';
import type { ReleaseEntry } from '../model/release';

const line = { v: z.literal(1), at: z.string(), change: z.string(), token: z.number(), action: z.enum(FLOW_IDS) };
const undo = z.object({
  kind: z.enum(['none', 'discard-release', 'start-old', 'switch-back', 'restore-database', 'leave-maintenance']),
  text: z.string(),
});

const journalLine = z.discriminatedUnion('kind', [
  z.object({ ...line, kind: z.literal('opened'), owner: z.string(), attempt: z.number(), version: z.string(), commit: z.string(), actor: z.string().exactOptional(), ref: z.string().exactOptional(), url: z.string().exactOptional(), previous: z.string() }),
  z.object({ ...line, kind: z.enum(['begin', 'done', 'failed']), step: z.string(), title: z.string(), undo, exitCode: z.number().exactOptional() }),
  z.object({ ...line, kind: z.literal('fact'), name: z.string(), data: z.unknown() }),
  z.object({ ...line, kind: z.literal('closed'), outcome: z.enum(['released', 'rolled-back', 'nothing-changed', 'held', 'partial', 'failed']) }),
]);

const releaseEntry = z.object({
  v: z.literal(1),
  at: z.string(),
  id: z.string(),
  version: z.string(),
  commit: z.string(),
  artefact: z.string(),
  schema: z.string(),
  schemaFloor: z.string(),
  origin: z.string().exactOptional(),
  status: z.enum(['pending', 'active', 'good', 'bad', 'retired']),
});

const lease = z.object({ v: z.literal(1), owner: z.string(), token: z.number(), expires: z.number(), change: z.string(), note: z.string() });

const manifest = z.object({
  v: z.literal(1),
  id: z.string(),
  at: z.string(),
  engine: z.string(),
  engineVersion: z.string(),
  change: z.string(),
  file: z.string(),
  bytes: z.number(),
  databaseBytes: z.number(),
  sha256: z.string(),
  schema: z.string(),
  tables: z.record(z.string(), z.object({ rows: z.number(), hash: z.string() })),
  verified: z.enum(['checksum', 'readable', 'restored']),
  copies: z.array(z.object({ place: z.string(), verified: z.boolean() })),
  durationMs: z.number(),
});

/** Where a line was found, for the message. */
export interface Place {
  readonly host: string;
  readonly file: string;
}

/** A line that is JSON but not of this format is no torn write: somebody else wrote it, and what it says matters. */
function parse<T>(schema: z.ZodType<T>, value: unknown, { host, file }: Place): T {
  const answer = schema.safeParse(value);
  if (answer.success) return answer.data;
  const version = typeof value === 'object' && value !== null && 'v' in value ? value.v : undefined;
  if (typeof version === 'number' && version > 1) throw newerFormat(host, `${file}: "v":${String(version)}`);
  throw broken(host, `${file}: ${z.prettifyError(answer.error).replaceAll('\n', ' ')}: ${JSON.stringify(value).slice(0, 300)}`);
}

/** What was cut while it was written parses as nothing and was never acknowledged: it is left out. */
function json(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}

function whole<T>(schema: z.ZodType<T>, texts: readonly string[], place: Place): T[] {
  return texts.flatMap((text) => {
    const read = json(text);
    return read === undefined ? [] : [parse(schema, read.value, place)];
  });
}

export function parseJournal(texts: readonly string[], host: string): JournalLine[] {
  return whole<JournalLine>(journalLine, texts, { host, file: 'journal' });
}

export function parseReleases(texts: readonly string[], host: string): ReleaseEntry[] {
  return whole(releaseEntry, texts, { host, file: 'releases' });
}

export function parseManifests(texts: readonly string[], host: string): Manifest[] {
  return whole(manifest, texts, { host, file: 'manifests' });
}

/** A lease is renamed into place: a torn one is damage. One without owner was given back. */
export function parseLease(text: string, host: string): Lease | undefined {
  const read = json(text);
  if (read === undefined) throw broken(host, `lease: ${text.slice(0, 300)}`);
  const found = parse(lease, read.value, { host, file: 'lease' });
  return found.owner === '' ? undefined : found;
}

export function newerFormat(host: string, found: string): Failure {
  return new Failure({
    kind: 'state',
    code: 'LG-STATE-NEWER',
    problem: 'a newer version of Lockgate keeps the record on this host',
    host,
    cause: `the format found is ${found}; this version knows format 1`,
    next: 'use the version of Lockgate that deployed last (the journal and the job summaries name it), or a later one',
  });
}

export function broken(host: string, cause: string): Failure {
  return new Failure({
    kind: 'state',
    code: 'LG-STATE-BROKEN',
    problem: 'the record on the host cannot be read',
    host,
    cause,
    next: 'look at the files in .lockgate on the host; put back what a person changed there, or remove the line that is damaged',
  });
}

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

import { Failure } from '../model/failure';
import { compileExcludes } from './exclude';
import { codeOf, messageOf } from './thrown';

/** A folder on the runner as it will be on the host; paths are relative to it. */
export interface Tree {
  /** Regular files, sorted. */
  readonly files: readonly string[];
  /** Files, folders and links, each folder before what it holds. */
  readonly entries: readonly string[];
  /** The uppermost paths that are left out. */
  readonly excluded: readonly string[];
  readonly bytes: number;
}

export async function readTree(from: string, exclude: readonly string[]): Promise<Tree> {
  const excludes = compileExcludes(exclude);
  const files: string[] = [];
  const entries: string[] = [];
  const excluded: string[] = [];
  let bytes = 0;
  const walk = async (folder: string): Promise<void> => {
    for (const entry of (await readdir(join(from, folder), { withFileTypes: true, encoding: 'buffer' })).sort((a, b) => Buffer.compare(a.name, b.name))) {
      const path = folder === '' ? nameOf(entry.name, from) : `${folder}/${nameOf(entry.name, from)}`;
      if (excludes(path, entry.isDirectory())) {
        excluded.push(path);
      } else if (entry.isDirectory()) {
        entries.push(path);
        await walk(path);
      } else if (entry.isFile()) {
        entries.push(path);
        files.push(path);
        bytes += (await lstat(join(from, path))).size;
      } else if (entry.isSymbolicLink()) entries.push(path);
      // A socket, a pipe or a device is nothing that a release could hold.
      else excluded.push(path);
    }
  };
  await walk('').catch((error: unknown) => {
    if (error instanceof Failure || codeOf(error) === '') throw error;
    throw new Failure({ kind: 'configuration', code: 'LG-UPLOAD-SOURCE', problem: `the folder ${from} cannot be read`, cause: messageOf(error), next: 'check that the checkout or build that makes it ran before this step' });
  });
  return { files, entries, excluded, bytes };
}

function nameOf(name: Buffer, from: string): string {
  const text = name.toString('utf8');
  if (Buffer.from(text).equals(name)) return text;
  throw new Failure({ kind: 'configuration', code: 'LG-UPLOAD-NAME', problem: `a file below ${from} has a name that is not UTF-8`, cause: JSON.stringify(text), next: 'rename it or exclude its folder' });
}

/** sha256 over the sorted lines "<sha256 of the file>  <path>", with line breaks in a name as `\n` and `\r`: so does sha256sum. */
export async function digestTree(from: string, files: readonly string[]): Promise<string> {
  const lines: string[] = [];
  const rest = files.values();
  const work = async (): Promise<void> => {
    for (const path of rest) {
      const hash = createHash('sha256');
      await pipeline(createReadStream(join(from, path)), hash);
      lines.push(`${hash.digest('hex')}  ${path.replaceAll('\n', '\\n').replaceAll('\r', '\\r')}\n`);
    }
  };
  await Promise.all([work(), work(), work(), work()]);
  return createHash('sha256').update(lines.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))).join('')).digest('hex');
}

import { createHash } from 'node:crypto';
import { lstat, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';

import { Failure } from '../model/failure';
import type { Upload } from '../model/step';
import { compileExcludes } from './exclude';
import { codeOf, messageOf } from './thrown';

const CHUNK = 131_072;

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

export async function readTree({ from, exclude, without = [] }: Pick<Upload, 'from' | 'exclude' | 'without'>): Promise<Tree> {
  const excludes = compileExcludes(exclude);
  const left = new Set(without);
  const files: string[] = [];
  const entries: string[] = [];
  const excluded: string[] = [];
  let bytes = 0;
  const walk = async (folder: string): Promise<void> => {
    for (const entry of (await readdir(join(from, folder), { withFileTypes: true, encoding: 'buffer' })).sort((a, b) => Buffer.compare(a.name, b.name))) {
      const path = folder === '' ? nameOf(entry.name, from) : `${folder}/${nameOf(entry.name, from)}`;
      if (left.has(path) || excludes(path, entry.isDirectory())) {
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

/** Through the caller's buffer: one of its own for each of thousands of small files would fill the memory faster than it is freed. */
async function digestFile(path: string, buffer: Buffer): Promise<string> {
  const hash = createHash('sha256');
  const file = await open(path);
  try {
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, buffer.length, null);
      if (bytesRead === 0) return hash.digest('hex');
      hash.update(buffer.subarray(0, bytesRead));
    }
  } finally {
    await file.close();
  }
}

/** sha256 over the sorted lines "<sha256 of the file>  <path>", with line breaks in a name as `\n` and `\r`: so does sha256sum. */
export async function digestTree(from: string, files: readonly string[]): Promise<string> {
  const lines: string[] = [];
  const rest = files.values();
  const work = async (): Promise<void> => {
    const buffer = Buffer.allocUnsafeSlow(CHUNK);
    for (const path of rest) {
      lines.push(`${await digestFile(join(from, path), buffer)}  ${path.replaceAll('\n', '\\n').replaceAll('\r', '\\r')}\n`);
    }
  };
  await Promise.all([work(), work(), work(), work()]);
  return createHash('sha256').update(lines.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))).join('')).digest('hex');
}

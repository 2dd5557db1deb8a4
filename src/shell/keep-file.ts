import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*(\/[A-Za-z0-9][A-Za-z0-9._-]*)*$/;

/** Writes a file for later steps of the job, for this user alone; answers with its path. */
export async function keepFile(folder: string, name: string, text: string): Promise<string> {
  if (!NAME.test(name)) throw new Error(`"${name}" cannot be the name of a kept file`);
  const path = join(folder, name);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await writeFile(path, text, { mode: 0o600 });
  return path;
}

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where is kept what takes long to make, from one checkout to the next. */
export const CACHE = process.env['LOCKGATE_TEST_CACHE'] ?? join(homedir(), '.cache/lockgate-tests');

export function digestOf(...parts: readonly (string | Buffer)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest('hex').slice(0, 12);
}

/** One process on this machine at a time makes a thing; the others wait. A lock ends with its process, however that ends. */
export async function withLock<T>(name: string, work: () => Promise<T>): Promise<T> {
  mkdirSync(CACHE, { recursive: true });
  const holder = spawn('flock', [join(CACHE, `${name}.lock`), 'sh', '-c', 'echo held; exec cat'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [said] = (await Promise.race([once(holder.stdout, 'data'), once(holder, 'exit')])) as [Buffer | number | null];
  if (!Buffer.isBuffer(said)) throw new Error(`the lock ${name} cannot be taken in ${CACHE}: flock ended with ${String(said)}`);
  try {
    return await work();
  } finally {
    const ended = once(holder, 'exit');
    holder.stdin.end();
    await ended;
  }
}

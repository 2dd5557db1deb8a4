import { createHash } from 'node:crypto';
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import type { Settings } from '../config/settings';
import { Failure } from '../model/failure';
import { messageOf } from '../shell/thrown';
import { jobFolder } from './job-folder';

type Variables = Readonly<Record<string, string | undefined>>;

/** The lease that the post step of this action looks after: what `leaseName` says of it; empty for none. What is written last counts. */
export const HELD = 'lease-may-be-held';

/** Everything is written at once and to the end: a process that is killed right afterwards has left word for its post step. */
function saveHeld(name: string): void {
  const file = process.env['GITHUB_STATE'] ?? '';
  if (file !== '') appendFileSync(file, `${HELD}=${name}\n`);
}

/** Where the actions of a job say how the lease of this name stands; undefined where nothing is kept for later steps. */
function wordOf(name: string, env: Variables): string | undefined {
  const temp = env['RUNNER_TEMP'] ?? '';
  return temp === '' || !/^[0-9a-f]+$/.test(name) ? undefined : join(temp, jobFolder(env), `lease-${name}`);
}

function leaveWord(name: string, word: 'held' | 'free'): void {
  const file = wordOf(name, process.env);
  if (file === undefined) return;
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(file, word, { mode: 0o600 });
}

function isFree(name: string): boolean {
  const file = wordOf(name, process.env);
  try {
    return file !== undefined && readFileSync(file, 'utf8') === 'free';
  } catch {
    return false;
  }
}

/** The same for all actions that work under one lease, and for no others of the job. */
export function leaseName({ hosts, release }: Pick<Settings, 'hosts' | 'release'>): string {
  return createHash('sha256').update(JSON.stringify([release.path, ...hosts.map(({ alias, address, port }) => [alias, address, port])])).digest('hex').slice(0, 16);
}

/** To be called before a lease is taken. Throws a `Failure` where no word of it can be left: nobody would look after it. */
export function saveMayHoldLease(name: string): void {
  try {
    saveHeld(name);
    leaveWord(name, 'held');
  } catch (error) {
    throw new Failure({
      kind: 'configuration',
      code: 'LG-RUNNER-WRITE',
      problem: 'the lease was not taken: no word of it can be left for the post step of this job',
      cause: messageOf(error),
      next: "make room on the runner's disk, and let the runner write its temporary folder",
    }, { cause: error });
  }
}

/** To be called once it is free on every host. Whoever took it connects in vain where this cannot be told. */
export function saveFreedLease(name: string): void {
  try {
    saveHeld('');
    leaveWord(name, 'free');
  } catch {
    // A full disk of the runner is no reason to call a deploy that has ended well failed.
  }
}

/** An earlier action of the job looks after it. */
export function saveInheritedLease(): void {
  saveHeld('');
}

/** Whether there is a lease that this post step looks after. */
export function looksAfterLease(): boolean {
  const name = process.env[`STATE_${HELD}`] ?? '';
  return name !== '' && !isFree(name);
}

import { createHash } from 'node:crypto';
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import type { Settings } from '../config/settings';
import { jobFolder } from './job-folder';

type Variables = Readonly<Record<string, string | undefined>>;

/** The lease that this action may hold: what `leaseName` says of it. */
const HELD = 'lease-may-be-held';
const INHERITED = 'lease-inherited';

/** Everything is written at once and to the end: a process that is killed right afterwards has left word for its post step. */
function saveState(name: string, value: string): void {
  const file = process.env['GITHUB_STATE'] ?? '';
  if (file !== '') appendFileSync(file, `${name}=${value}\n`);
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

/** To be called before a lease is taken. Throws where no word of it can be left: nobody would look after it. */
export function saveMayHoldLease(name: string): void {
  saveState(HELD, name);
  leaveWord(name, 'held');
}

/** To be called once it is free on every host. Whoever took it connects in vain where this cannot be told. */
export function saveFreedLease(name: string): void {
  try {
    leaveWord(name, 'free');
  } catch {
    // A full disk of the runner is no reason to call a deploy that has ended well failed.
  }
}

export function saveInheritedLease(): void {
  saveState(INHERITED, 'true');
}

/** Whether this post step is the one that looks after the lease, and there is one to be looked after. */
export function looksAfterLease(): boolean {
  const name = process.env[`STATE_${HELD}`] ?? '';
  return name !== '' && process.env[`STATE_${INHERITED}`] !== 'true' && !isFree(name);
}

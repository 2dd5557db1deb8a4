import { appendFileSync } from 'node:fs';

const HELD = 'lease-may-be-held';
const INHERITED = 'lease-inherited';

/** Written at once and to the end: a process that is killed right afterwards has left word for its post step. */
function saveState(name: string, value = true): void {
  const file = process.env['GITHUB_STATE'] ?? '';
  if (file !== '') appendFileSync(file, `${name}=${String(value)}\n`);
}

function hasState(name: string): boolean {
  return process.env[`STATE_${name}`] === 'true';
}

/** What is written last counts. */
export function saveMayHoldLease(may: boolean): void {
  saveState(HELD, may);
}

export function saveInheritedLease(): void {
  saveState(INHERITED);
}

/** Whether this post step is the one that looks after the lease. */
export function looksAfterLease(): boolean {
  return hasState(HELD) && !hasState(INHERITED);
}

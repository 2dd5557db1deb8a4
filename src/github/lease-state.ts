import * as core from '@actions/core';

const HELD = 'lease-may-be-held';
const INHERITED = 'lease-inherited';

/** Written to the step's state at once: a process that is killed right afterwards has left word for its post step. */
export function saveMayHoldLease(): void {
  core.saveState(HELD, 'true');
}

export function saveInheritedLease(): void {
  core.saveState(INHERITED, 'true');
}

/** Whether this post step is the one that looks after the lease. */
export function looksAfterLease(): boolean {
  return core.getState(HELD) === 'true' && core.getState(INHERITED) !== 'true';
}

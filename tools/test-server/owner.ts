import { readFileSync } from 'node:fs';

import { LABEL, tryDocker } from './docker';

/** When a process started, in ticks since the machine did: tells it from a later one with the same number. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
    // The name of the program, in parentheses, may hold blanks.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

/** The label of what this process makes. */
export const ownLabel = (pid = process.pid): string => `${LABEL}=${String(pid)}-${startOf(pid) ?? ''}`;

export function isAlive(owner: string): boolean {
  const [pid = '', start = ''] = owner.split('-');
  return start !== '' && startOf(Number(pid)) === start;
}

/** Removes what runs that were killed have left: containers of ours whose owner is gone. */
export async function sweep(): Promise<void> {
  const { stdout } = await tryDocker(['ps', '--all', '--filter', `label=${LABEL}`, '--format', `{{.ID}} {{.Label "${LABEL}"}}`]);
  const listed = stdout.split('\n').map((line) => line.split(' '));
  const left = listed.filter(([id = '', owner = '']) => id !== '' && !isAlive(owner)).map(([id = '']) => id);
  if (left.length > 0) await tryDocker(['rm', '--force', '--volumes', ...left]);
}

import { existsSync, readFileSync } from 'node:fs';

import { mutating } from '../../../src/model/command';
import { Failure } from '../../../src/model/failure';
import type { JournalLine } from '../../../src/model/journal';
import type { ReleaseEntry } from '../../../src/model/release';
import type { Step } from '../../../src/model/step';
import type { HostSnapshot, LeaseRequest, Task } from '../../../src/state/host-state';
import { ask, type Shell } from '../../../src/shell/shell';
import type { Layout } from '../../../src/model/layout';
import { readState } from '../../../src/state/read-state';

export const CHANGE = '20261121-2104-3f9c2ab';

export const request = (owner: string, more: Partial<LeaseRequest> = {}): LeaseRequest => ({ owner, change: CHANGE, note: `deploy of "${owner}"`, ttlS: 90, ...more });

export const opened = (token: number, more: Partial<JournalLine> = {}): JournalLine =>
  ({ v: 1, at: '2026-11-21T21:04:00.000Z', change: CHANGE, token, action: 'rolling-deploy', kind: 'opened', owner: 'a', attempt: 1, version: 'v1', commit: 'c', previous: '', ...more }) as JournalLine;

export const entry = (id: string, status: ReleaseEntry['status']): ReleaseEntry => ({ v: 1, at: '2026-11-21T21:04:00.000Z', id, version: 'v', commit: 'c', artefact: '', schema: '', schemaFloor: '', status });

export function step(id: string, ...lines: string[]): Step {
  return {
    id,
    title: `step ${id}`,
    host: 'web',
    undo: { kind: 'none', text: '' },
    does: lines.map((line) => mutating(line, 'sh', ['-c', line], { deadlineMs: 30_000 })),
  };
}

export const task = (id: string, token: number, steps: readonly Step[], more: Partial<Task> = {}): Task => ({ id, token, change: CHANGE, action: 'rolling-deploy', steps, lease: 'keep', ...more });

export const look = (host: { readonly shell: Shell; readonly layout: Layout }): Promise<HostSnapshot> => ask(host.shell, readState(host.layout));

/** The facts of the failure it ends with. */
export async function failureOf(work: Promise<unknown>): Promise<Failure> {
  const result = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (result instanceof Failure) return result;
  throw new Error(result === undefined ? 'it did not fail' : 'it failed otherwise', { cause: result });
}

export async function until(what: () => boolean | Promise<boolean>): Promise<void> {
  for (let n = 0; n < 600; n += 1) {
    if (await what()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`never came true: ${what.toString()}`);
}

export const text = (path: string): string => (existsSync(path) ? readFileSync(path, 'utf8') : '');

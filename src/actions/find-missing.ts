import { isDeepStrictEqual } from 'node:util';

import type { Layout } from '../model/layout';
import type { Shell } from '../shell/shell';
import { ask } from '../shell/shell';
import type { Task } from '../state/host-state';
import { readState } from '../state/read-state';
import { isLineOf } from './notes';
import type { Note } from './notes';

/**
 * Which notes of a task are not on record: the record counts, not the missing answer. Undefined where nothing at all is left to do:
 * all are there, and the lease that the task was to free is not its own any more.
 */
export async function findMissing(shell: Shell, layout: Layout, { before, after, lease: then, token }: Task, notes: readonly Note[]): Promise<Note[] | undefined> {
  const { journal, releases, lease } = await ask(shell, readState(layout));
  const found = [...journal, ...releases];
  const written = [before, after].flatMap((lines) => [...(lines?.journal ?? []), ...(lines?.releases ?? [])]).filter((line) => found.some((one) => isDeepStrictEqual(one, JSON.parse(JSON.stringify(line)))));
  const missing = notes.filter((note) => !written.some((line) => isLineOf(line, note)));
  // Its last word but one frees the lease: whoever waited may have it by now.
  return missing.length === 0 && then === 'free' && lease?.token !== token ? undefined : missing;
}

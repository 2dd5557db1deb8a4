import { isDeepStrictEqual } from 'node:util';

import type { Layout } from '../model/layout';
import type { Shell } from '../shell/shell';
import { ask } from '../shell/shell';
import type { Task } from '../state/host-state';
import { readState } from '../state/read-state';
import { isLineOf } from './notes';
import type { Note } from './notes';

/** Which notes of a task are not on record: the record counts, not the missing answer. */
export async function findMissing(shell: Shell, layout: Layout, { before, after }: Task, notes: readonly Note[]): Promise<Note[]> {
  const { journal, releases } = await ask(shell, readState(layout));
  const found = [...journal, ...releases];
  const written = [before, after].flatMap((lines) => [...(lines?.journal ?? []), ...(lines?.releases ?? [])]).filter((line) => found.some((one) => isDeepStrictEqual(one, JSON.parse(JSON.stringify(line)))));
  return notes.filter((note) => !written.some((line) => isLineOf(line, note)));
}

import { closeSync, existsSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

import type { TemplateFile } from '../templates/workflows';
import { usage } from '../read-words';

export type Placed = 'written' | 'written over' | 'as it was';

/** Where a file is written before it has its name; one that is there is what an interruption left. */
const besideOf = (path: string): string => join(dirname(path), `.${basename(path)}.part`);

/** Whole, beside its name, on the disk; then under its name in one step: an interruption leaves the old file or the new one. */
function place(path: string, content: string, over: boolean): void {
  mkdirSync(dirname(path), { recursive: true });
  const beside = besideOf(path);
  try {
    const file = openSync(beside, 'w');
    try {
      writeSync(file, content);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    // A link refuses a name that somebody took meanwhile.
    if (over) renameSync(beside, path);
    else linkSync(beside, path);
  } finally {
    rmSync(beside, { force: true });
  }
}

/** Writes what is not there yet. Throws before anything is written where a file of another content is in the way, naming all of them. */
export function placeFiles(folder: string, files: readonly TemplateFile[], force: boolean): Map<string, Placed> {
  const states = files.map(({ path, content }) => {
    const full = join(folder, path);
    return { path, content, full, state: !existsSync(full) ? 'missing' : readFileSync(full, 'utf8') === content ? 'same' : 'other' };
  });
  const others = states.filter(({ state }) => state === 'other').map(({ path }) => path);
  if (others.length > 0 && !force) throw usage(`there are files of another content already: ${others.join(', ')}`, 'put them aside, or write over them with --force; nothing was written');
  const placed = new Map<string, Placed>();
  for (const { path, content, full, state } of states) {
    if (state === 'same') rmSync(besideOf(full), { force: true });
    else place(full, content, state === 'other');
    placed.set(path, state === 'same' ? 'as it was' : state === 'other' ? 'written over' : 'written');
  }
  return placed;
}

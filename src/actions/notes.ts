import type { FlowId } from '../model/action';
import type { ChangeOutcome, JournalLine } from '../model/journal';
import type { Release, ReleaseEntry, ReleaseStatus } from '../model/release';
import type { RunIdentity } from './flow';

/** Something to put on record together with steps. */
export type Note =
  | { readonly kind: 'opened'; readonly previous: string }
  | { readonly kind: 'fact'; readonly name: string; readonly data: unknown }
  | { readonly kind: 'closed'; readonly outcome: ChangeOutcome }
  | { readonly kind: 'release'; readonly release: Release; readonly status: ReleaseStatus };

/** Who writes, when and under which token. */
export interface Writer {
  readonly at: string;
  readonly change: string;
  readonly token: number;
  readonly action: FlowId;
  readonly run: RunIdentity;
}

function whoOf({ actor, ref = '', url }: RunIdentity): { actor?: string; ref?: string; url?: string } {
  return { ...(actor === '' ? {} : { actor }), ...(ref === '' ? {} : { ref }), ...(url === '' ? {} : { url }) };
}

function lineOf(note: Exclude<Note, { kind: 'release' }>, { at, change, token, action, run }: Writer): JournalLine {
  const base = { v: 1 as const, at, change, token, action };
  switch (note.kind) {
    case 'opened':
      return { ...base, kind: 'opened', owner: run.owner, attempt: run.attempt, version: run.version, commit: run.commit, ...whoOf(run), previous: note.previous };
    case 'fact':
      return { ...base, kind: 'fact', name: note.name, data: note.data };
    case 'closed':
      return { ...base, kind: 'closed', outcome: note.outcome };
  }
}

/** Notes as the journal and the release log hold them. Pure. */
export function linesOf(notes: readonly Note[], writer: Writer): { journal: JournalLine[]; releases: ReleaseEntry[] } {
  return {
    journal: notes.flatMap((note) => (note.kind === 'release' ? [] : [lineOf(note, writer)])),
    releases: notes.flatMap((note) => (note.kind === 'release' ? [{ v: 1 as const, at: writer.at, ...note.release, status: note.status }] : [])),
  };
}

/** Whether a line, of those that were written together, is this note's. Pure. */
export function isLineOf(line: JournalLine | ReleaseEntry, note: Note): boolean {
  if (note.kind === 'release') return 'status' in line && line.id === note.release.id && line.status === note.status;
  return 'kind' in line && line.kind === note.kind && (line.kind !== 'fact' || note.kind !== 'fact' || line.name === note.name);
}

import type { FlowId } from './action';

/** How a step is undone, as data: the way back is planned from it, by whatever version reads it. */
export interface Undo {
  /** One of `UndoKind`. */
  readonly kind: UndoKind;
  /** For people: "remove releases/20261121-2104-3f9c2ab". */
  readonly text: string;
}

export type UndoKind = 'none' | 'discard-release' | 'start-old' | 'switch-back' | 'restore-database' | 'leave-maintenance';

interface Line {
  readonly v: 1;
  /** ISO 8601, the writer's clock. */
  readonly at: string;
  readonly change: string;
  readonly token: number;
  readonly action: FlowId;
}

/** A change begins: everything until its `closed` belongs to it. An unclosed change of a dead run is gone back from. */
export interface OpenedLine extends Line {
  readonly kind: 'opened';
  readonly owner: string;
  readonly attempt: number;
  readonly version: string;
  readonly commit: string;
  /** Who started it, for which ref, and the link of the run; absent where it is not known. */
  readonly actor?: string;
  readonly ref?: string;
  readonly url?: string;
  /** Where the way back would lead; empty for a first deploy. */
  readonly previous: string;
}

/** `begin` is written before the mutation by the same script; `done` or `failed` after it. */
export interface StepLine extends Line {
  readonly kind: 'begin' | 'done' | 'failed';
  readonly step: string;
  readonly title: string;
  readonly undo: Undo;
  readonly exitCode?: number;
}

/** Something a later action or the way back needs to know: that preflight said ready, which backup, which migrations. */
export interface FactLine extends Line {
  readonly kind: 'fact';
  readonly name: string;
  readonly data: unknown;
}

export interface ClosedLine extends Line {
  readonly kind: 'closed';
  readonly outcome: ChangeOutcome;
}

export type ChangeOutcome = 'released' | 'rolled-back' | 'nothing-changed' | 'held' | 'partial' | 'failed';

export type JournalLine = OpenedLine | StepLine | FactLine | ClosedLine;

/** One change as its lines tell it. */
export interface ChangeRecord {
  readonly id: string;
  readonly opened: OpenedLine;
  readonly steps: readonly { readonly id: string; readonly title: string; readonly phase: 'begin' | 'done' | 'failed'; readonly undo: Undo }[];
  readonly facts: ReadonlyMap<string, unknown>;
  readonly closed?: ClosedLine | undefined;
}

/** The changes of a journal, oldest first; lines of a change that was never opened are dropped. */
export function foldJournal(lines: readonly JournalLine[]): ChangeRecord[] {
  const changes = new Map<string, { record: ChangeRecord; steps: Map<string, ChangeRecord['steps'][number]>; facts: Map<string, unknown> }>();
  for (const line of lines) {
    if (line.kind === 'opened') {
      const steps = new Map<string, ChangeRecord['steps'][number]>();
      const facts = new Map<string, unknown>();
      changes.set(line.change, { steps, facts, record: { id: line.change, opened: line, steps: [], facts } });
      continue;
    }
    const change = changes.get(line.change);
    if (change === undefined) continue;
    if (line.kind === 'fact') change.facts.set(line.name, line.data);
    else if (line.kind === 'closed') change.record = { ...change.record, closed: line };
    else change.steps.set(line.step, { id: line.step, title: line.title, phase: line.kind, undo: line.undo });
  }
  return [...changes.values()].map(({ record, steps }) => ({ ...record, steps: [...steps.values()] }));
}

/**
 * The change that nobody has closed, if any: only the last one can be, since its opener held the lease and settled the one before.
 * What is left open below it was closed by the record of another host.
 */
export function openChange(changes: readonly ChangeRecord[]): ChangeRecord | undefined {
  const last = changes.at(-1);
  return last?.closed === undefined ? last : undefined;
}

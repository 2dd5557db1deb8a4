import type { JournalLine } from '../../src/model/journal';
import type { Lease } from '../../src/model/lease';
import type { ReleaseEntry } from '../../src/model/release';

/** A moment of a flow that its record on the host names exactly. */
export interface Instant {
  /** For people and for comparing: `rolling-deploy before release.switch`. */
  readonly name: string;
  readonly where: 'before' | 'after' | 'note';
  readonly step: string;
  /** The file of the record, and what the line holds that ends this moment's write. */
  readonly file: TrailLine['file'];
  readonly holds: readonly string[];
}

/** What one line of the trail is: the file and the last line of it when it was flushed. */
export type TrailLine =
  | { readonly file: 'journal'; readonly line: JournalLine }
  | { readonly file: 'releases'; readonly line: ReleaseEntry }
  | { readonly file: 'lease'; readonly line: Lease };

export function instantOf({ file, line }: TrailLine): Instant {
  const has = (name: string, value: string): string => `${JSON.stringify(name)}:${JSON.stringify(value)}`;
  if (file === 'releases') return { name: `release ${line.status}`, where: 'note', step: '', file, holds: [has('status', line.status)] };
  // The owner begins with the repository, whatever run it is.
  if (file === 'lease') return { name: `lease ${line.owner === '' ? 'freed' : 'taken'}`, where: 'note', step: '', file, holds: [line.owner === '' ? '"owner":""' : `"owner":"${line.owner.split('/')[0] ?? ''}/`] };
  const of = [has('action', line.action), has('kind', line.kind)];
  switch (line.kind) {
    case 'begin':
      return { name: `${line.action} before ${line.step}`, where: 'before', step: line.step, file, holds: [...of, has('step', line.step)] };
    case 'done':
    case 'failed':
      return { name: `${line.action} after ${line.step}`, where: 'after', step: line.step, file, holds: [...of, has('step', line.step)] };
    case 'fact':
      return { name: `${line.action} noted ${line.name}`, where: 'note', step: '', file, holds: [...of, has('name', line.name)] };
    case 'opened':
      return { name: `${line.action} opened`, where: 'note', step: '', file, holds: of };
    case 'closed':
      return { name: `${line.action} closed ${line.outcome}`, where: 'note', step: '', file, holds: [...of, has('outcome', line.outcome)] };
  }
}

/** A step without the host and the instance that its id may name: `runtime.restart` of `runtime.restart@web/1`. */
export const verbOf = (step: string): string => step.replace(/@.*/, '');

/**
 * The instants of an undisturbed run, in order. A step for which nobody has said what it visibly changes is an error: a new
 * step is killed like the others or the test is red.
 */
export function instantsOf(trail: readonly TrailLine[], visible: Readonly<Record<string, unknown>>): Instant[] {
  const instants = [...new Map(trail.map((line) => instantOf(line)).map((one) => [one.name, one])).values()];
  const unknown = [...new Set(instants.map(({ step }) => step).filter((step) => step !== '' && !(verbOf(step) in visible)))];
  if (unknown.length > 0) {
    throw new Error(`the kill harness does not know what these steps visibly change: ${unknown.join(', ')}. Add to the table of visible changes, for each, a function that says whether its change can be seen on the host.`);
  }
  const open = instants.filter((one) => one.where === 'before' && !instants.some((other) => other.where === 'after' && other.step === one.step));
  if (open.length > 0) throw new Error(`an undisturbed run left steps unfinished: ${open.map(({ name }) => name).join(', ')}`);
  return instants;
}

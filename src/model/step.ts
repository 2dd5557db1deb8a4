import type { FlowId } from './action';
import type { Command } from './command';
import type { Undo } from './journal';

/** A tree of files to bring from the runner to a host. */
export interface Upload {
  /** A folder on the runner. */
  readonly from: string;
  /** A folder on the host; created with its parents, and afterwards exactly what `from` holds less `exclude` and `without`. */
  readonly to: string;
  /** rsync patterns. */
  readonly exclude: readonly string[];
  /** Paths below `from`, as they are written: left out as well, with everything below them. */
  readonly without?: readonly string[];
  /** A folder on the host whose equal files are hard-linked instead of sent, where rsync is on both sides. */
  readonly linkDest?: string;
}

/**
 * One thing that is done to one host: readable before it runs, journalled before it mutates, undone as `undo` says.
 * Steps of one host with no gate between them travel in one script, which stops at the first that fails.
 */
export interface Step {
  /** Unique in its plan, `<topic>.<verb>`: `release.switch`. */
  readonly id: string;
  readonly title: string;
  readonly host: string;
  readonly does: readonly Command[];
  /** Runs before `does`, outside the fenced script, into a place that nothing else uses yet. */
  readonly upload?: Upload;
  readonly undo: Undo;
}

export interface Plan {
  readonly change: string;
  readonly action: FlowId;
  readonly steps: readonly Step[];
}

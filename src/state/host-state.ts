import type { FlowId } from '../model/action';
import type { CommandResult } from '../model/command';
import type { JournalLine } from '../model/journal';
import type { Lease } from '../model/lease';
import type { Manifest } from '../model/manifest';
import type { ReleaseEntry } from '../model/release';
import type { Step } from '../model/step';

/** What `.lockgate` says, read in one go. Torn last lines are dropped; a newer format is refused with a `Failure`. */
export interface HostSnapshot {
  /** False on a host that Lockgate never wrote to. */
  readonly exists: boolean;
  readonly lease: Lease | undefined;
  /** Not expired, or a script holds the lock right now. */
  readonly leaseLive: boolean;
  /** Seconds since the epoch by the host's clock. */
  readonly hostNow: number;
  readonly journal: readonly JournalLine[];
  readonly releases: readonly ReleaseEntry[];
  readonly manifests: readonly Manifest[];
  /** The id that `current` links to; empty when none. */
  readonly current: string;
}

export interface LeaseRequest {
  readonly owner: string;
  /** Which attempt of the owner's run this is; 1 when absent. */
  readonly attempt?: number;
  readonly change: string;
  readonly note: string;
  readonly ttlS: number;
  /** Take it although it is live: its run was asked of GitHub and is over. Token that the answer was about. */
  readonly ownerIsGone?: { readonly owner: string; readonly token: number };
  /** Take it on a full disk too: going back may be what makes room, and 256 KiB are kept for its record. */
  readonly wayBack?: boolean;
}

export interface Taken {
  readonly token: number;
  /**
   * `inherited`: the same owner had it, in the same attempt. `taken-over`: from an earlier attempt of the same owner, or from
   * somebody whose lease had expired or whose run is over.
   */
  readonly how: 'new' | 'inherited' | 'taken-over';
  readonly from: string;
  readonly snapshot: HostSnapshot;
}

/**
 * One fenced script: under `flock`, checks the token, then per step writes `begin`, runs its commands, writes `done` or
 * `failed` and stops at the first failure; then writes `after` and what `lease` says. It is detached: it goes on without the
 * connection, and is re-attached by id.
 */
export interface Task {
  /** Unique; running a task whose id has ended before answers with its recorded result and does nothing. */
  readonly id: string;
  readonly token: number;
  readonly change: string;
  readonly action: FlowId;
  /** Lines and log entries to write first (`opened`, facts, `bad`). */
  readonly before?: { readonly journal?: readonly JournalLine[]; readonly releases?: readonly ReleaseEntry[] };
  readonly steps: readonly Step[];
  /** Written only if every step was done. */
  readonly after?: { readonly journal?: readonly JournalLine[]; readonly releases?: readonly ReleaseEntry[] };
  /** What becomes of the lease at the end. After a failed step `free` is as `keep`: whoever ran it has what was begun to take back. */
  readonly lease: 'keep' | 'park' | 'free';
  /** Afterwards the record is read in the same remote command. */
  readonly thenRead?: boolean;
}

export interface TaskResult {
  readonly steps: readonly { readonly id: string; readonly status: 'done' | 'failed' | 'not-run'; readonly results: readonly CommandResult[] }[];
  /** The step that failed, if any. */
  readonly failed: string | undefined;
  /** The script was killed or its machine went down: a step that is `failed` without results may have happened or not. */
  readonly died?: boolean;
  /** The record afterwards, where that was asked for and the answer is whole. */
  readonly snapshot?: HostSnapshot;
}

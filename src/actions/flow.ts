import type { Settings } from '../config/settings';
import type { ApprovalEvidence } from '../model/approval';
import type { Failure } from '../model/failure';
import type { Changes, Untold } from '../model/plan';
import type { ActionReport } from '../model/report';
import type { Trace } from '../model/trace';
import type { ForgeApi } from '../notifiers/notifier';
import type { Ports } from '../shell/ports';
import type { Shell } from '../shell/shell';
import type { Handed } from './handed';
import type { Rehearsal } from './rehearsal';

/** Who runs this, and for what. */
export interface RunIdentity {
  /** `<repository>/<run>/<job>`, without attempt; from a terminal `<user>@<machine>/<process>`. Letters, digits and `._/@:-` only. */
  readonly owner: string;
  /** 1, 2, … for the attempts of one run: a change that an earlier attempt left open is gone back from. */
  readonly attempt: number;
  /** A link for people; empty from a terminal. */
  readonly url: string;
  readonly actor: string;
  /** `refs/tags/v1.4.0`; absent from a terminal. */
  readonly ref?: string;
  /** Full hash of what is deployed. */
  readonly commit: string;
  /** Tag or branch. */
  readonly version: string;
  /** The checkout. */
  readonly workspace: string;
  /** As `Site.ignored`. */
  readonly ignored?: readonly string[];
}

/** What flows ask of GitHub; a terminal answers `undefined` and empty lists. */
export interface Forge {
  /** Whether the run of a lease's owner is completed; undefined when it cannot be told. */
  isRunOver(owner: string): Promise<boolean | undefined>;
  /** What lies between two commits, or why that cannot be told. */
  changesBetween(from: string, to: string): Promise<Changes | Untold>;
  /** What can be proven of who let this run go ahead. Never says that somebody did for want of an answer. */
  approval(): Promise<ApprovalEvidence>;
  /** Whether a person wrote this when they started the run; why that cannot be said otherwise. */
  isByHand(text: string): true | string;
  /** Who approved this run, where that can be told; asked without complaint. */
  approvers?(): Promise<readonly string[]>;
  /** The forge's API for notifiers; absent where there is none, undefined without a token. */
  api?(): ForgeApi | undefined;
}

export interface FlowContext {
  readonly settings: Settings;
  /** Declared inputs only; absent and empty are the same. */
  readonly inputs: ReadonlyMap<string, string>;
  readonly run: RunIdentity;
  readonly ports: Ports;
  readonly forge: Forge;
  readonly dryRun: boolean;
  /** The hosts are entered as a user of its own that may only read; in a dry run alone. */
  readonly readsOnly?: true;
  /** What earlier actions of this job left, in their order, those for other applications and environments included; absent where there are none. */
  earlier?(): Promise<readonly Trace[]>;
  /** The host's one connection of this process, opened at the first call. In a dry run its mutating commands are only recorded. */
  connect(alias: string): Promise<Shell>;
  /** What this process would have done so far; present exactly in a dry run. */
  readonly rehearsal?: Rehearsal;
  /** What the stages of this process go on with; absent where it is one action alone. */
  readonly handed?: Handed;
  /** Says that from here on this process may hold the lease, so that its post step must look. Called before it is taken. */
  mayHoldLease(): void;
  /** Says that the lease is free on every host, so that nothing is left for a post step. */
  freedLease(): void;
  /** Says that an earlier action of the job holds it: its post step will look, not ours. */
  inheritedLease(): void;
}

export interface FlowResult {
  /** Every declared output; all are set, also on failure. */
  readonly outputs: Readonly<Record<string, string>>;
  readonly report: ActionReport;
  /** Present exactly when the action must be red. */
  readonly failure?: Failure;
}

export type Flow = (context: FlowContext) => Promise<FlowResult>;

import type { z } from 'zod';

import type { Database } from '../databases/database';
import type { Command, Probe } from '../model/command';
import type { Failure } from '../model/failure';
import type { Manifest } from '../model/manifest';
import type { Site } from '../model/site';

/**
 * `lossless`: nothing stored is destroyed. `loss`: rows or columns go. `lock`: blocks writers while it runs. `break`: code of
 * the release before may no longer work. `opaque`: it cannot be told.
 */
export type MigrationClass = 'lossless' | 'loss' | 'lock' | 'break' | 'opaque';

export interface PendingMigration {
  readonly name: string;
  /** Empty where the tool gives no file to digest. */
  readonly digest: string;
  /** Empty means lossless. */
  readonly classes: readonly Exclude<MigrationClass, 'lossless'>[];
  /** One line per finding: "line 3: DROP TABLE orders destroys its rows". */
  readonly findings: readonly string[];
  /** What leads back from it, read and not run; absent where nothing does. */
  readonly down?: WayDown;
}

/** The SQL that takes a migration back. */
export interface WayDown {
  readonly name: string;
  /** What going back would destroy: also what was written since the migration ran. `opaque`: it cannot be told. */
  readonly risk: 'lossless' | 'loss' | 'opaque';
  /** As for the migration itself. */
  readonly findings: readonly string[];
}

export interface MigrationSurvey {
  /** Name of the newest applied one, or what the tool says; empty for none. */
  readonly revision: string;
  readonly applied: readonly string[];
  readonly pending: readonly PendingMigration[];
  /** Applied files whose content is another one now. Not empty is refused (M8). */
  readonly edited: readonly { readonly name: string; readonly recorded: string; readonly now: string }[];
  /** Why pending ones must not run as they are. What is applied is told all the same: a way back depends on it. */
  readonly refused: readonly Failure[];
}

/** One way to see whether a change is there as its migrations make it. */
export interface ProofTrial {
  /** What it begins with, for people. */
  readonly from: string;
  /** `ran`: the migrations could be tried on it and made a difference, so that `difference`, lines for people, is one of schemas. */
  readonly probe: Probe<{ readonly equal: boolean; readonly ran: boolean; readonly difference: readonly string[] }>;
}

export interface Proof {
  readonly files: readonly { readonly name: string; readonly digest: string }[];
  /** What they do that no schema shows, a line each. */
  readonly unproven: readonly string[];
  /** One that says `equal` is enough. */
  readonly trials: readonly ProofTrial[];
}

/**
 * Contract (`__tests__/contracts/migrations`):
 * 1. `survey` changes nothing. 2. After `apply` succeeded, `survey` has nothing pending and the revision is the last name.
 * 3. A migration that fails leaves the revision where it was (its transaction rolled back) or at a step that `survey` reports.
 * 4. Applying again what is applied changes nothing. 5. An edited applied file is reported.
 * 6. What would take a migration back is never applied, nor pending, on its own.
 * 7. After `baseline`, those it was given are applied and nothing else has changed; a name that is not pending is refused.
 * 8. The trials of `prove` change nothing. One says `equal` where the named ones were applied by hand as they are, and none does where
 *    something else was, or nothing. What is not pending, or has pending ones before it, is refused.
 * 9. A pending file that must not run as it is makes `survey` say why, and no less of what is applied.
 */
export interface MigrationTool {
  readonly kind: string;
  /** True when the commands run code of the release, so that it must be on the host first. */
  readonly needsRelease: boolean;
  /** `releasePath`: the folder of the release whose migrations these are, on the host; absent before it was brought there. */
  survey(releasePath?: string): Probe<MigrationSurvey>;
  /** In the order to run; each command is journalled as a step of its own. */
  apply(survey: MigrationSurvey, release: { readonly id: string; readonly path: string }): readonly Command[];
  /**
   * Records pending ones as applied, by their digest and without running them: somebody applied them by hand. Absent where
   * the tool keeps a record of its own, which is then right already.
   */
  baseline?(survey: MigrationSurvey, names: readonly string[], release: string): readonly Command[];
  /** Whether somebody applied pending ones by hand: what can be tried from backups. Absent as for `baseline`, or where nothing can be proven. */
  prove?(survey: MigrationSurvey, names: readonly string[], backups: readonly Manifest[]): Proof;
}

export interface MigrationPlugin<S = unknown> {
  readonly kind: string;
  /** The keys of `migrations:` for this kind, without the common ones (`kind`, `when`, `acknowledge`, `lock-timeout`, `then`). */
  readonly schema: z.ZodType<S>;
  /** What the configuration must have besides. */
  readonly needs?: readonly ('database' | 'runtime')[];
  /** Reads its files from the workspace here; throws `Failure`s about them. */
  open(settings: S, site: Site, database: Database | undefined, common: { readonly lockTimeoutMs: number; readonly deadlineMs: number }): Promise<MigrationTool>;
}

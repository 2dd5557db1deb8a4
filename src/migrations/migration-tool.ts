import type { z } from 'zod';

import type { Database } from '../databases/database';
import type { Command, Probe } from '../model/command';
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
}

/**
 * Contract (`__tests__/contracts/migrations`):
 * 1. `survey` changes nothing. 2. After `apply` succeeded, `survey` has nothing pending and the revision is the last name.
 * 3. A migration that fails leaves the revision where it was (its transaction rolled back) or at a step that `survey` reports.
 * 4. Applying again what is applied changes nothing. 5. An edited applied file is reported.
 * 6. What would take a migration back is never applied, nor pending, on its own.
 * 7. After `baseline`, those it was given are applied and nothing else has changed; a name that is not pending is refused.
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

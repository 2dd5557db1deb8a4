import type { z } from 'zod';

import type { Step } from '../model/step';
import type { Artefact } from '../releases/artefact';
import type { Runtime } from '../runtimes/runtime';

export interface StrategyParts {
  /** Aliases, in the order they are changed. */
  readonly hosts: readonly string[];
  readonly artefact: Artefact;
  readonly runtime: Runtime;
}

/** Steps that bring traffic from one release to another; the release is on the hosts already. Pure. */
export interface Strategy {
  readonly kind: string;
  forward(parts: StrategyParts, release: string, previous: string | undefined): readonly Step[];
  /**
   * The same for the way back: from whatever the hosts are in now to `target` (or to nothing, after a first deploy).
   * `whileStopped` runs where no instance of the application runs on any host. Every command is idempotent.
   */
  back(parts: StrategyParts, from: string, target: string | undefined, whileStopped: readonly Step[]): readonly Step[];
}

export interface StrategyPlugin<S = unknown> {
  readonly kind: string;
  readonly schema: z.ZodType<S>;
  open(settings: S): Strategy;
}

import type { z } from 'zod';

import type { Command, Probe } from '../model/command';
import type { Site } from '../model/site';
import type { Upload } from '../model/step';

/**
 * Contract (`__tests__/contracts/releases`): until `activate`, nothing that serves is touched. `activate` is atomic: whoever
 * looks sees the old release or the new one. `discard` and `retain` never touch what `current` names nor a protected id.
 * All commands are idempotent.
 */
export interface Artefact {
  readonly kind: string;
  /** Folder of a release on the host. */
  path(id: string): string;
  /** Into `<id>.part`, which nothing else uses: only the rename in `assemble` counts, so this needs neither token nor journal. */
  upload(id: string, previous: string | undefined): Upload;
  /** Compares the digest, links shared files, runs the build commands, renames into place, and marks it with its version. `digest` empty in a dry run. */
  assemble(id: string, digest: string, version: string): readonly Command[];
  /** Fails where `activate` could not succeed: asked before anything is stopped for it. Changes nothing. */
  ready(id: string): readonly Command[];
  activate(id: string): readonly Command[];
  /** Afterwards `current` names nothing: where the way back from a first deploy leads. */
  deactivate(): readonly Command[];
  discard(id: string): readonly Command[];
  /** Removes every release but the newest `keep` of `good` (oldest first) and everything in `protect`. */
  retain(good: readonly string[], protect: readonly string[], keep: number): readonly Command[];
  /** The id that `current` names, empty when none. */
  current(): Probe<string>;
}

export interface ArtefactPlugin<S = unknown> {
  readonly kind: string;
  readonly schema: z.ZodType<S>;
  open(settings: S, site: Site): Artefact;
}

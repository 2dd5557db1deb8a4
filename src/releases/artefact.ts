import type { z } from 'zod';

import type { Command, CommandResult, Probe } from '../model/command';
import type { Failure } from '../model/failure';
import type { TakeSecret } from '../model/secret';
import type { Site } from '../model/site';
import type { Upload } from '../model/step';

/** What somebody has deployed by hand, as it was found on one host. */
export interface FoundByHand {
  /** The folder that holds it, without links in its path; empty where it cannot be told. */
  readonly place: string;
  /** For people: what is there, and what becomes of it. */
  readonly facts: readonly (readonly [string, string])[];
  /** Why it cannot be adopted as it is, everything at once. */
  readonly problems: readonly Failure[];
  /** Nothing is called `current` yet, so that the release can be. */
  readonly nameless: boolean;
}

/**
 * Contract: 1. `look` changes nothing. 2. Neither `copy` nor `name` changes what is in the place, what `current` named before,
 * or a process; `name` does nothing where there is a `current`. 3. After `copy` the release is `ready` and holds what the place
 * held, and what is shared is the very same file. 4. What cannot be copied whole fails and leaves no release. Idempotent.
 */
export interface Adoption {
  /** `place` empty: where it seems to be. */
  look(place: string): Probe<FoundByHand>;
  copy(id: string, place: string, version: string): readonly Command[];
  /** The digest of what was copied. */
  readCopy(results: readonly CommandResult[]): string;
  name(id: string): readonly Command[];
}

export interface EnvironmentChange {
  readonly name: string;
  /** `moved`: the file itself; its name is that of the file. */
  readonly how: 'added' | 'changed' | 'removed' | 'moved';
}

/**
 * What the application is told by variables, secrets among them. Contract: 1. `assemble` and `derive` write it into a file of
 * the release that nobody but its owner may read, before anything is built, whatever the checkout holds there; a shell reads
 * every value back from it. Values of secrets travel by standard input alone. 2. No release has the file of another.
 * 3. `differs` changes nothing, and answers with names, never with values.
 */
export interface ReleaseEnvironment {
  /** From the top of the release. */
  readonly file: string;
  /** Names of the variables, those of secrets among them. */
  readonly names: readonly string[];
  readonly secrets: readonly string[];
  /** How what would be written now differs from what a release has. */
  differs(id: string): Probe<readonly EnvironmentChange[]>;
}

/**
 * Contract (`__tests__/contracts/releases`): until `activate`, nothing that serves is touched. `activate` is atomic: whoever
 * looks sees the old release or the new one. `discard` and `retain` never touch what `current` names nor a protected id.
 * All commands are idempotent.
 */
export interface Artefact {
  readonly kind: string;
  /** Folder of a release on the host. */
  path(id: string): string;
  /** Less what `site.ignored` names, unless the configuration asks for it. Into `<id>.part`, which nothing else uses: only the rename in `assemble` counts, so this needs neither token nor journal. */
  upload(id: string, previous: string | undefined): Upload;
  /** Compares the digest, links shared files, runs the build commands, renames into place, and marks it with its version. `digest` empty in a dry run. */
  assemble(id: string, digest: string, version: string): readonly Command[];
  /** Fails where `activate` could not succeed: asked before anything is stopped for it. Changes nothing. */
  ready(id: string): readonly Command[];
  /** Absent where the configuration says nothing of it. */
  readonly environment?: ReleaseEnvironment;
  /**
   * In place of `upload` and `assemble`: a release with the files of `base`, which is on the host, and the environment of now;
   * nothing is built. Whatever is written into one of the two afterwards leaves the other as it is. `origin` is the release whose
   * build its files come from; they may lead to its folder (a venv does), so that `retain` spares it while they are there. Absent
   * for a kind that cannot.
   */
  derive?(id: string, base: string, origin: string, version: string): readonly Command[];
  activate(id: string): readonly Command[];
  /** Afterwards `current` names nothing: where the way back from a first deploy leads. */
  deactivate(): readonly Command[];
  discard(id: string): readonly Command[];
  /** Removes every release but the newest `keep` of `good` (oldest first) and everything in `protect`. */
  retain(good: readonly string[], protect: readonly string[], keep: number): readonly Command[];
  /** The id that `current` names, empty when none. */
  current(): Probe<string>;
  /** Absent for a kind whose releases somebody cannot have made by hand. */
  readonly adoption?: Adoption;
}

export interface ArtefactPlugin<S = unknown> {
  readonly kind: string;
  readonly schema: z.ZodType<S>;
  /** Without `secret` nothing that takes one can be assembled. */
  open(settings: S, site: Site, secret?: TakeSecret): Artefact;
}

import { join } from 'node:path';
import type { StandIn } from './stand-ins';
import { WorkflowError } from './tree';

/** What a `uses:` leads to. */
export type ResolvedUse = { readonly kind: 'folder'; readonly folder: string; readonly repository: string } | { readonly kind: 'stand-in'; readonly run: StandIn };

export interface UseOptions {
  /** Asked first: a folder with an action.yml, a function, or nothing to go on as GitHub would. */
  readonly actions?: ((uses: string) => string | StandIn | undefined) | undefined;
  /** `owner/name` → the folder that stands for it at any ref. */
  readonly repositories?: Readonly<Record<string, string>> | undefined;
  /** `owner/name` or `owner/name/path` → what is done instead. */
  readonly standIns: Readonly<Record<string, StandIn>>;
}

/**
 * `./x` is looked for in the workspace (so a checkout must come first), `$/x` in the repository that the referring file is in,
 * anything else among the repositories and stand-ins that the caller named.
 */
export function resolveUse(uses: string, places: { readonly workspace: string; readonly repository: string }, options: UseOptions): ResolvedUse {
  const chosen = options.actions?.(uses);
  if (typeof chosen === 'function') return { kind: 'stand-in', run: chosen };
  if (chosen !== undefined) return { kind: 'folder', folder: chosen, repository: chosen };
  if (uses.startsWith('./')) return { kind: 'folder', folder: join(places.workspace, uses), repository: places.workspace };
  if (uses.startsWith('$/')) return { kind: 'folder', folder: join(places.repository, uses.slice(2)), repository: places.repository };
  const remote = /^([^/@]+\/[^/@]+)((?:\/[^@]+)?)@(.+)$/.exec(uses);
  const [, name = '', path = ''] = remote ?? [];
  const standIn = options.standIns[`${name}${path}`];
  if (standIn !== undefined) return { kind: 'stand-in', run: standIn };
  const repository = options.repositories?.[name];
  if (repository === undefined) throw new WorkflowError(`Unable to resolve action ${uses}: nothing stands for ${name === '' ? 'it' : name}`);
  return { kind: 'folder', folder: join(repository, path), repository };
}

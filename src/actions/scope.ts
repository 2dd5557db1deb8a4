import type { ActionId } from '../model/action';
import type { FlowContext } from './flow';
import { input } from './input';

/** What a run touches. `configuration`: what the application is told, and nothing else. */
export const SCOPES = ['all', 'application', 'migrations', 'configuration'] as const;
export type Scope = (typeof SCOPES)[number];

export function scopeOf(context: FlowContext): Scope {
  const said = input(context, 'scope');
  return SCOPES.find((scope) => scope === said) ?? 'all';
}

/** Whether the database is asked, backed up and migrated. */
export function touchesData(scope: Scope): boolean {
  return scope === 'all' || scope === 'migrations';
}

const BRINGING: ReadonlySet<ActionId> = new Set<ActionId>(['lockgate', 'preflight', 'rolling-deploy']);

/** Whether an action makes a release ready, or says whether one could be: its secrets must be there. A way back needs none of them. */
export function bringsRelease(id: ActionId, scope: string | undefined): boolean {
  return BRINGING.has(id) && scope !== 'migrations';
}

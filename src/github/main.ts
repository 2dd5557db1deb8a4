import { reconcile } from '../actions/reconcile';
import { runs, specs } from '../actions/registry.generated';
import type { ActionId } from '../model/action';
import { runAction, runPost } from './run-action';

/** What `main` of each action's `action.yml` calls. */
export function main(id: ActionId): Promise<void> {
  return runAction(id, runs[id], specs[id]);
}

/** What `post` of each action's `action.yml` calls, last in first out at the end of the job. */
export function post(id: ActionId): Promise<void> {
  return runPost(id, reconcile, specs[id]);
}

import { setFlagsFromString } from 'node:v8';

import { specs } from '../actions/specs.generated';
import type { ActionId } from '../model/action';
import { runAction, runPost } from './run-action';

// What an action makes is mostly short-lived chunks of streams. A young generation that grows with them to 48 MB makes nothing
// faster here, and runners are small.
setFlagsFromString('--semi-space-growth-factor=1');

/** What `main` of each action's `action.yml` calls. */
export function main(id: ActionId): Promise<void> {
  return runAction(id, async (context) => (await import(/* webpackChunkName: "work" */ '../actions/registry.generated')).runs[id](context), specs[id]);
}

/** What `post` of each action's `action.yml` calls, last in first out at the end of the job. */
export function post(id: ActionId): Promise<void> {
  return runPost(id, async (context, jobStatus) => (await import(/* webpackChunkName: "work" */ '../actions/reconcile')).reconcile(context, jobStatus), specs[id]);
}

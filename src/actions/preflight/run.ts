import type { Flow } from '../flow';
import { plan } from '../plan/plan';
import { ask, OUTPUTS } from './ask';

/** Asks whether a deploy may begin; in a dry run it makes the plan that is approved, with everything that would follow. */
export const run: Flow = (context) => (context.dryRun ? plan(context, 'preflight', OUTPUTS) : ask(context));

import { asMap, asText, type Tree, type TreeMap, WorkflowError } from './tree';

const LEVELS = ['none', 'read', 'write'];

/** What a `permissions` block gives for a scope; undefined where nothing is said at all. */
function levelOf(tree: Tree | undefined, scope: string): number | undefined {
  if (tree === undefined) return undefined;
  if (tree === 'read-all') return 1;
  if (tree === 'write-all') return 2;
  return Math.max(0, LEVELS.indexOf(asText(asMap(tree).get(scope))));
}

/** A called workflow may take away from what its caller may, never add to it: GitHub does not start such a run. */
export function checkPermissions(caller: { readonly workflow: TreeMap; readonly job: TreeMap; readonly key: string }, called: TreeMap): void {
  const given = caller.job.get('permissions') ?? caller.workflow.get('permissions');
  if (given === undefined) return;
  for (const [name, job] of asMap(called.get('jobs'))) {
    const asked = asMap(job).get('permissions') ?? called.get('permissions');
    for (const scope of asMap(asked).keys()) {
      const [wanted = 0, allowed = 0] = [levelOf(asked, scope), levelOf(given, scope)];
      if (wanted > allowed) throw new WorkflowError(`the job ${name} of the workflow that jobs.${caller.key} calls is requesting '${scope}: ${LEVELS[wanted] ?? ''}', but is only allowed '${scope}: ${LEVELS[allowed] ?? ''}'`);
    }
  }
}

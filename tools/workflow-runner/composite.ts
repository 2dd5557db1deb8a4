import { githubContext } from './environment';
import type { LiveStep, Scope } from './frame';
import { planSteps } from './plan-steps';
import { asList, asMap, type TreeMap } from './tree';

/** Runs the steps of a composite action: their own `steps` and `inputs`, no secrets, `success()` about the action alone. */
export async function runComposite(
  step: LiveStep,
  { action, folder, repository, inputs }: { readonly action: TreeMap; readonly folder: string; readonly repository: string; readonly inputs: Readonly<Record<string, string>> },
): Promise<boolean> {
  const hidden = { secrets: {}, vars: {}, needs: {} };
  const scope: Scope = { composite: true, steps: {}, overrides: { ...hidden, inputs }, actionPath: folder, repository, env: step.env, cancel: step.cancel, status: 'success' };
  const forget = step.job.onCancel(() => (scope.status = 'cancelled'));
  try {
    for (const plan of planSteps(asList(asMap(action.get('runs')).get('steps')))) step.children.push(await step.runChild(scope, plan));
  } finally {
    forget();
  }
  const evaluation = step.job.evaluation(scope, { github: { ...githubContext(step), action_path: folder }, env: step.env });
  for (const [name, about] of asMap(action.get('outputs'))) step.outputs[name] = evaluation.text(asMap(about).get('value'));
  return scope.status === 'success';
}

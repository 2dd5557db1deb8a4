import type { FlowContext } from '../actions/flow';
import { plan } from '../actions/plan/plan';
import { renderPlanText } from '../report/plan-text';
import { notConfirmed } from './agree';
import { usage } from './read-words';
import type { Terminal } from './terminal';
import type { Call, VerbResult } from './verb';

/** Why nothing is deployed. */
interface Declined {
  readonly declined: VerbResult;
}

/**
 * Where the configuration demands an approval, the plan is shown and somebody says yes to it; its digest is then what is deployed,
 * or nothing is. `--approve` says yes to a plan that was read before.
 */
export async function approvePlan(context: FlowContext, terminal: Terminal, call: Call): Promise<FlowContext | Declined> {
  if (context.settings.approval !== 'required' || context.dryRun || context.inputs.has('approve')) return context;
  const planned = await plan(call.rehearse());
  const digest = planned.outputs['plan-digest'] ?? '';
  if (planned.failure !== undefined || planned.report.plan === undefined) return { declined: { ...planned, outputs: { ...planned.outputs, outcome: planned.report.status === 'held' ? 'held' : 'failed' } } };
  terminal.print(planned.report.headline, ...renderPlanText(planned.report.plan));
  const answer = await terminal.confirm(`deploy this to ${context.settings.environment}?`);
  if (answer === undefined) throw usage('nobody is here to approve the plan', `read what is above, and run this again with --approve ${digest}`);
  if (!answer) {
    const failure = notConfirmed('nothing was deployed: the plan was not approved');
    return { declined: { outputs: { ...planned.outputs, outcome: 'held' }, failure, report: { ...planned.report, status: 'held', headline: failure.facts.problem, failures: [failure.facts], commands: [] } } };
  }
  return { ...context, inputs: new Map([...context.inputs, ['approve', digest]]) };
}

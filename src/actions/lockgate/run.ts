import type { ActionId } from '../../model/action';
import { asFailure, Failure } from '../../model/failure';
import type { NotifyEvent } from '../../model/message';
import { type Trace, traceOf } from '../../model/trace';
import { deployStages } from '../deploy-stages';
import type { Flow, FlowContext, FlowResult } from '../flow';
import { Handed } from '../handed';
import { run as notify } from '../notify/run';
import { plan } from '../plan/plan';
import { Reporter } from '../reporter';
import { run as rollback } from '../rollback/run';
import { joined } from './tell-outcome';

const OUTPUTS = {
  outcome: 'failed',
  ready: 'false',
  'pending-migrations': '',
  risk: '',
  'plan-digest': '',
  'approved-by': '',
  'backup-id': '',
  size: '',
  sha256: '',
  verified: 'false',
  applied: '0',
  'from-revision': '',
  'to-revision': '',
  reversible: '',
  'release-id': '',
  'previous-release-id': '',
  status: '',
  'failed-checks': '',
  'p95-ms': '',
  level: '',
  loss: '',
  'marked-bad': '',
  'kept-database': '',
  diagnostics: '',
  'rollback-status': '',
  delivered: '',
  messages: '',
};

/** The whole pipeline in one process and over one connection; a stage that is red leads to the way back. */
export const run: Flow = async (context) => {
  if (context.dryRun) return plan(context, 'lockgate', { ...OUTPUTS, outcome: 'nothing-to-do' });
  const reporter = new Reporter('lockgate', context, OUTPUTS);
  let failed: FlowResult | undefined;
  const done: FlowResult[] = [];
  const handed = new Handed();
  for (const [index, stage] of deployStages(context).entries()) {
    // Only the first taking says whether an earlier step of the job holds the lease; the later stages inherit it from us.
    const stageContext: FlowContext = { ...context, handed, ...(index === 0 ? {} : { inheritedLease: () => undefined }) };
    const result = await runStage(stageContext, reporter, stage.id, stage.flow);
    done.push(result);
    if (result.failure !== undefined) {
      failed = result;
      break;
    }
    if (stage.id === 'rolling-deploy' && result.outputs['status'] === 'unchanged') {
      await handed.end();
      return unchanged(reporter, result);
    }
  }
  await handed.end();
  const back = failed === undefined ? undefined : await comeBack({ ...context, handed }, reporter, failed);
  const outcome = failed === undefined ? 'released' : describeOutcome(failed, back);
  reporter.output('outcome', outcome);
  await tell(context, reporter, eventOf(outcome, back), [...done, ...(back === undefined ? [] : [back])]);
  if (failed === undefined) return reporter.close('passed', `${reporter.release} is released`);
  const failure = failed.failure ?? asFailure(new Error('a red stage without a failure'));
  return reporter.close(outcome === 'held' ? 'held' : 'failed', headlineOf(failed, back), joined(failed, failure, back));
};

/** There was nothing to bring: nothing is asked, and nobody is told of a deploy that did not happen. */
function unchanged(reporter: Reporter, { report }: FlowResult): FlowResult {
  reporter.output('outcome', 'nothing-to-do');
  reporter.release = report.release;
  return reporter.close('nothing-to-do', report.headline);
}

async function runStage(context: FlowContext, reporter: Reporter, id: ActionId, flow: Flow): Promise<FlowResult> {
  context.ports.progress(`— ${id}`);
  const result = await flow(context);
  reporter.absorb(result.report);
  for (const [name, value] of Object.entries(result.outputs)) {
    if (id === 'rollback' && name === 'status') reporter.output('rollback-status', value);
    else if (name in OUTPUTS) reporter.output(name, value);
  }
  context.ports.progress(`${result.failure === undefined ? '✓' : '✗'} ${id}: ${result.report.headline}`);
  return result;
}

/** A cancelled process has seconds to live: its post step goes back. */
async function comeBack(context: FlowContext, reporter: Reporter, failed: FlowResult): Promise<FlowResult | undefined> {
  // A preflight that is red has opened nothing that could be gone back from.
  if (context.ports.signal.aborted || failed.report.action === 'preflight') return undefined;
  return runStage({ ...context, inheritedLease: () => undefined }, reporter, 'rollback', rollback);
}

function describeOutcome(failed: FlowResult, back: FlowResult | undefined): string {
  if (back?.outputs['status'] === 'rolled-back') return 'rolled-back';
  // A hook after the fact makes the job red, and what was done stays done: the way back found the change closed.
  if (failed.report.action === 'health-check' && failed.outputs['status'] === 'healthy' && back?.outputs['status'] === 'nothing-to-do') return 'released';
  if (back?.failure !== undefined) return back.report.status === 'held' ? 'held' : 'failed';
  return failed.report.status === 'held' ? 'held' : 'failed';
}

function headlineOf(failed: FlowResult, back: FlowResult | undefined): string {
  return back === undefined ? failed.report.headline : `${failed.report.headline}; ${back.report.headline}`;
}

async function tell(context: FlowContext, reporter: Reporter, event: NotifyEvent, done: readonly FlowResult[]): Promise<void> {
  if (context.settings.notify.length === 0) return;
  const inputs = new Map([...context.inputs, ['event', event], ['release-id', reporter.release]]);
  const earlier = async (): Promise<Trace[]> => [...((await context.earlier?.()) ?? []), ...done.map(({ report, outputs }) => traceOf(report, outputs))];
  const result = await runStage({ ...context, inputs, earlier }, reporter, 'notify', notify);
  if (result.failure instanceof Failure) throw result.failure;
}

function eventOf(outcome: string, back: FlowResult | undefined): NotifyEvent {
  if (outcome === 'released') return 'succeeded';
  if (outcome === 'rolled-back') return 'rolled-back';
  return outcome === 'failed' && back?.failure !== undefined ? 'rollback-failed' : 'failed';
}

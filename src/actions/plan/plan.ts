import { allFailures, Failures } from '../../model/failure';
import type { FlowContext, FlowResult } from '../flow';
import { deployStages } from '../lockgate/run';
import { Reporter } from '../reporter';

const OUTPUTS = { ready: 'false', 'pending-migrations': '', risk: '', 'plan-digest': '', 'release-id': '', 'previous-release-id': '' };

/**
 * What a deploy would do, in a dry run's context: preflight asks everything, and where it is ready the commands of the stages
 * behind it are collected. The gates of the new release are only named: there is none yet that could be asked.
 */
export async function plan(context: FlowContext): Promise<FlowResult> {
  if (!context.dryRun) throw new Error('a plan is made in a dry run');
  const reporter = new Reporter('plan', context, OUTPUTS);
  for (const { id, flow } of deployStages(context)) {
    if (id === 'health-check') {
      nameGates(context, reporter);
      continue;
    }
    context.ports.progress(`— ${id}`);
    const result = await flow(context);
    reporter.absorb(result.report);
    for (const [name, value] of Object.entries(result.outputs)) if (name in OUTPUTS) reporter.output(name, value);
    const { failure } = result;
    if (failure !== undefined) return reporter.close('failed', id === 'preflight' ? result.report.headline : `${id}: ${result.report.headline}`, new Failures(allFailures(failure)));
  }
  const { 'pending-migrations': pending = '', risk = '' } = reporter.outputs;
  const migrations = pending === '' ? '' : pending === '0' ? ', no migrations pending' : `, ${pending} migrations pending (${risk})`;
  return reporter.close('dry-run', `ready to deploy ${context.run.version}${migrations}`);
}

function nameGates({ settings }: FlowContext, reporter: Reporter): void {
  const { instance, released, watch } = settings.gates;
  const minutes = settings.watch.forMs === 0 ? [] : watch.map(({ name }): [string, string] => ['watch', `${name}, for ${String(Math.round(settings.watch.forMs / 1000))} s`]);
  const rows = [...instance.map(({ name }): [string, string] => ['instance', name]), ...released.map(({ name }): [string, string] => ['released', name]), ...minutes];
  if (rows.length > 0) reporter.fact('would be asked of the new release', rows);
}

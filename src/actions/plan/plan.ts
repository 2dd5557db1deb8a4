import type { Settings } from '../../config/settings';
import type { FlowId } from '../../model/action';
import { allFailures, Failures } from '../../model/failure';
import type { Plan } from '../../model/plan';
import { count } from '../../model/words';
import { bytes } from '../../checks/answer';
import { deployStages } from '../deploy-stages';
import type { FlowContext, FlowResult } from '../flow';
import type { Rehearsal } from '../rehearsal';
import { Reporter } from '../reporter';

const OUTPUTS = { ready: 'false', 'pending-migrations': '', risk: '', 'plan-digest': '', 'release-id': '', 'previous-release-id': '' };

/**
 * The plan that is approved, in a dry run's context: preflight asks everything, and where it is ready the stages behind it are
 * rehearsed one after another, so that the commands are those that run. Nothing is written.
 */
export async function plan(context: FlowContext, action: FlowId = 'plan', outputs: Readonly<Record<string, string>> = OUTPUTS): Promise<FlowResult> {
  const { rehearsal } = context;
  if (rehearsal === undefined) throw new Error('a plan is made in a dry run');
  const reporter = new Reporter(action, context, outputs);
  let page: Plan | undefined;
  for (const { id, flow } of deployStages(context)) {
    context.ports.progress(`— ${id}`);
    const { report, outputs: made, failure } = await flow(context);
    reporter.absorb(report);
    page = report.plan ?? page;
    for (const [name, value] of Object.entries(made)) if (name in outputs && name !== 'status') reporter.output(name, value);
    if (failure !== undefined) {
      if (page !== undefined) reporter.plan(failed(page, id, report.headline));
      if ('ready' in outputs) reporter.output('ready', 'false');
      if ('outcome' in outputs) reporter.output('outcome', report.status === 'held' ? 'held' : 'failed');
      return reporter.close(report.status === 'held' ? 'held' : 'failed', id === 'preflight' ? report.headline : `${id}: ${report.headline}`, new Failures(allFailures(failure)));
    }
    // There is nothing to bring.
    if (id === 'rolling-deploy' && made['status'] === 'unchanged') break;
  }
  if (page !== undefined) reporter.plan({ ...page, artefact: [...page.artefact, ...broughtBy(rehearsal)], gates: gatesOf(context.settings) });
  const { 'pending-migrations': pending = '', risk = '' } = reporter.outputs;
  const migrations = pending === '' ? '' : pending === '0' ? ', no migrations pending' : `, ${count(Number(pending), 'migration')} pending (${risk})`;
  return reporter.close('dry-run', `ready to deploy ${context.run.version}${migrations}; nothing was written`);
}

function failed(page: Plan, stage: string, headline: string): Plan {
  if (stage === 'preflight') return page;
  return { ...page, ready: false, unknown: [`what would be run from ${stage} on: ${headline}`, ...page.unknown] };
}

/** What is brought is the same on every host. */
function broughtBy({ trees, journal }: Rehearsal): Plan['artefact'] {
  const [tree] = trees;
  const id = journal.find(({ kind }) => kind === 'opened')?.change ?? '';
  return [
    ...(tree === undefined ? [] : [['files', `${count(tree.files, 'file')}, ${bytes(tree.bytes)}`] as const, ['digest', tree.digest] as const]),
    ...(id === '' ? [] : [['id', `${id} in the commands stands for the id that the release gets when it is begun`] as const]),
  ];
}

function gatesOf({ gates, watch }: Settings): Plan['gates'] {
  const seconds = `, for ${String(Math.round(watch.forMs / 1000))} s`;
  return [
    ...gates['backed-up'].map(({ name }) => ['backed-up', name] as const),
    ...gates.migrated.map(({ name }) => ['migrated', name] as const),
    ...gates.instance.map(({ name }) => ['instance', name] as const),
    ...gates.released.map(({ name }) => ['released', name] as const),
    ...(watch.forMs === 0 ? [] : gates.watch.map(({ name }) => ['watch', `${name}${seconds}`] as const)),
  ];
}

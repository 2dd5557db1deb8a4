import type { FlowContext, FlowResult } from '../../actions/flow';
import { BY_HAND, run as rollback } from '../../actions/rollback/run';
import { lookAtHosts } from '../../actions/inspect/look-at-hosts';
import { leaseOf } from '../../actions/inspect/tell-lease';
import { openParts } from '../../actions/parts';
import { refuseHeld } from '../../actions/inspect/refuse-held';
import { agree } from '../agree';
import { lossOption } from '../deploy-options';
import { commonOptions } from '../options';
import { usage } from '../read-words';
import type { Terminal } from '../terminal';
import type { Call, Verb, VerbResult } from '../verb';

/** What the way back would be, as rows for a reader. */
function show(terminal: Terminal, preview: FlowResult): void {
  for (const { title, rows } of preview.report.facts) {
    const width = Math.max(...rows.map(([name]) => name.length));
    terminal.print(title, ...rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`));
  }
}

/** The number of rows that somebody agrees to lose; undefined where they do not. */
async function askLoss(terminal: Terminal, rows: string): Promise<string | undefined> {
  const said = await terminal.ask(`this destroys ${rows} rows. Type the number to go on:`);
  if (said === undefined) throw usage('nobody is here to approve the loss', `read what is above, and run this again with --yes --approve-loss ${rows}`);
  return said.trim() === rows ? rows : undefined;
}

async function goBack(context: FlowContext, terminal: Terminal, call: Call): Promise<VerbResult> {
  const inputs = { [BY_HAND]: 'true', ...(call.operand === '' ? {} : { to: call.operand }) };
  const merged = (more: Readonly<Record<string, string>> = {}): FlowContext['inputs'] => new Map([...context.inputs, ...Object.entries({ ...inputs, ...more })]);
  const rehearsal = call.rehearse(inputs);
  if (!context.dryRun) {
    const parts = await openParts(context.settings, context.run.workspace, (name) => context.ports.secret(name));
    await refuseHeld(await lookAtHosts(rehearsal, parts), leaseOf, context);
  }
  const preview = await rollback(rehearsal);
  if (context.dryRun) return preview;
  const { level = '', loss = '', status = '' } = preview.outputs;
  const data = { level, loss, to: preview.report.release };
  if (preview.failure !== undefined && status !== 'needs-approval') return { ...preview, data };
  show(terminal, preview);
  let approved: Readonly<Record<string, string>> = {};
  if (status === 'needs-approval') {
    // What nobody can count nobody can approve, and what was said on the line was said.
    if (!/^[1-9][0-9]*$/.test(loss) || context.inputs.has('approve-loss') || context.inputs.has('yes')) return { ...preview, data };
    const rows = await askLoss(terminal, loss);
    if (rows === undefined) return declined(preview, data);
    approved = { 'approve-loss': rows };
  } else if (!(await agree(terminal, context.inputs, 'go back?'))) return declined(preview, data);
  const result = await rollback({ ...context, inputs: merged(approved) });
  return { ...result, data: { ...data, level: result.outputs['level'] ?? level, loss: result.outputs['loss'] ?? loss, kept: result.outputs['kept-database'] ?? '' } };
}

function declined({ outputs, report }: FlowResult, data: Readonly<Record<string, unknown>>): VerbResult {
  return { outputs: { ...outputs, status: 'nothing-to-do' }, data, report: { ...report, status: 'nothing-to-do', headline: 'nothing was moved: it was not confirmed', failures: [], commands: [], release: '' } };
}

export const verb: Verb = {
  description: 'shows the way back, its level and what it would lose, asks, and goes back',
  options: {
    ...commonOptions,
    ...lossOption,
    level: { description: 'For who knows better than the record: R0, R2 (the release before) or R3 (the backup as well).', value: 'LEVEL', choices: ['R0', 'R2', 'R3'] },
  },
  operand: { name: 'release', description: 'Where to: the id or version of a good release. Default: back from the open change, else to the newest good one.' },
  example: 'rollback -e production',
  more: [
    ['rollback -e production --yes', 'without a question, where nothing is lost'],
    ['rollback -e production 20261119-0911-77e0d1c', 'to a release by its id'],
    ['rollback -e production --yes --approve-loss 12', 'where the way back destroys rows'],
  ],
  run: goBack,
};

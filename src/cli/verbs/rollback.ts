import type { FlowContext, FlowResult } from '../../actions/flow';
import { BY_HAND, run as rollback } from '../../actions/rollback/run';
import { lookAtHosts } from '../../actions/inspect/look-at-hosts';
import { leaseOf } from '../../actions/inspect/tell-lease';
import { openParts } from '../../actions/parts';
import { refuseHeld } from '../../actions/inspect/refuse-held';
import { Failure } from '../../model/failure';
import { count } from '../../model/words';
import { agree, notConfirmed } from '../agree';
import { lossOption } from '../deploy-options';
import { commonOptions } from '../options';
import { usage, USAGE } from '../read-words';
import type { Terminal } from '../terminal';
import type { Call, Verb, VerbResult } from '../verb';

/** What the way back would be, as rows for a reader. */
function show(terminal: Terminal, preview: FlowResult): void {
  for (const { title, rows } of preview.report.facts) {
    const width = Math.max(...rows.map(([name]) => name.length));
    terminal.print(title, ...rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`));
  }
}

/** Returns once somebody agrees to lose that many rows. */
async function askLoss(terminal: Terminal, rows: string, marking: string): Promise<void> {
  const said = await terminal.ask(`this destroys ${count(Number(rows), 'row')}${marking}. Type the number to go on:`);
  if (said === undefined) throw usage('nobody is here to approve the loss', `read what is above, and run this again with --approve-loss ${rows}`);
  if (said.trim() !== rows) throw notConfirmed(`nothing was moved: ${rows} was to be typed`);
}

/** More inputs to go back with. */
type Answer = Readonly<Record<string, string>> | 'nothing to ask';

/** Says yes to the way back that was shown, on the line or when asked. */
async function askPerson({ inputs }: FlowContext, terminal: Terminal, { outputs }: FlowResult): Promise<Answer> {
  const { loss = '', status = '', 'marked-bad': bad = '' } = outputs;
  if (status === 'needs-approval') {
    // What nobody can count nobody can approve, and what was said on the line was said.
    if (!/^[1-9][0-9]*$/.test(loss) || inputs.has('approve-loss') || inputs.has('yes')) return 'nothing to ask';
    await askLoss(terminal, loss, bad === '' ? '' : ` and marks ${bad} bad`);
    return { 'approve-loss': loss };
  }
  // Whoever says how many rows may go has answered.
  if (inputs.has('approve-loss')) return {};
  await agree(terminal, inputs, bad === '' ? 'go back?' : `go back, and mark ${bad} bad?`);
  return {};
}

/** Nobody was there to be asked, or they did not want it: whoever reads the document alone sees what they would say yes to. */
function unmoved({ outputs, report }: FlowResult, failure: Failure, data: VerbResult['data'] & object): VerbResult {
  const status = failure.kind === 'held' ? 'held' : 'failed';
  return { outputs: { ...outputs, status, 'marked-bad': '' }, failure, data, report: { ...report, status, headline: failure.facts.problem, failures: [failure.facts], facts: [], commands: [], release: '' } };
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
  const { level = '', loss = '', status = '', 'marked-bad': marksBad = '' } = preview.outputs;
  const data = { level, loss, to: preview.report.release, marksBad };
  if (context.dryRun) return { ...preview, data };
  if (preview.failure !== undefined && status !== 'needs-approval') return { ...preview, data };
  show(terminal, preview);
  let answer: Answer;
  try {
    answer = await askPerson(context, terminal, preview);
  } catch (error) {
    if (error instanceof Failure && (error.code === USAGE || error.kind === 'held')) return unmoved(preview, error, data);
    throw error;
  }
  if (answer === 'nothing to ask') return { ...preview, data, report: { ...preview.report, commands: [] } };
  const result = await rollback({ ...context, inputs: merged(answer) });
  return { ...result, data: { ...data, level: result.outputs['level'] ?? level, loss: result.outputs['loss'] ?? loss, kept: result.outputs['kept-database'] ?? '' } };
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
    ['rollback -e production --approve-loss 12', 'without a question, where it destroys up to 12 rows'],
  ],
  run: goBack,
};

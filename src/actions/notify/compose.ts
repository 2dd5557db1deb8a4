import { cleanLine } from '../../model/plain-text';
import { composeMessage, hideSecrets, type Message, NOTIFY_EVENTS, type NotifyEvent } from '../../model/message';
import { Failure } from '../../model/failure';
import { beganAt, bringsRelease, gatesIn, reasonIn, toldBefore, type Trace } from '../../model/trace';
import type { Changes } from '../../model/plan';
import type { FlowContext } from '../flow';
import { input } from '../input';

/** What there is to tell, gathered from the inputs, from what earlier actions of the job left, and from GitHub. */
export async function gatherMessage(context: FlowContext, all: readonly Trace[]): Promise<Message> {
  const traces = lastDeploy(all);
  const { settings, run, ports } = context;
  const event = readEvent(context, traces);
  const previous = previousCommit(context, traces);
  const changes = await changesSince(context, previous);
  const began = beganAt(traces);
  const message = composeMessage({
    event,
    deploys: bringsRelease(traces),
    app: settings.app,
    environment: settings.environment,
    version: run.version,
    release: input(context, 'release-id') ?? toldBefore(traces, 'release-id', ['rolling-deploy', 'lockgate']) ?? traces.findLast(({ action }) => action === 'rollback')?.release ?? '',
    commit: run.commit,
    run: run.owner,
    reason: reasonIn(traces),
    actor: run.actor,
    approvers: await approversOf(context, traces),
    durationMs: began === undefined ? undefined : Math.max(0, ports.now().getTime() - began.getTime()),
    gates: gatesIn(traces),
    commits: changes.commits,
    commitCount: changes.total,
    runUrl: run.url,
    environmentUrl: settings.url,
  });
  return hideSecrets(message, (text) => (text === '' ? '' : cleanLine(ports.redact?.(text) ?? text)));
}

async function changesSince({ forge, run, ports }: FlowContext, previous: string | undefined): Promise<Pick<Changes, 'commits' | 'total'>> {
  const none = { commits: [], total: 0 };
  if (previous === undefined || previous === '' || run.commit === '' || run.commit.startsWith(previous)) return none;
  const told = await forge.changesBetween(previous, run.commit);
  if (!('untold' in told)) return told;
  ports.progress(`what changed since the last release is not told: ${told.untold}`);
  return none;
}

/** As preflight proved it; where nobody asked for proof, as GitHub says. */
async function approversOf(context: FlowContext, traces: readonly Trace[]): Promise<readonly string[]> {
  const proven = input(context, 'approved-by') ?? toldBefore(traces, 'approved-by', ['preflight', 'lockgate']);
  if (proven !== undefined) return proven.split(',').map((one) => one.trim());
  return (await context.forge.approvers?.()) ?? [];
}

/** Of this application and environment: a job may deploy more than one of them. */
export async function tracesOf(context: FlowContext): Promise<Trace[]> {
  const { settings } = context;
  const all = (await context.earlier?.()) ?? [];
  return all.filter(({ app, environment }) => app === settings.app && environment === settings.environment);
}

/** Those of the last deploy among them, where there was more than one: each begins with a preflight, or is one action. */
function lastDeploy(traces: readonly Trace[]): readonly Trace[] {
  const begins = traces.findLastIndex(({ action }) => action === 'preflight' || action === 'lockgate');
  return traces.slice(Math.max(0, begins));
}

/** As it is given, or as the id of the release before has it at its end. */
function previousCommit(context: FlowContext, traces: readonly Trace[]): string | undefined {
  const given = input(context, 'previous-commit');
  if (given !== undefined) return given;
  const release = input(context, 'previous-release-id') ?? toldBefore(traces, 'previous-release-id', ['rolling-deploy', 'lockgate']) ?? '';
  return /^\d{8}-\d{4}-([0-9a-f]{7})(\.\d+)?$/.exec(release)?.[1];
}

/** `auto` follows the way back first and the job's status second: a job that was taken back is not merely "failed". */
function readEvent(context: FlowContext, traces: readonly Trace[]): NotifyEvent {
  const asked = input(context, 'event') ?? 'auto';
  const known = NOTIFY_EVENTS.find((event) => event === asked);
  if (known !== undefined) return known;
  if (asked !== 'auto') {
    throw new Failure({ kind: 'configuration', code: 'LG-INPUT', problem: `event must be auto or one of ${NOTIFY_EVENTS.join(', ')}, got "${asked}"`, next: 'leave it out: auto follows the job' });
  }
  const back = input(context, 'rollback-status') ?? toldBefore(traces, 'status', ['rollback']) ?? toldBefore(traces, 'rollback-status', ['lockgate']);
  if (back === 'rolled-back') return 'rolled-back';
  if (back === 'failed' || back === 'partial') return 'rollback-failed';
  return input(context, 'job-status') === 'success' ? 'succeeded' : 'failed';
}

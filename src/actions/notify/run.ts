import { asFailure, Failure, Failures, headlineOf } from '../../model/failure';
import { notifiers } from '../../notifiers/registry.generated';
import type { Message, NotifyEvent } from '../../notifiers/notifier';
import type { Flow, FlowContext } from '../flow';
import { pick } from '../parts';
import { Reporter } from '../reporter';
import { input } from '../input';

const OUTPUTS = { delivered: 'false' };
const EVENTS: readonly NotifyEvent[] = ['started', 'waiting', 'succeeded', 'failed', 'rolled-back', 'rollback-failed'];
const VERBS: Readonly<Record<NotifyEvent, string>> = {
  started: 'is being deployed to',
  waiting: 'waits for approval for',
  succeeded: 'is released on',
  failed: 'was not released on',
  'rolled-back': 'was taken back from',
  'rollback-failed': 'could not be taken back from',
};

/** Tells everybody who was configured; best effort, unless a notifier is `required`. Talks to no host. */
export const run: Flow = async (context) => {
  const reporter = new Reporter('notify', context, OUTPUTS);
  try {
    const message = await compose(context);
    reporter.release = message.release;
    if (context.dryRun) return reporter.close('dry-run', `would say: ${message.headline}`);
    const deliveries = await Promise.all(
      context.settings.notify.map(async (section) => {
        const notifier = pick('notifier', notifiers, section.kind).open(section.settings);
        const delivery = await reporter.timed(`notify ${section.kind}`, undefined, () => notifier.send(message, context.ports));
        return { section, delivery };
      }),
    );
    await context.forge.recordDeployment(message.event === 'succeeded' ? 'success' : message.event === 'started' || message.event === 'waiting' ? 'in_progress' : 'failure', message.headline);
    const missed = deliveries.filter(({ delivery }) => !delivery.delivered);
    for (const { section, delivery } of missed) reporter.note(`${section.kind}: not delivered: ${delivery.cause}`);
    reporter.output('delivered', String(missed.length === 0 && deliveries.length > 0));
    const fatal = missed.filter(({ section }) => section.required);
    if (fatal.length > 0) throw new Failures(fatal.map(({ section, delivery }) => undelivered(section.kind, delivery.cause)));
    return reporter.close('passed', deliveries.length === 0 ? 'nobody is configured to be told' : `${String(deliveries.length - missed.length)} of ${String(deliveries.length)} told: ${message.headline}`);
  } catch (error) {
    const failure = asFailure(error);
    return reporter.close('failed', headlineOf(failure), failure);
  }
};

function undelivered(kind: string, cause: string): Failure {
  return new Failure({ kind: 'command', code: 'LG-NOTIFY', problem: `the required notification by ${kind} was not delivered`, cause, next: 'check the address in the variable, or set required: false' });
}

async function compose(context: FlowContext): Promise<Message> {
  const { settings, run } = context;
  const event = readEvent(context);
  const previous = input(context, 'previous-commit');
  const approvedBy = input(context, 'approved-by')?.split(',') ?? (settings.approval === 'required' ? await context.forge.approvers?.() : undefined) ?? [];
  return {
    event,
    app: settings.app,
    environment: settings.environment,
    version: run.version,
    release: input(context, 'release-id') ?? '',
    headline: `${settings.app} ${run.version} ${VERBS[event]} ${settings.environment}`,
    actor: run.actor,
    ...(approvedBy.length === 0 ? {} : { approvedBy: approvedBy.map((one) => one.trim()) }),
    durationMs: undefined,
    gates: [],
    commits: previous === undefined ? [] : await context.forge.commitsBetween(previous, run.commit),
    links: [...(run.url === '' ? [] : [{ title: 'workflow run', url: run.url }]), ...(settings.url === '' ? [] : [{ title: settings.environment, url: settings.url }])],
  };
}

/** `auto` follows the way back first and the job's status second: a job that was taken back is not merely "failed". */
function readEvent(context: FlowContext): NotifyEvent {
  const asked = input(context, 'event') ?? 'auto';
  const known = EVENTS.find((event) => event === asked);
  if (known !== undefined) return known;
  if (asked !== 'auto') {
    throw new Failure({ kind: 'configuration', code: 'LG-INPUT', problem: `event must be auto or one of ${EVENTS.join(', ')}, got "${asked}"`, next: 'leave it out: auto follows the job' });
  }
  const back = input(context, 'rollback-status');
  if (back === 'rolled-back') return 'rolled-back';
  if (back === 'failed' || back === 'partial') return 'rollback-failed';
  return input(context, 'job-status') === 'success' ? 'succeeded' : 'failed';
}

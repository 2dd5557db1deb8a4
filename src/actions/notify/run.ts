import { asFailure, Failure, Failures, headlineOf } from '../../model/failure';
import { toldBefore } from '../../model/trace';
import { notifiers } from '../../notifiers/registry.generated';
import type { Flow } from '../flow';
import { input } from '../input';
import { pick } from '../parts';
import { Reporter } from '../reporter';
import { gatherMessage, tracesOf } from './compose';
import { placesOf, readReferences, writeReferences } from './messages';

const OUTPUTS = { delivered: 'false', messages: '' };

/** Tells everybody who was configured; best effort, unless a notifier is `required`. Talks to no host. */
export const run: Flow = async (context) => {
  const reporter = new Reporter('notify', context, OUTPUTS);
  const { settings, ports, forge } = context;
  try {
    const traces = await tracesOf(context);
    const message = await gatherMessage(context, traces);
    reporter.release = message.release;
    if (context.dryRun) return reporter.close('dry-run', `would say: ${message.headline}`);
    const references = readReferences(input(context, 'messages') ?? toldBefore(traces, 'messages', ['notify', 'lockgate']) ?? '');
    const api = forge.api?.();
    const deliveries = await Promise.all(
      placesOf(settings.notify, notifiers, api).map(async ({ place, kind, settings: chosen, required, invited }) => {
        const notifier = pick('notifier', notifiers, kind).open(chosen);
        const errand = { reference: references.get(place) ?? '', forge: api };
        const delivery = await reporter.timed(`notify ${place}`, undefined, () => notifier.send(message, ports, errand), ({ delivered }) => (delivered ? 'done' : 'failed'));
        return { place, required, invited, delivery };
      }),
    );
    for (const { place, delivery } of deliveries) {
      const { reference } = delivery;
      if (reference === '') continue;
      // GitHub drops an output with masked text in it; that the message is not found again is the smaller loss.
      if (ports.redact === undefined || ports.redact(reference) === reference) references.set(place, reference);
      else reporter.note(`${place}: the id of the message holds a secret's text and is not kept; a later message will not edit it`);
    }
    const known = writeReferences(references);
    reporter.output('messages', ports.redact === undefined || ports.redact(known) === known ? known : '');
    const asked = deliveries.filter(({ invited }) => invited);
    const missed = asked.filter(({ delivery }) => !delivery.delivered);
    for (const { place, delivery } of deliveries) if (!delivery.delivered) reporter.note(`${place}: not delivered: ${delivery.cause}`);
    reporter.output('delivered', String(missed.length === 0 && asked.length > 0));
    const fatal = missed.filter(({ required }) => required);
    if (fatal.length > 0) throw new Failures(fatal.map(({ place, delivery }) => undelivered(place, delivery.cause)));
    return reporter.close('passed', asked.length === 0 ? 'nobody is configured to be told' : `${String(asked.length - missed.length)} of ${String(asked.length)} told: ${message.headline}`);
  } catch (error) {
    const failure = asFailure(error);
    return reporter.close('failed', headlineOf(failure), failure);
  }
};

function undelivered(place: string, cause: string): Failure {
  return new Failure({ kind: 'command', code: 'LG-NOTIFY', problem: `the required notification by ${place} was not delivered`, cause, next: 'check the address in the variable, or set required: false' });
}

import type { FlowId } from '../model/action';
import { asFailure, headlineOf, waitsForPerson } from '../model/failure';
import type { FlowContext, FlowResult } from './flow';
import type { Parts } from './parts';
import { openParts } from './parts';
import { Reporter } from './reporter';
import { Session } from './session';

/** Ends a flow: what the report says, and the failure that makes the action red. */
export type Conclusion = ReturnType<Reporter['close']>;

/**
 * The frame of every flow that talks to hosts: opens the plugins, runs the body, and turns whatever it throws into a red
 * result whose outputs are all set.
 */
export async function runFlow(
  action: FlowId,
  context: FlowContext,
  outputs: Readonly<Record<string, string>>,
  body: (session: Session, parts: Parts, reporter: Reporter) => Promise<Conclusion>,
): Promise<FlowResult> {
  const reporter = new Reporter(action, context, outputs);
  try {
    const parts = await openParts(context.settings, context.run.workspace, (name) => context.ports.secret(name), context.readsOnly, context.run.ignored);
    return await body(new Session(context, parts, reporter, action), parts, reporter);
  } catch (error) {
    const failure = asFailure(error);
    return reporter.close(waitsForPerson(failure) ? 'held' : 'failed', headlineOf(failure), failure);
  }
}


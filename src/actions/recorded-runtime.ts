import { foldJournal } from '../model/journal';
import type { Runtime } from '../runtimes/runtime';
import { runtimes } from '../runtimes/registry.generated';
import type { Note } from './notes';
import type { Session } from './session';

const FACT = 'runtime';

/** How the change's release is started: put on record with it, because a later configuration may say it otherwise. */
export function runtimeNotes(session: Session): Note[] {
  const { runtime } = session.context.settings;
  return runtime === undefined ? [] : [{ kind: 'fact', name: FACT, data: { kind: runtime.kind, written: runtime.written } }];
}

/** How a release is started, as the record has it; undefined where it does not say. */
export function recordedRuntime({ snapshot }: Session, release: string): { readonly kind: unknown; readonly written: unknown } | undefined {
  const fact = foldJournal(snapshot.journal).find((change) => change.id === release)?.facts.get(FACT);
  return typeof fact === 'object' && fact !== null && 'kind' in fact && 'written' in fact ? { kind: fact.kind, written: fact.written } : undefined;
}

/**
 * The runtime as the configuration of that release described it: what a way back starts it with, since the configuration of
 * this checkout may be the very thing that is ill. The present one where the record says nothing that can still be read.
 */
export function runtimeOf(session: Session, release: string): Runtime | undefined {
  const { parts } = session;
  const fact = recordedRuntime(session, release);
  if (fact === undefined) return parts.runtime;
  const plugin = typeof fact.kind === 'string' ? runtimes[fact.kind] : undefined;
  const settings = plugin?.schema.safeParse(fact.written);
  if (plugin === undefined || settings?.success !== true) {
    session.reporter.note(`how ${release} was started is on record in a way that this version cannot read: it is started as the configuration says now`);
    return parts.runtime;
  }
  return plugin.open(settings.data, parts.site);
}

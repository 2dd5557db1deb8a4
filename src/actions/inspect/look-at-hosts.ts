import type { Probe } from '../../model/command';
import { asFailure } from '../../model/failure';
import type { Failure } from '../../model/failure';
import { foldJournal, openChange } from '../../model/journal';
import type { ChangeRecord } from '../../model/journal';
import { foldReleases } from '../../model/release';
import type { ReleaseRecord } from '../../model/release';
import type { RuntimeStatus } from '../../runtimes/runtime';
import { ask } from '../../shell/shell';
import type { HostSnapshot } from '../../state/host-state';
import { readState } from '../../state/read-state';
import type { FlowContext } from '../flow';
import type { Parts } from '../parts';

/** What one host says, from its own record; or why it says nothing. */
export interface HostView {
  readonly host: string;
  readonly failure?: Failure;
  readonly snapshot?: HostSnapshot;
  /** What `current` names there. */
  readonly serving?: ReleaseRecord | undefined;
  /** Undefined where nothing is configured that runs; a failure where it could not be told. */
  readonly runtime?: RuntimeStatus | Failure | undefined;
}

/** The answer, or what was thrown by reading it. */
function tolerant<T>(probe: Probe<T>): Probe<T | Failure> {
  return {
    commands: probe.commands,
    read: (results) => {
      try {
        return probe.read(results);
      } catch (error) {
        return asFailure(error);
      }
    },
  };
}

/** Looks at every host, one command each; a host that cannot be asked is told among the others. */
export function lookAtHosts(context: FlowContext, parts: Parts): Promise<HostView[]> {
  const state = readState(parts.site.layout);
  const status = parts.runtime === undefined ? undefined : tolerant(parts.runtime.status());
  const probe: Probe<{ snapshot: HostSnapshot; runtime: RuntimeStatus | Failure | undefined }> = {
    commands: [...state.commands, ...(status?.commands ?? [])],
    read: (results) => ({ snapshot: state.read(results.slice(0, state.commands.length)), runtime: status?.read(results.slice(state.commands.length)) }),
  };
  return Promise.all(
    parts.hosts.map(async (host): Promise<HostView> => {
      try {
        const { snapshot, runtime } = await ask(await context.connect(host), probe);
        return { host, snapshot, runtime, serving: foldReleases(snapshot.releases).find(({ id }) => id === snapshot.current) };
      } catch (error) {
        const failure = asFailure(error);
        if (failure.kind === 'bug' || failure.kind === 'interrupted') throw failure;
        return { host, failure };
      }
    }),
  );
}

/** The change that nobody has closed, as the first host that answered has it. */
export function openChangeOf(views: readonly HostView[]): ChangeRecord | undefined {
  const first = views.find(({ snapshot }) => snapshot !== undefined)?.snapshot;
  return first === undefined ? undefined : openChange(foldJournal(first.journal));
}

/** Where a step of the change stands: its last one. */
export function lastStepOf({ steps }: ChangeRecord): string {
  const last = steps.at(-1);
  return last === undefined ? 'no step was begun' : `${last.title}: ${{ begin: 'begun', done: 'done', failed: 'failed' }[last.phase]}`;
}

import { Failure } from '../model/failure';
import type { ReleaseRecord } from '../model/release';
import type { Runtime } from '../runtimes/runtime';
import { restarting } from './carry-out-back';
import { runtimeOf } from './recorded-runtime';
import type { Session } from './session';

/** What serves, and how it is stopped now and was started then; throws where nothing on record serves, or nothing says how. */
export function servingRelease(session: Session, code: string, doing: string): { readonly release: ReleaseRecord; readonly runtime: Runtime } {
  const { current } = session.snapshot;
  const release = session.releases.find(({ id }) => id === current);
  if (release === undefined) {
    throw new Failure({
      kind: 'state',
      code,
      problem: current === '' ? `nothing was deployed yet: there is nothing to ${doing}` : `${current} serves and is not on record`,
      host: session.parts.hosts[0],
      next: 'deploy first; what somebody deployed by hand is recorded with npx lockgate adopt',
    });
  }
  const runtime = restarting(session.parts.runtime, runtimeOf(session, release.id));
  if (runtime === undefined) {
    throw new Failure({ kind: 'configuration', code: 'LG-RUNTIME-NOT-CONFIGURED', problem: 'nothing says how the application is started', next: 'add the section "runtime" to the configuration' });
  }
  return { release, runtime };
}

import { Failure } from '../../model/failure';
import { enteredByHand } from '../../model/maintenance';
import { ask } from '../../shell/shell';
import type { FlowContext } from '../flow';
import { nameOf } from '../inspect/status';
import { enterMaintenance, whatVisitorsGet } from '../maintenance';
import { runFlow } from '../run-flow';
import { servingRelease } from '../serving-release';
import type { Session } from '../session';
import { dataOf, openUnless, settleOrGoOn, stoppedBefore, whoOf } from './by-hand';
import type { MaintenanceResult } from './by-hand';

/**
 * Everybody gets the page and nothing writes, until somebody leaves it by hand; who and since when is on record. What is killed in
 * between is settled by the next run like any change: the release that served is started, and maintenance is left. The same line
 * once more goes on with it instead.
 */
export async function enterByHand(context: FlowContext): Promise<MaintenanceResult> {
  let data = dataOf(undefined);
  const result = await runFlow('maintenance', context, {}, async (session, _parts, reporter) => {
    await session.take();
    const goesOn = await settleOrGoOn(session);
    const { release } = servingRelease(session, 'LG-MAINTENANCE-NOTHING', 'stop');
    const was = enteredByHand(session.journal);
    if (was !== undefined && (await isWhole(session))) {
      data = dataOf(was);
      reporter.release = release.id;
      await session.run({ steps: [], lease: 'free' });
      return reporter.close('nothing-to-do', `in maintenance already: ${was.by} entered it by hand at ${was.since}`);
    }
    const mark = { by: was?.by ?? whoOf(context), since: was?.since ?? context.ports.now().toISOString() };
    const before = stoppedBefore(session);
    const opening = openUnless(session, goesOn, release.id);
    await enterMaintenance(session, opening, {
      mark: { ...mark, ...(before ? { before } : {}) },
      subject: { release: release.id, previous: release.id, version: release.version },
      after: [{ kind: 'closed', outcome: 'nothing-changed' }],
      lease: 'free',
    });
    if (context.dryRun) return reporter.close('dry-run', 'nothing was written');
    data = dataOf(mark);
    return reporter.close('passed', `${nameOf(release)} is in maintenance: it is stopped, and ${whatVisitorsGet(session)} until npx lockgate maintenance off`);
  });
  return { ...result, data };
}

/** A machine that was started anew may have started it too. */
async function isWhole(session: Session): Promise<boolean> {
  const { proxy, runtime, hosts } = session.parts;
  try {
    for (const host of hosts) {
      const shell = session.shell(host);
      if (runtime !== undefined && (await ask(shell, runtime.status())).state !== 'stopped') return false;
      if (proxy !== undefined && !(await ask(shell, proxy.closed()))) return false;
    }
    return true;
  } catch (error) {
    if (!(error instanceof Failure) || error.kind !== 'command') throw error;
    return false;
  }
}

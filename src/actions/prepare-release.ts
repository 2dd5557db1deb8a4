import type { Step } from '../model/step';
import { bringFiles } from './bring-ahead';
import { keepingLease } from './keeping';
import type { Session } from './session';

/**
 * Brings the files of the change's release to every host, unless an earlier action of the change did, and returns the
 * steps that make a release of them. Until those ran, what was brought is a `.part` that nothing looks at.
 */
export async function prepareRelease(session: Session): Promise<Step[]> {
  const { parts, change, changeId, context, reporter } = session;
  const { artefact, hosts } = parts;
  const steps: Step[] = [];
  for (const host of hosts) {
    const id = hosts.length === 1 ? 'release.assemble' : `release.assemble@${host}`;
    if (change?.steps.some((step) => step.id === id && step.phase === 'done') === true) continue;
    const title = 'bring the release';
    const began = context.ports.now();
    const { files: brought, at, durationMs } = await keepingLease(session, () => context.handed?.bringing?.of(host, changeId) ?? bringFiles(session, host, context.ports.signal)).catch((error: unknown) => {
      reporter.entry({ at: began.toISOString(), title, host, durationMs: context.ports.now().getTime() - began.getTime(), status: 'failed' });
      throw error;
    });
    reporter.entry({ at: at.toISOString(), title, host, durationMs, status: 'done' });
    if (context.rehearsal !== undefined) context.rehearsal.trees.push({ host, files: brought.files, bytes: brought.bytes, digest: brought.digest });
    else context.ports.progress(`${host}: ${String(brought.files)} files, ${String(brought.bytes)} bytes by ${brought.by}`);
    steps.push({
      id,
      title: `assemble the release ${changeId}`,
      host,
      does: artefact.assemble(changeId, brought.digest, context.run.version),
      undo: { kind: 'discard-release', text: `remove releases/${changeId}` },
    });
  }
  return steps;
}

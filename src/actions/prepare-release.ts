import type { Step } from '../model/step';
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
    const previous = session.turn(host).snapshot.current;
    const upload = artefact.upload(changeId, previous === '' ? undefined : previous);
    const brought = await reporter.timed('bring the release', host, () =>
      keepingLease(session, () => session.shell(host).upload(upload, { onProgress: (line) => { context.ports.progress(`${host}: ${line}`); } })),
    );
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

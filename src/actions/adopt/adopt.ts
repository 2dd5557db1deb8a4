import type { MigrationSurvey } from '../../migrations/migration-tool';
import { Failure, Failures } from '../../model/failure';
import { ADOPTED } from '../../model/release';
import type { Release } from '../../model/release';
import type { Step } from '../../model/step';
import type { Adoption } from '../../releases/artefact';
import type { FlowContext, FlowResult } from '../flow';
import type { Note } from '../notes';
import type { Parts } from '../parts';
import { runtimeNotes } from '../recorded-runtime';
import { goBackFromOpenChange, settleDeadChange } from '../reconcile';
import { runFlow } from '../run-flow';
import type { Session } from '../session';
import type { Found } from './find';
import { describeFound, findByHand } from './find';

/** Shows a person what would be written; rejects where they do not want it. */
export type Confirm = (found: readonly { readonly title: string; readonly rows: readonly (readonly [string, string])[] }[]) => Promise<void>;

/**
 * An application that somebody has deployed by hand becomes the first release: its tree as a way back, its process as one that
 * can be stopped, its migrations by their digests. Nothing that serves is moved, written or restarted.
 */
export function adopt(context: FlowContext, confirm: Confirm): Promise<FlowResult> {
  return runFlow('adopt', context, {}, async (session, parts, reporter) => {
    const adoption = requireAdoption(parts);
    await session.look();
    const known = session.releases.filter(({ status }) => status === 'good' || status === 'active');
    const before = known.find(({ id }) => id.endsWith(`-${ADOPTED}`));
    if (before !== undefined && known.length === 1) {
      reporter.release = before.id;
      return reporter.close(context.dryRun ? 'dry-run' : 'nothing-to-do', `adopted already: ${before.id} (${before.version})`);
    }
    if (known.length > 0) throw deployedAlready(parts, known.map(({ id }) => id));
    refuseUnfinished(session);
    const found = await findByHand(session, adoption);
    const facts = describeFound(session, found);
    for (const { title, rows } of facts) reporter.fact(title, rows);
    if (context.dryRun) {
      await session.run({ steps: stepsOf(session, adoption, found, 'dry-run'), lease: 'keep' });
      return reporter.close('dry-run', 'nothing was written');
    }
    await confirm(facts);
    await session.take();
    try {
      await settleDeadChange(session);
      return await record(session, adoption, found);
    } catch (error) {
      await giveUp(session);
      throw error;
    }
  });
}

async function record(session: Session, adoption: Adoption, found: Found): Promise<FlowResult> {
  const { parts, context, reporter } = session;
  const opening = session.mint(ADOPTED);
  const id = session.changeId;
  const release: Release = { id, version: context.run.version, commit: context.run.commit, artefact: '', schema: '', schemaFloor: '' };
  const places = Object.fromEntries([...found.hosts].map(([alias, { place }]) => [alias, place]));
  const results = await session.run({
    steps: stepsOf(session, adoption, found, id),
    before: [opening, { kind: 'fact', name: ADOPTED, data: { places, baselined: found.applied.map((name) => `${name}@${digestOf(found.survey, name)}`) } }, ...runtimeNotes(session), { kind: 'release', release, status: 'pending' }],
    lease: 'keep',
  });
  const digests = parts.hosts.map((host) => adoption.readCopy(results.get(stepId('adopt.copy', host, parts)) ?? []));
  if (new Set(digests).size > 1) reporter.note('the hosts do not hold the same files: each goes back to its own');
  const revision = found.applied.at(-1) ?? found.survey?.revision ?? '';
  const naming = parts.hosts.filter((host) => found.hosts.get(host)?.nameless === true).map((host): Step => ({
    id: stepId('adopt.name', host, parts),
    title: `let current name ${id} where nothing has that name`,
    host,
    does: adoption.name(id),
    undo: { kind: 'none', text: 'nothing uses it' },
  }));
  const after: Note[] = [{ kind: 'release', release: { ...release, artefact: digests[0] ?? '', schema: revision }, status: 'good' }, { kind: 'closed', outcome: 'released' }];
  await session.run({ steps: naming, after, lease: 'free' });
  reporter.release = id;
  for (const line of advice(session, found)) reporter.note(line);
  return reporter.close('passed', `${id} (${release.version}) is on record as the way back; nothing was moved or restarted`);
}

function digestOf(survey: MigrationSurvey | undefined, name: string): string {
  return survey?.pending.find((one) => one.name === name)?.digest ?? '';
}

function stepId(verb: string, host: string, { hosts }: Parts): string {
  return hosts.length === 1 ? verb : `${verb}@${host}`;
}

function stepsOf(session: Session, adoption: Adoption, found: Found, id: string): Step[] {
  const { parts, context } = session;
  const undone = { kind: 'discard-release', text: `remove releases/${id}` } as const;
  const baseline = found.survey === undefined ? [] : (parts.migrations?.baseline?.(found.survey, found.applied, id) ?? []);
  return [
    ...parts.hosts.flatMap((host): Step[] => {
      const place = found.hosts.get(host)?.place ?? '';
      const takeOver = parts.runtime?.takeOver?.(place, id) ?? [];
      return [
        { id: stepId('adopt.copy', host, parts), title: `copy ${place} as it is`, host, does: adoption.copy(id, place, context.run.version), undo: undone },
        ...(takeOver.length === 0 ? [] : [{ id: stepId('adopt.process', host, parts), title: 'look after the process that runs', host, does: takeOver, undo: { kind: 'none', text: 'the process is not touched' } as const }]),
      ];
    }),
    ...(baseline.length === 0 ? [] : [{ id: 'adopt.baseline', title: `record as applied: ${found.applied.join(', ')}`, host: parts.databaseHost, does: baseline, undo: { kind: 'none', text: 'they are applied' } as const }]),
  ];
}

/** What a failure leaves open is taken back at once: a copy that nothing uses. */
async function giveUp(session: Session): Promise<void> {
  if (session.context.ports.signal.aborted) return;
  await session.readAgain();
  if (session.change === undefined) await session.run({ steps: [], lease: 'free' });
  else await goBackFromOpenChange(session, 'free');
}

function advice(session: Session, found: Found): string[] {
  const { layout } = session.parts.site;
  const stays = [...new Set([...found.hosts.values()].map(({ place }) => place))].join(', ');
  return [
    `leave ${stays} in place: what serves uses it, and so do links in ${layout.root}/shared`,
    `the first deploy starts the application in ${layout.current}: a unit or supervisor of your own has to work there too (WorkingDirectory=${layout.current}), and not in ${stays}`,
    `files that the application writes belong under release.shared: those that it keeps beside its code would be left behind by the first deploy`,
  ];
}

function requireAdoption(parts: Parts): Adoption {
  if (parts.artefact.adoption !== undefined) return parts.artefact.adoption;
  throw new Failure({
    kind: 'configuration',
    code: 'LG-ADOPT-KIND',
    problem: `releases of the kind "${parts.artefact.kind}" cannot be adopted`,
    next: 'deploy with Lockgate as it is: the first deploy has no release to go back to, and says so',
  });
}

function deployedAlready(parts: Parts, ids: readonly string[]): Failure {
  return new Failure({
    kind: 'state',
    code: 'LG-ADOPT-RELEASES',
    problem: 'Lockgate has deployed here already: there is a way back, and nothing to adopt',
    host: parts.hosts[0],
    cause: `releases on record: ${ids.join(', ')}`,
    next: 'deploy as usual',
  });
}

/** What an adoption left unfinished is only a copy; anything else may have touched what serves. */
function refuseUnfinished(session: Session): void {
  const { change, parts } = session;
  if (change === undefined || change.id.endsWith(`-${ADOPTED}`)) return;
  throw new Failures([
    new Failure({
      kind: 'state',
      code: 'LG-ADOPT-UNFINISHED',
      problem: `the change ${change.id} of ${change.opened.owner} was never finished`,
      host: parts.hosts[0],
      next: 'run the rollback action first; then adopt what serves',
    }),
  ]);
}

import { Failure } from '../../model/failure';
import type { Proof } from '../../migrations/migration-tool';
import type { FlowContext, FlowResult } from '../flow';
import type { Note } from '../notes';
import { settleDeadChange } from '../reconcile';
import { runFlow } from '../run-flow';
import type { Session } from '../session';
import { prove, type Proven } from './prove';
import { requireSurvey, requireTool } from './survey';

/** Stands in the id of a change that only records migrations. */
const RESOLVE = 'resolve';

/** Shows a person what would be written; rejects where they do not want it. */
export type Confirm = (found: readonly (readonly [string, string])[]) => Promise<void>;

/**
 * Records pending migrations that somebody applied by hand, once it is proven that the schema is the one that they make. `dataChecked`: why
 * a person says that what no schema shows is there as well; empty where nobody does.
 */
export function resolveMigrations(context: FlowContext, names: readonly string[], dataChecked: string, confirm: Confirm): Promise<FlowResult> {
  return runFlow('migrations', context, {}, async (session, parts, reporter) => {
    requireTool(parts);
    await session.look();
    const proven = await prove(session, await proofFor(session, names, dataChecked));
    const found = describe(proven, dataChecked);
    reporter.fact('proven', found);
    const listed = names.join(', ');
    if (context.dryRun) {
      await session.run({ steps: [await recording(session, names, 'dry-run')], lease: 'keep' });
      return reporter.close('dry-run', `${listed} would be recorded as applied; nothing was written`);
    }
    await confirm(found);
    await session.take();
    await settleDeadChange(session);
    try {
      // While somebody read, somebody else may have written.
      const again = await prove(session, await proofFor(session, names, dataChecked));
      const opening = session.mint(RESOLVE);
      const fact: Note = { kind: 'fact', name: 'resolved', data: { files: again.proof.files.map(({ name, digest }) => `${name}@${digest}`), by: context.run.actor === '' ? context.run.owner : context.run.actor, from: again.from, unproven: again.proof.unproven, dataChecked } };
      const steps = [await recording(session, names, session.changeId)];
      await session.run({ steps, before: [opening, fact], after: [{ kind: 'closed', outcome: 'nothing-changed' }], lease: 'free' });
    } catch (error) {
      await letGo(session);
      throw error;
    }
    return reporter.close('passed', `${listed}: on record as applied; nothing was run`);
  });
}

/** Everything that can be said against it before anything is tried. */
async function proofFor(session: Session, names: readonly string[], dataChecked: string): Promise<Proof> {
  const { parts } = session;
  const tool = requireTool(parts);
  if (tool.prove === undefined || tool.baseline === undefined) {
    throw new Failure({ kind: 'configuration', code: 'LG-RESOLVE-KIND', problem: `migrations of the kind "${tool.kind}" keep their own record`, next: 'record it with the tool itself, and look at what it says with lockgate migrations' });
  }
  const survey = await requireSurvey(session);
  if (survey.edited.length > 0) {
    throw new Failure({ kind: 'gate-closed', code: 'LG-MIGRATION-EDITED', problem: `applied migrations were edited: ${survey.edited.map(({ name }) => name).join(', ')}`, host: parts.databaseHost, next: 'put the files back as they were and write the change as a new migration' });
  }
  const proof = tool.prove(survey, names, session.manifests);
  if (proof.unproven.length > 0 && dataChecked === '') {
    throw new Failure({
      kind: 'gate-closed',
      code: 'LG-RESOLVE-DATA',
      problem: 'what it does to rows, or beyond the schema, cannot be proven by the schema',
      host: parts.databaseHost,
      cause: proof.unproven.join('; '),
      next: 'look at the data yourself, and say with --data-checked "…" what you looked at and found; it goes on record, and the schema is proven all the same',
    });
  }
  return proof;
}

async function recording(session: Session, names: readonly string[], id: string): Promise<Parameters<Session['run']>[0]['steps'][number]> {
  const { migrations, databaseHost } = session.parts;
  const does = migrations?.baseline?.(await requireSurvey(session), names, id) ?? [];
  return { id: 'migrations.record', title: `record as applied: ${names.join(', ')}`, host: databaseHost, does, undo: { kind: 'none', text: 'they are applied' } };
}

function describe({ proof, from }: Proven, dataChecked: string): [string, string][] {
  return [
    ...proof.files.map(({ name, digest }): [string, string] => [name, `sha256 ${digest.slice(0, 12)}`]),
    ['schema', `is the one that they make of ${from}`],
    ...proof.unproven.map((line): [string, string] => ['not proven', line]),
    ...(dataChecked === '' ? [] : [['said', dataChecked] as [string, string]]),
  ];
}

/** Nothing was changed that would have to be taken back. */
async function letGo(session: Session): Promise<void> {
  if (session.context.ports.signal.aborted) return;
  await session.readAgain();
  await session.run({ steps: [], ...(session.change === undefined ? {} : { after: [{ kind: 'closed', outcome: 'nothing-changed' }] as const }), lease: 'free' });
}

import { count } from '../../model/words';
import type { FlowContext, FlowResult } from '../flow';
import { runFlow } from '../run-flow';
import { requireSurvey, requireTool } from './survey';

/** What is applied, pending and edited. Writes nothing. */
export async function listMigrations(context: FlowContext): Promise<FlowResult & { readonly data: Readonly<Record<string, unknown>> }> {
  let data: Readonly<Record<string, unknown>> = {};
  const result = await runFlow('migrations', context, {}, async (session, parts, reporter) => {
    requireTool(parts);
    await session.look();
    const { applied, pending, edited, revision } = await requireSurvey(session);
    const changed = new Map(edited.map(({ name, now }) => [name, now === '' ? 'applied; its file is gone' : 'applied; its file was edited since']));
    const rows = [...applied.map((name): [string, string] => [name, changed.get(name) ?? 'applied']), ...pending.map(({ name, classes }): [string, string] => [name, `pending${classes.length === 0 ? '' : `: ${classes.join(', ')}`}`])];
    if (rows.length > 0) reporter.fact(`migrations on ${parts.databaseHost}`, rows);
    if (edited.length > 0) reporter.note('put edited files back as they were and write the change as a new migration: a deploy refuses them');
    data = { revision, applied, pending: pending.map(({ name, digest, classes, findings }) => ({ name, digest, classes, findings })), edited };
    return reporter.close('passed', pending.length === 0 ? 'no migrations are pending' : `${count(pending.length, 'migration')} pending`);
  });
  return { ...result, data: { ...data } };
}

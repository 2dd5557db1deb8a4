import { bytes } from '../../checks/answer';
import { count } from '../../model/words';
import type { FlowContext, FlowResult } from '../flow';
import { runFlow } from '../run-flow';
import { backupData } from './status';
import { tellAgo, tellMoment } from './tell-time';

type Listed = FlowResult & { readonly data: Readonly<Record<string, unknown>> };

/** Every release on record, newest first, and which of them serves and can be gone back to. Writes nothing. */
export async function listReleases(context: FlowContext): Promise<Listed> {
  let found: readonly Readonly<Record<string, unknown>>[] = [];
  const result = await runFlow('releases', context, {}, async (session, parts, reporter) => {
    await session.look();
    const serving = new Set(parts.hosts.map((host) => session.turn(host).snapshot.current));
    const releases = session.releases.toReversed();
    const target = (status: string, id: string): boolean => status === 'good' && !serving.has(id);
    const mark = (status: string, id: string): string => (serving.has(id) ? ', serves' : target(status, id) ? ', can be gone back to' : '');
    const width = Math.max(0, ...releases.map(({ version }) => version.length));
    reporter.fact('releases', releases.map(({ id, version, status, at }) => [id, `${version.padEnd(width)}  ${tellMoment(at)}  ${status}${mark(status, id)}`] as const));
    found = releases.map(({ id, version, commit, status, at, artefact, schema }) => ({ id, version, commit, status, at, artefact, schema, serves: serving.has(id), target: target(status, id) }));
    return reporter.close('passed', releases.length === 0 ? 'nothing was deployed yet' : count(releases.length, 'release'));
  });
  return { ...result, data: { releases: found } };
}

/** Every backup on record, newest first. Writes nothing. */
export async function listBackups(context: FlowContext): Promise<Listed> {
  let found: readonly Readonly<Record<string, unknown>>[] = [];
  const result = await runFlow('backups', context, {}, async (session, parts, reporter) => {
    await session.look();
    const manifests = session.turn(parts.databaseHost).snapshot.manifests.toReversed();
    const now = context.ports.now();
    reporter.fact(`backups on ${parts.databaseHost}`, manifests.map(({ id, at, bytes: size, verified, copies }) => [id, `${bytes(size).padStart(9)}  verified: ${verified.padEnd(8)}  ${count(copies.length, 'copy').replace('copys', 'copies')}  ${tellAgo(at, now)}`] as const));
    found = manifests.map(backupData);
    if (context.settings.backup === undefined) reporter.note('the configuration has no backup');
    return reporter.close('passed', manifests.length === 0 ? 'there is no backup' : count(manifests.length, 'backup'));
  });
  return { ...result, data: { backups: found } };
}

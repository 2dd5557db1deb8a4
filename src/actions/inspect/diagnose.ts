import { Failure } from '../../model/failure';
import { foldJournal } from '../../model/journal';
import { foldReleases } from '../../model/release';
import { count } from '../../model/words';
import { collectDiagnostics, keepDiagnostics } from '../diagnostics';
import type { FlowContext, FlowResult } from '../flow';
import { runFlow } from '../run-flow';
import type { Session } from '../session';
import { putSignOff } from '../sign-off';

/** The release that is meant: by id or version, else the newest that is bad, else what serves. */
function choose(session: Session, named: string): string {
  const releases = session.releases;
  if (named === '') return session.change?.id ?? releases.findLast(({ status }) => status === 'bad')?.id ?? session.snapshot.current;
  const found = releases.findLast(({ id, version }) => id === named || version === named)?.id ?? foldJournal(session.journal).find(({ id }) => id === named)?.id;
  if (found !== undefined) return found;
  throw new Failure({
    kind: 'state',
    code: 'LG-RELEASE-UNKNOWN',
    problem: `the release ${named} never was on this host`,
    host: session.parts.hosts[0],
    cause: `releases on record: ${foldReleases(session.snapshot.releases).map(({ id, version }) => `${id} (${version})`).join(', ') || 'none'}`,
    next: 'name one of them; npx lockgate releases lists them',
  });
}

/** A folder with what each host says now, and with everything that is on record of a release. Writes nothing on a host. */
export async function diagnoseRelease(context: FlowContext, named: string): Promise<FlowResult & { readonly data: Readonly<Record<string, unknown>> }> {
  let data: Readonly<Record<string, unknown>> = { folder: '', release: '' };
  const result = await runFlow('diagnose', context, {}, async (session, parts, reporter) => {
    await session.look();
    const release = choose(session, named);
    reporter.release = release;
    const name = release === '' ? 'none' : release;
    const folder = await keepDiagnostics(context, session, name, await collectDiagnostics(session, undefined));
    const record = foldJournal(session.journal).find(({ id }) => id === release);
    if (record !== undefined) {
      await context.ports.keepFile(`lockgate-diagnostics-${name}/record.json`, `${JSON.stringify({ ...record, facts: Object.fromEntries(record.facts) }, null, 2)}\n`);
      await putSignOff(session, release);
    }
    const entry = session.releases.find(({ id }) => id === release);
    reporter.fact('release', [
      ['id', release === '' ? 'nothing was deployed yet' : release],
      ...(entry === undefined ? [] : [['version', entry.version] as const, ['status', entry.status] as const]),
      ...(record === undefined ? [] : [['outcome', record.closed?.outcome ?? 'still open'] as const]),
      ['folder', folder],
    ]);
    data = { folder, release, record: record === undefined ? null : { ...record, facts: Object.fromEntries(record.facts) } };
    return reporter.close('passed', `what ${count(parts.hosts.length, 'host')} said is in ${folder}`);
  });
  return { ...result, data };
}

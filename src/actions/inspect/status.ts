import { bytes } from '../../checks/answer';
import { Failure, Failures } from '../../model/failure';
import { enteredByHand, readMaintenance } from '../../model/maintenance';
import type { MaintenanceMark } from '../../model/maintenance';
import type { Manifest } from '../../model/manifest';
import { foldReleases, rollbackTarget } from '../../model/release';
import type { ReleaseRecord } from '../../model/release';
import type { FlowContext, FlowResult } from '../flow';
import { openParts } from '../parts';
import { servesSince } from '../serves-since';
import { awaitedApproval } from '../way-back-outcome';
import { Reporter } from '../reporter';
import type { HostView } from './look-at-hosts';
import { lastStepOf, lookAtHosts, openChangeOf } from './look-at-hosts';
import { leaseOf, tellLease } from './tell-lease';
import { tellAgo } from './tell-time';

type Data = Readonly<Record<string, unknown>>;

export function nameOf({ id, version }: Pick<ReleaseRecord, 'id' | 'version'>): string {
  return version === '' ? id : `${id} (${version})`;
}

function tellServing({ snapshot, serving }: HostView): string {
  if (snapshot === undefined) return 'not known';
  if (serving !== undefined) return `${nameOf(serving)}, ${serving.status}`;
  return snapshot.current === '' ? 'nothing' : `${snapshot.current}, which is not on record`;
}

function sinceOf({ snapshot }: HostView): string | undefined {
  return snapshot === undefined ? undefined : servesSince({ journal: snapshot.journal, releases: foldReleases(snapshot.releases), current: snapshot.current });
}

function tellRuntime({ runtime }: HostView): string {
  if (runtime === undefined) return '';
  return runtime instanceof Failure ? `could not be told: ${runtime.facts.problem}` : [runtime.state, runtime.detail].filter((part) => part !== '').join(': ');
}

/** A backup without its place: that is nobody's business elsewhere. */
export function backupData(manifest: Manifest): Data {
  const { id, at, engine, engineVersion, change, bytes: size, databaseBytes, sha256, schema, tables, verified, copies } = manifest;
  const rows = Object.values(tables).reduce((sum, table) => sum + table.rows, 0);
  return { id, at, engine, engineVersion, change, bytes: size, databaseBytes, sha256, schema, tables: Object.keys(tables).length, rows, verified, copies: copies.length, copiesVerified: copies.filter((copy) => copy.verified).length };
}

function hostData(view: HostView): Data {
  const { host, failure, snapshot, serving, runtime } = view;
  if (snapshot === undefined) return { host, reachable: false, problem: failure?.facts.problem ?? '', code: failure?.code ?? '' };
  const runs = runtime === undefined ? null : runtime instanceof Failure ? { state: 'unknown', detail: runtime.facts.problem } : runtime;
  return { host, reachable: true, release: snapshot.current === '' ? null : snapshot.current, version: serving?.version ?? '', status: serving?.status ?? '', runtime: runs, lease: leaseOf(snapshot) ?? null };
}

/** What serves on each host, who is changing it, and where a way back would lead. One command a host; writes nothing. */
export async function status(context: FlowContext): Promise<FlowResult & { readonly data: Data }> {
  const reporter = new Reporter('status', context, {});
  const parts = await openParts(context.settings, context.run.workspace, (name) => context.ports.secret(name), context.readsOnly);
  const views = await lookAtHosts(context, parts);
  const now = context.ports.now();
  const seen = views.flatMap(({ snapshot }) => snapshot ?? []);
  const change = openChangeOf(views);
  const [first] = seen;
  const releases = first === undefined ? [] : foldReleases(first.releases);
  const back = first === undefined ? undefined : rollbackTarget(releases, first.current);
  const backup = views.find(({ host }) => host === parts.databaseHost)?.snapshot?.manifests.at(-1);
  const mark = first === undefined ? undefined : readMaintenance(first.journal);
  const byHand = first !== undefined && enteredByHand(first.journal) !== undefined;
  const apart = new Set(seen.map(({ current }) => current)).size > 1;
  for (const view of views) {
    const { host, failure, snapshot, serving } = view;
    const more = snapshot === undefined ? [['not asked', failure?.facts.problem ?? ''] as const] : [['lease', tellLease(leaseOf(snapshot))] as const];
    const runtime = tellRuntime(view);
    reporter.fact(host, [['serves', tellServing(view)], ...(serving === undefined ? [] : [['since', tellAgo(sinceOf(view) ?? serving.at, now)] as const]), ...(runtime === '' ? [] : [['application', runtime] as const]), ...more]);
  }
  if (mark !== undefined) reporter.fact('maintenance', tellMaintenance(mark, byHand, now));
  if (change !== undefined) reporter.fact('open change', [['id', change.id], ['by', `${change.opened.owner}, ${tellAgo(change.opened.at, now)}`], ['last step', lastStepOf(change)]]);
  const awaited = change === undefined ? undefined : awaitedApproval({ change, continues: false, parts });
  if (awaited !== undefined) reporter.note(`${awaited.facts.problem}; ${awaited.facts.next}`);
  if (first !== undefined) reporter.fact('a way back', [['leads to', back === undefined ? 'nothing: there is no other good release' : nameOf(back)], ...(context.settings.backup === undefined ? [] : [['last backup', backup === undefined ? 'none' : `${backup.id}, ${bytes(backup.bytes)}, verified to "${backup.verified}", ${tellAgo(backup.at, now)}`] as const])]);
  if (apart) reporter.note('the hosts do not serve the same release');
  const serving = views.find((view) => view.serving !== undefined)?.serving;
  const data = {
    hosts: views.map(hostData),
    release: serving === undefined ? null : { id: serving.id, version: serving.version, commit: serving.commit, status: serving.status, at: serving.at },
    change: change === undefined ? null : { id: change.id, version: change.opened.version, owner: change.opened.owner, at: change.opened.at, lastStep: lastStepOf(change) },
    maintenance: mark === undefined ? null : { byHand, by: mark.by === '' ? null : mark.by, since: mark.since, change: mark.change },
    wayBack: back === undefined ? null : { id: back.id, version: back.version },
    backup: backup === undefined ? null : backupData(backup),
  };
  return { ...conclude(reporter, views, serving, mark !== undefined), data };
}

function tellMaintenance({ by, since, change }: MaintenanceMark, byHand: boolean, now: Date): readonly (readonly [string, string])[] {
  if (byHand) return [['entered', `by hand, ${by}, ${tellAgo(since, now)}`], ['ends with', 'npx lockgate maintenance off']];
  return [['entered', `${by === '' ? 'in' : `by ${by}, in`} the change ${change}, ${tellAgo(since, now)}`], ['ends with', 'the next run that leads to a release that is well']];
}

/** What `current` names and what does not run, told as one failure. */
function notRunning(views: readonly HostView[]): Failure | undefined {
  const down = views.filter(({ serving, runtime }) => serving !== undefined && runtime !== undefined && !(runtime instanceof Failure) && runtime.state !== 'running');
  const [first] = down;
  if (first?.serving === undefined) return undefined;
  return new Failure({
    kind: 'gate-closed',
    code: 'LG-STATUS-NOT-RUNNING',
    problem: `${nameOf(first.serving)} does not run on ${String(down.length)} of ${String(views.length)} hosts`,
    host: first.host,
    cause: down.map((view) => `${view.host}: ${tellRuntime(view)}`).join('; '),
    next: 'read npx lockgate logs; npx lockgate restart starts it, npx lockgate rollback goes back',
  });
}

function conclude(reporter: Reporter, views: readonly HostView[], serving: ReleaseRecord | undefined, maintained: boolean): FlowResult {
  const failures = views.flatMap(({ failure }) => failure ?? []);
  const same = views.filter((view) => view.serving?.id === serving?.id).length;
  const headline = serving === undefined ? 'nothing that is on record serves' : `${nameOf(serving)} serves on ${String(same)} of ${String(views.length)} hosts`;
  reporter.release = serving?.id ?? '';
  const down = maintained ? undefined : notRunning(views);
  if (failures.length === 0 && down !== undefined) return reporter.close('failed', down.facts.problem, down);
  if (failures.length === 0) return reporter.close('passed', maintained && serving !== undefined ? `${nameOf(serving)} is current, and in maintenance` : headline);
  const all = failures.length === views.length;
  return reporter.close('failed', all ? (failures[0]?.facts.problem ?? headline) : `${headline}; ${String(failures.length)} could not be asked`, failures.length === 1 ? failures[0] : new Failures(failures));
}

import type { ChangeRecord } from '../../src/model/journal';
import type { ReleaseRecord } from '../../src/model/release';
import type { StepRun } from '../support/job';

/** What a host's record says, and what lies in its folder of releases. */
export interface Found {
  readonly current: string;
  /** Releases that were assembled to their end. */
  readonly complete: readonly string[];
  readonly changes: readonly ChangeRecord[];
  readonly leaseOwner: string;
  readonly releases: readonly ReleaseRecord[];
  readonly folders: readonly string[];
}

export interface Settled {
  /** Whether somebody who finishes a job came by since: then nothing may lie about. */
  readonly swept: boolean;
  /** Somebody works on this change right now, and nobody on another one. */
  readonly working?: string | undefined;
}

/** What a record must say when nobody works any more, or on one known change only. */
export function judgeRecord({ current, complete, changes, leaseOwner, releases, folders }: Found, { swept, working }: Settled): string[] {
  const wrong: string[] = [];
  if (!complete.includes(current)) wrong.push('current names a release that is not complete');
  const open = changes.filter((change) => change.closed === undefined && change.id !== working);
  if (open.length > 0) wrong.push(`changes are open: ${open.map(({ id }) => id).join(', ')}`);
  if ((leaseOwner !== '') !== (working !== undefined)) wrong.push(leaseOwner === '' ? 'nobody holds the lease, and somebody works' : `the lease is held by ${leaseOwner}`);
  const records = new Map(releases.map((release) => [release.id, release.status]));
  if (current !== working && records.get(current) !== 'good') wrong.push(`the release that serves is ${String(records.get(current))} on record`);
  for (const [id, status] of records) if ((status === 'pending' || status === 'active') && id !== working) wrong.push(`${id} is ${status} on record, and nobody works on it`);
  for (const [id, status] of records) if (status === 'good' && !folders.includes(id)) wrong.push(`${id} is good on record, and its files are gone`);
  for (const id of folders) {
    if (!records.has(id) && (working === undefined || !id.startsWith(working))) wrong.push(`releases/${id} is on no record`);
    // Files that were on their way out when the script died go with the next release.
    if (swept && records.get(id) === 'retired') wrong.push(`releases/${id} is there and on record as retired`);
  }
  return wrong;
}

/** The end of what a run said, without the lines that are the runner's own. */
export function readLog(run: StepRun): string {
  return run.log.replace(/::add-mask::.*\n/g, '').slice(-4000);
}

export function judgeRun(name: string, run: StepRun, code: number): string[] {
  return run.code === code ? [] : [`${name} ended with ${String(run.code ?? run.signal)}, expected ${String(code)}:\n${readLog(run)}`];
}

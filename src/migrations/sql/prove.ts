import type { AppliedFile, Database, SqlFile, Trial } from '../../databases/database';
import { mapProbe, type Probe } from '../../model/command';
import { Failure } from '../../model/failure';
import type { Manifest } from '../../model/manifest';
import type { MigrationSurvey, Proof, ProofTrial } from '../migration-tool';
import { compareSchemas, describeDifference } from '../schema-text';

/** More backups than these say nothing new, and each is restored. */
const MOST_TRIALS = 4;

const refused = (code: string, problem: string, cause: string, next: string): Failure => new Failure({ kind: 'configuration', code, problem, cause, next });

/** The named files in the order of the others, or why they cannot be recorded now. Pure. */
export function chooseHandApplied(files: readonly SqlFile[], survey: MigrationSurvey, names: readonly string[]): readonly SqlFile[] {
  const pending = survey.pending.map(({ name }) => name);
  const done = names.filter((name) => survey.applied.includes(name));
  const listed = `pending: ${pending.join(', ') || 'none'}`;
  if (done.length > 0) throw refused('LG-RESOLVE-APPLIED', `on record as applied already: ${done.join(', ')}`, listed, 'leave it out');
  const unknown = names.filter((name) => !pending.includes(name));
  if (unknown.length > 0) throw refused('LG-RESOLVE-UNKNOWN', `no migration of this configuration: ${unknown.join(', ')}`, listed, 'write the names as lockgate migrations lists them');
  const before = pending.slice(0, Math.max(...names.map((name) => pending.indexOf(name)))).filter((name) => !names.includes(name));
  if (before.length > 0) throw refused('LG-RESOLVE-ORDER', `pending ones come before it: ${before.join(', ')}`, listed, 'apply those first by a deploy, or name them as well where somebody applied them too');
  const newest = files.findLastIndex(({ name }) => survey.applied.includes(name));
  const late = files.findIndex(({ name }) => names.includes(name));
  if (late < newest) throw refused('LG-RESOLVE-ORDER', `${files[late]?.name ?? ''} comes before ${files[newest]?.name ?? ''}, which is applied already`, listed, 'give it a name that comes last');
  return files.filter(({ name }) => names.includes(name));
}

/** What was applied since a backup; undefined where it cannot be told. */
function sinceBackup(files: readonly SqlFile[], applied: readonly Pick<AppliedFile, 'name'>[], schema: string): readonly SqlFile[] | undefined {
  const at = schema === '' ? -1 : applied.findIndex(({ name }) => name === schema);
  if (schema !== '' && at < 0) return undefined;
  const since = applied.slice(at + 1).map(({ name }) => files.find((file) => file.name === name));
  return since.every((file) => file !== undefined) ? since : undefined;
}

function trial(database: Database, files: readonly SqlFile[], since: readonly SqlFile[], from: Manifest | undefined, deadlineMs: number): ProofTrial {
  const asked: Probe<Trial> = database.trySchema({ ...(from === undefined ? {} : { from }), since, files, deadlineMs });
  const any = files.some((file) => database.effects(file).schema);
  const probe = mapProbe(asked, (tried): ReturnType<ProofTrial['probe']['read']> => {
    if (!tried.ran) return { equal: false, ran: false, difference: [tried.failed === 'since' ? 'what was applied since then cannot be run again:' : 'the migration does not run on it:', ...tried.why.split('\n')] };
    if (any && !tried.changed) return { equal: false, ran: false, difference: ['the migration runs through and changes nothing there'] };
    const difference = compareSchemas(tried.expected, tried.found, database.dialect);
    return { equal: difference.equal, ran: true, difference: describeDifference(difference) };
  });
  return { from: from === undefined ? 'an empty database and all migrations' : `the backup ${from.id} of ${from.at}`, probe };
}

/** How it can be proven that files were applied by hand as they are: from one backup after another, and from nothing. Pure. */
export function proveFiles(database: Database, files: readonly SqlFile[], survey: MigrationSurvey, names: readonly string[], manifests: readonly Manifest[], deadlineMs: number): Proof {
  const chosen = chooseHandApplied(files, survey, names);
  const applied = survey.applied.map((name) => ({ name }));
  const newest = [...manifests].sort((a, b) => (a.at < b.at ? 1 : -1)).filter(({ engine }) => engine === database.engine);
  const trials = newest.flatMap((manifest) => {
    const since = sinceBackup(files, applied, manifest.schema);
    return since === undefined ? [] : [trial(database, chosen, since, manifest, deadlineMs)];
  });
  const all = sinceBackup(files, applied, '');
  return {
    files: chosen.map(({ name, digest }) => ({ name, digest })),
    unproven: chosen.flatMap((file) => database.effects(file).unproven.map(({ name, line, text }) => `${name}, line ${String(line)}: ${text}`)),
    trials: [...trials.slice(0, MOST_TRIALS), ...(all === undefined ? [] : [trial(database, chosen, all, undefined, deadlineMs)])],
  };
}

import type { AppliedFile, SqlFile } from '../../databases/database';
import type { Finding } from '../classifier/sqlite';
import type { MigrationSurvey, PendingMigration } from '../migration-tool';

/** An index on fewer rows than this is built before anybody notices. */
export const LARGE_TABLE_ROWS = 100_000;

/** Whether a table has at least `LARGE_TABLE_ROWS`; undefined where it could not be asked, which counts as large. */
export type IsLarge = (table: string) => boolean | undefined;

export interface JudgedFile {
  readonly file: SqlFile;
  /** Undefined where no classifier knows the database's dialect. */
  readonly findings: readonly Finding[] | undefined;
}

const ORDER: readonly PendingMigration['classes'][number][] = ['loss', 'break', 'lock', 'opaque'];

function judge({ file, findings }: JudgedFile, isLarge: IsLarge, newer: string | undefined): PendingMigration {
  const counted = (findings ?? []).filter(({ builtOn }) => builtOn === undefined || isLarge(builtOn) !== false);
  const risks = new Set(counted.map(({ risk }) => risk));
  const notes = counted.map(({ line, text }) => `line ${String(line)}: ${text}`);
  if (findings === undefined) {
    risks.add('opaque');
    notes.push('the SQL of this database is not read');
  }
  if (newer !== undefined) {
    risks.add('opaque');
    notes.push(`out of order: it comes before ${newer}, which is applied already`);
  }
  const classes = ORDER.filter((one) => risks.has(one));
  return { name: file.name, digest: file.digest, classes, findings: classes.length === 0 ? [] : [...notes, 'told from the words of the file, not parsed'] };
}

/** The files of the repository against what the database remembers. Pure. */
export function surveyFiles(files: readonly JudgedFile[], applied: readonly AppliedFile[], isLarge: IsLarge): MigrationSurvey {
  const recorded = new Map(applied.map(({ name, digest }) => [name, digest]));
  const now = new Map(files.map(({ file }) => [file.name, file.digest]));
  const newestApplied = files.findLastIndex(({ file }) => recorded.has(file.name));
  const pending = files.flatMap((judged, index) => {
    if (recorded.has(judged.file.name)) return [];
    return [judge(judged, isLarge, index < newestApplied ? files[newestApplied]?.file.name : undefined)];
  });
  return {
    revision: applied.at(-1)?.name ?? '',
    applied: applied.map(({ name }) => name),
    pending,
    // A file that is gone is an edit too: nobody can tell any more what was applied. It has no digest now.
    edited: applied.flatMap(({ name, digest }) => (now.get(name) === digest ? [] : [{ name, recorded: digest, now: now.get(name) ?? '' }])),
  };
}

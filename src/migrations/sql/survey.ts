import type { AppliedFile } from '../../databases/database';
import type { Finding } from '../classifier/judgement';
import type { MigrationSurvey, PendingMigration, WayDown } from '../migration-tool';
import type { JudgedFile } from './judged-file';
import { transactionNotes } from './parts';
import type { SqlSettings } from './settings';

/** An index on fewer rows than this is built before anybody notices. */
export const LARGE_TABLE_ROWS = 100_000;

/** Whether a table, named as a finding names it, has at least `LARGE_TABLE_ROWS`; undefined where it could not be asked, which counts as large. */
export type IsLarge = (table: string) => boolean | undefined;

const ORDER: readonly PendingMigration['classes'][number][] = ['loss', 'break', 'lock', 'opaque'];

const told = ({ line, text }: Finding): string => `line ${String(line)}: ${text}`;

function wayDown({ file, down }: JudgedFile): { readonly down?: WayDown } {
  if (file.down === undefined || down === undefined) return {};
  // What cannot run is no way back.
  const unusable = down.refused.map(({ line, problem }): Finding => ({ line, risk: 'opaque', text: problem }));
  const findings = [...down.findings.filter(({ risk }) => risk === 'loss' || risk === 'opaque'), ...unusable];
  const risk = (['loss', 'opaque'] as const).find((one) => findings.some((finding) => finding.risk === one)) ?? 'lossless';
  return { down: { name: file.down.name, risk: down.statements === 0 ? 'opaque' : risk, findings: down.statements === 0 ? ['it does nothing'] : findings.map(told) } };
}

function judge(judged: JudgedFile, isLarge: IsLarge, newer: string | undefined, notes: readonly string[]): PendingMigration {
  const { file, judgement } = judged;
  const counted = judgement.findings.filter(({ builtOn }) => builtOn === undefined || isLarge(builtOn) !== false);
  const risks = new Set(counted.map(({ risk }) => risk));
  const findings = counted.map(told);
  if (newer !== undefined) {
    risks.add('opaque');
    findings.push(`out of order: it comes before ${newer}, which is applied already`);
  }
  const classes = ORDER.filter((one) => risks.has(one));
  return { name: file.name, digest: file.digest, classes, findings: [...(classes.length === 0 ? [] : [...findings, judgement.method]), ...notes], ...wayDown(judged) };
}

/** The files of the repository against what the database remembers. Pure. */
export function surveyFiles(files: readonly JudgedFile[], applied: readonly AppliedFile[], isLarge: IsLarge, transaction: SqlSettings['transaction']): Omit<MigrationSurvey, 'refused'> {
  const recorded = new Map(applied.map(({ name, digest }) => [name, digest]));
  const now = new Map(files.map(({ file }) => [file.name, file.digest]));
  const newestApplied = files.findLastIndex(({ file }) => recorded.has(file.name));
  const open = files.filter(({ file }) => !recorded.has(file.name));
  const pending = open.map((judged, place) => {
    const notes = transactionNotes(judged, transaction, place > 0 && place < open.length - 1);
    return judge(judged, isLarge, files.indexOf(judged) < newestApplied ? files[newestApplied]?.file.name : undefined, notes);
  });
  return {
    revision: applied.at(-1)?.name ?? '',
    applied: applied.map(({ name }) => name),
    pending,
    // A file that is gone is an edit too: nobody can tell any more what was applied. It has no digest now.
    edited: applied.flatMap(({ name, digest }) => (now.get(name) === digest ? [] : [{ name, recorded: digest, now: now.get(name) ?? '' }])),
  };
}

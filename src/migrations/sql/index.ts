import type { Database, SyntaxProblem } from '../../databases/database';
import type { Command, Probe } from '../../model/command';
import { allFailures, Failure, Failures } from '../../model/failure';
import { classifiers } from '../classifier/classifiers';
import type { Classify } from '../classifier/judgement';
import type { Manifest } from '../../model/manifest';
import type { MigrationPlugin, MigrationSurvey, MigrationTool, Proof } from '../migration-tool';
import { type MigrationFile, readSqlFiles } from './files';
import type { JudgedFile } from './judged-file';
import { objections, partsOf, syntaxFailure } from './parts';
import { proveFiles } from './prove';
import { schema, type SqlSettings } from './settings';
import { LARGE_TABLE_ROWS, surveyFiles } from './survey';

class SqlFiles implements MigrationTool {
  readonly kind = 'sql';
  readonly needsRelease = false;
  #judged: readonly JudgedFile[] | undefined;

  constructor(
    private readonly files: readonly MigrationFile[],
    private readonly classify: Classify,
    private readonly database: Database,
    private readonly transaction: SqlSettings['transaction'],
    private readonly common: { readonly lockTimeoutMs: number; readonly deadlineMs: number },
  ) {}

  /** Read when it is first asked for: an action that has no business with migrations is spared the parser. */
  private get judged(): readonly JudgedFile[] {
    this.#judged ??= this.files.map((file) => ({ file, judgement: this.classify(file.text), ...(file.down === undefined ? {} : { down: this.classify(file.down.text) }) }));
    return this.#judged;
  }

  survey(): Probe<MigrationSurvey> {
    const applied = this.database.applied();
    const tables = [...new Set(this.judged.flatMap(({ judgement }) => judgement.findings.flatMap(({ builtOn }) => builtOn ?? [])))];
    const sizes = tables.map((table) => ({ table, probe: this.askSize(table) }));
    const syntax = this.database.syntax(this.judged.map(({ file, judgement }) => ({ ...file, doubts: judgement.doubts })));
    const commands = [...applied.commands, ...sizes.flatMap(({ probe }) => probe.commands), ...syntax.commands];
    return {
      commands,
      read: (results) => {
        let from = applied.commands.length;
        const known = applied.read(results.slice(0, from));
        const large = new Map<string, boolean>();
        for (const { table, probe } of sizes) {
          const mine = results.slice(from, from + probe.commands.length);
          from += probe.commands.length;
          if (mine.every(({ exitCode }) => exitCode === 0)) large.set(table, Number(probe.read(mine).rows[0]?.[0]) >= LARGE_TABLE_ROWS);
        }
        const survey = surveyFiles(this.judged, known, (table) => large.get(table), this.transaction);
        return { ...survey, refused: this.refused(survey.pending, syntax.read(results.slice(from))) };
      },
    };
  }

  apply(survey: Pick<MigrationSurvey, 'pending'>, release: { readonly id: string }): readonly Command[] {
    const names = new Set(survey.pending.map(({ name }) => name));
    const pending = this.judged.filter(({ file }) => names.has(file.name));
    const failures: Failure[] = objections(pending);
    const objected = new Set(pending.filter((judged) => objections([judged]).length > 0).map(({ file }) => file.name));
    const commands = partsOf(pending, this.transaction).flatMap((part) => {
      // The database would say the same again.
      if (part.files.some(({ name }) => objected.has(name))) return [];
      try {
        return [this.database.applySql({ ...part, release: release.id, ...this.common })];
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        failures.push(...(error instanceof Failures ? error.all : [error]));
        return [];
      }
    });
    if (failures.length > 0) throw new Failures(failures);
    return commands;
  }

  /** Everything that is wrong with pending files, and not when the first of them is to run: what is no SQL is read before what else it would be. */
  private refused(pending: MigrationSurvey['pending'], problems: readonly SyntaxProblem[]): Failure[] {
    const names = new Set(pending.map(({ name }) => name));
    const failures = problems.filter(({ name }) => names.has(name)).map(syntaxFailure);
    try {
      this.apply({ pending }, { id: '' });
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      failures.push(...allFailures(error));
    }
    return failures;
  }

  baseline(survey: MigrationSurvey, names: readonly string[], release: string): readonly Command[] {
    const unknown = names.filter((name) => !survey.pending.some((one) => one.name === name));
    if (unknown.length > 0) {
      throw new Failure({
        kind: 'configuration',
        code: 'LG-MIGRATION-UNKNOWN',
        problem: `not among the pending migrations: ${unknown.join(', ')}`,
        cause: `pending: ${survey.pending.map(({ name }) => name).join(', ') || 'none'}`,
        next: 'write the names as they are listed',
      });
    }
    const applied = this.judged.map(({ file }) => file).filter(({ name }) => names.includes(name));
    return applied.length === 0 ? [] : [this.database.recordApplied(applied, release)];
  }

  prove(survey: MigrationSurvey, names: readonly string[], backups: readonly Manifest[]): Proof {
    return proveFiles(this.database, this.judged.map(({ file }) => file), survey, names, backups, this.common.deadlineMs);
  }

  /** Counts no further than it must. */
  private askSize(table: string): ReturnType<Database['query']> {
    return this.database.query(`SELECT count(*) FROM (SELECT 1 FROM ${table} LIMIT ${String(LARGE_TABLE_ROWS)}) AS part`, 30_000);
  }
}

export const plugin: MigrationPlugin<SqlSettings> = {
  kind: 'sql',
  schema,
  needs: ['database'],
  async open(settings, site, database, common) {
    if (database === undefined) {
      throw new Failure({ kind: 'configuration', code: 'LG-CONFIG-NEEDS-DATABASE', problem: 'migrations of kind sql need a database', next: 'add `database:` to the configuration' });
    }
    const [files, classify] = await Promise.all([readSqlFiles(site.workspace, settings.files), classifiers[database.dialect]()]);
    return new SqlFiles(files, classify, database, settings.transaction, common);
  },
};

import type { Database, SqlFile } from '../../databases/database';
import type { Command, Probe } from '../../model/command';
import { Failure, Failures } from '../../model/failure';
import { classifySqlite } from '../classifier/sqlite';
import type { MigrationPlugin, MigrationSurvey, MigrationTool } from '../migration-tool';
import { readSqlFiles } from './files';
import { schema, type SqlSettings } from './settings';
import { type JudgedFile, LARGE_TABLE_ROWS, surveyFiles } from './survey';

class SqlFiles implements MigrationTool {
  readonly kind = 'sql';
  readonly needsRelease = false;
  private readonly judged: readonly JudgedFile[];

  constructor(
    private readonly files: readonly SqlFile[],
    private readonly database: Database,
    private readonly transaction: SqlSettings['transaction'],
    private readonly common: { readonly lockTimeoutMs: number; readonly deadlineMs: number },
  ) {
    this.judged = files.map((file) => ({ file, findings: database.engine === 'sqlite' ? classifySqlite(file.text) : undefined }));
  }

  survey(): Probe<MigrationSurvey> {
    const applied = this.database.applied();
    const tables = [...new Set(this.judged.flatMap(({ findings }) => (findings ?? []).flatMap(({ builtOn }) => builtOn ?? [])))];
    const sizes = tables.map((table) => ({ table, probe: this.askSize(table) }));
    const commands = [...applied.commands, ...sizes.flatMap(({ probe }) => probe.commands)];
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
        const survey = surveyFiles(this.judged, known, (table) => large.get(table));
        // Says what pending files may not hold now, and not when the first of them is to run.
        this.apply(survey, { id: '' });
        return survey;
      },
    };
  }

  apply(survey: MigrationSurvey, release: { readonly id: string }): readonly Command[] {
    const names = new Set(survey.pending.map(({ name }) => name));
    const pending = this.files.filter(({ name }) => names.has(name));
    if (pending.length === 0) return [];
    const parts = this.transaction === 'all' ? [pending] : pending.map((file) => [file]);
    const failures: Failure[] = [];
    const commands = parts.flatMap((part) => {
      try {
        return [this.database.applySql({ files: part, transaction: this.transaction, release: release.id, ...this.common })];
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        failures.push(...(error instanceof Failures ? error.all : [error]));
        return [];
      }
    });
    if (failures.length > 0) throw new Failures(failures);
    return commands;
  }

  /** Counts no further than it must. */
  private askSize(table: string): ReturnType<Database['query']> {
    const name = `"${table.replaceAll('"', '""')}"`;
    return this.database.query(`SELECT count(*) FROM (SELECT 1 FROM ${name} LIMIT ${String(LARGE_TABLE_ROWS)})`, 30_000);
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
    return new SqlFiles(await readSqlFiles(site.workspace, settings.files), database, settings.transaction, common);
  },
};

import type { Command, CommandResult, Probe } from '../../model/command';
import { mapProbe, mutating, reading, succeeded } from '../../model/command';
import { commandFailure, Failure, Failures } from '../../model/failure';
import { below } from '../../model/layout';
import type { Manifest } from '../../model/manifest';
import { readSql } from '../../model/sql';
import { describeCommand } from '../../shell/describe';
import type { BackupRequest, Database, DatabasePlugin, KeptDatabase, Maintenance } from '../database';
import { readManifestLine } from '../manifest-text';
import { readKept } from '../restored';
import { readTrial, requireWhole, trialWords } from '../trial';
import { hex, linesOf, readApplied, readCensus, readLoss, readOrphans, readPlan, readQuery, writeCensus } from './answers';
import { refusals, withoutTransaction } from './refusals';
import { changesSchema, trialScript, unprovenEffects } from './schema-effects';
import { schema, type SqliteSettings } from './settings';
import { chooseFiles, readTrialErrors, writeTrial } from './syntax';

/** Reading every row of a large file takes its time. */
const SCAN_MS = 15 * 60_000;
const ID = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

function probe<T>(command: Command, read: (lines: string[]) => T): Probe<T> {
  return { commands: [command], read: ([result]) => read(linesOf(result, command.title)) };
}

function asking(title: string, name: string, words: readonly string[], more: Partial<Command> = {}): Command {
  return reading(title, `lg_sqlite_${name}`, words, { library: true, bounded: true, ...more });
}

function doing(title: string, name: string, words: readonly string[], more: Partial<Command>): Command {
  return mutating(title, `lg_sqlite_${name}`, words, { library: true, bounded: true, idempotent: true, ...more });
}

/** A word that becomes part of a file's name on the host. */
function checkId(id: string): string {
  if (!ID.test(id)) throw new Failure({ kind: 'configuration', code: 'LG-BACKUP-ID', problem: `"${id}" cannot be part of a file's name`, next: 'use letters, digits, dots, dashes and underscores' });
  return id;
}

/** A query that is asked must be one statement of SQL: the sqlite3 program would run its own commands too. */
function checkQuery(sql: string): string {
  const { statements, problems } = readSql(sql);
  const first = statements[0]?.tokens[0];
  const problem = problems[0]?.problem ?? (statements.length === 1 && first?.kind === 'word' ? undefined : 'it is not exactly one statement');
  if (problem === undefined) return `${sql}\n;\n`;
  throw new Failure({ kind: 'configuration', code: 'LG-QUERY', problem: `the query cannot be asked: ${problem}`, cause: sql.slice(0, 200), next: 'write one SELECT' });
}

class Sqlite implements Database {
  readonly engine = 'sqlite';
  readonly dialect = 'sqlite';

  constructor(private readonly file: string) {}

  inspect(): ReturnType<Database['inspect']> {
    return probe(asking('inspect the database', 'inspect', [this.file]), (lines) => {
      const [engineVersion = '', bytes = ''] = (lines[0] ?? '').split('|');
      return { engineVersion, bytes: Number(bytes) };
    });
  }

  census(): ReturnType<Database['census']> {
    return probe(asking('count and hash every row', 'census_of', [this.file], { deadlineMs: SCAN_MS }), readCensus);
  }

  query(sql: string, deadlineMs: number): ReturnType<Database['query']> {
    const command = asking('ask the database', 'query', [this.file], { stdin: checkQuery(sql), deadlineMs, bounded: false });
    return { commands: [command], read: ([result]) => readQuery(result, sql) };
  }

  backup(request: BackupRequest): Command {
    const id = checkId(request.id);
    const { at, change, to, copies } = request;
    const head = JSON.stringify({ v: 1, id, at, engine: this.engine, change, schema: request.schema, file: `${to}/${id}` }).slice(0, -2);
    const list = JSON.stringify(copies.map(({ directory }) => ({ place: directory, verified: true })));
    const words = [this.file, to, id, head, request.verify, String(request.minimumBytes), request.manifests, list, ...copies.map(({ directory }) => directory)];
    return doing('back up the database', 'backup', words, { deadlineMs: request.deadlineMs });
  }

  readBackup(result: CommandResult): Manifest {
    if (!succeeded(result)) throw commandFailure(result, { code: 'LG-BACKUP-FAILED', problem: 'the backup failed; nothing of it was kept', next: 'remove the cause and run again' });
    return readManifestLine(result);
  }

  maintain(what: Maintenance, deadlineMs: number): Command {
    const script = `${what === 'analyze' ? '' : 'VACUUM;\n'}${what === 'vacuum' ? '' : 'ANALYZE;\n'}`;
    return doing(`${what.replace('-', ' and ')} the database`, 'maintain', [this.file, script], { deadlineMs });
  }

  forget(manifest: Manifest, where: Parameters<Database['forget']>[1]): Command {
    const words = [checkId(manifest.id), manifest.file, where.manifests, ...where.copies.map(({ directory }) => directory)];
    return mutating(`remove the backup ${manifest.id}`, 'lg_store_forget', words, { library: true, bounded: true, idempotent: true, deadlineMs: 60_000 });
  }

  verify(manifest: Manifest): ReturnType<Database['verify']> {
    return probe(asking('check the backup', 'verify', [manifest.file, manifest.sha256], { deadlineMs: SCAN_MS }), (lines) => {
      const why = lines.join(' ');
      return why === 'sound' ? { sound: true, why: '' } : { sound: false, why };
    });
  }

  applied(): ReturnType<Database['applied']> {
    return probe(asking('list the applied migrations', 'applied', [this.file]), readApplied);
  }

  syntax(files: Parameters<Database['syntax']>[0]): ReturnType<Database['syntax']> {
    const chosen = chooseFiles(files);
    if (chosen.length === 0) return { commands: [], read: () => [] };
    const { words, stdin } = writeTrial(chosen);
    return { commands: [asking('ask whether it is SQL', 'syntax', [this.file, ...words], { stdin, bounded: false })], read: ([result]) => readTrialErrors(chosen, result) };
  }

  applySql(request: Parameters<Database['applySql']>[0]): Command {
    const problems = request.transaction === 'none' ? request.files.map(withoutTransaction) : refusals(request.files);
    if (problems.length > 0) throw new Failures(problems);
    const files = request.files.flatMap(({ name, digest, text }) => [name, hex(name), digest, String(Buffer.byteLength(text))]);
    const words = [this.file, request.transaction, hex(request.release), String(request.lockTimeoutMs), ...files];
    const title = `apply ${request.files.map(({ name }) => name).join(', ')}`;
    return doing(title, 'apply', words, { stdin: request.files.map(({ text }) => text).join(''), deadlineMs: request.deadlineMs, bounded: false });
  }

  recordApplied(files: Parameters<Database['recordApplied']>[0], release: string): Command {
    const words = [this.file, hex(release), ...files.flatMap(({ name, digest }) => [hex(name), digest])];
    return doing(`record as applied: ${files.map(({ name }) => name).join(', ')}`, 'record', words, { deadlineMs: 60_000 });
  }

  restore({ manifest, keepAs, deadlineMs }: Parameters<Database['restore']>[0]): Command {
    const words = [this.file, checkId(keepAs), manifest.file, manifest.sha256, String(manifest.databaseBytes), manifest.engineVersion];
    return doing(`restore the backup ${manifest.id}`, 'restore', words, { stdin: writeCensus(manifest.tables), deadlineMs, bounded: false });
  }

  readRestore(result: CommandResult): KeptDatabase | undefined {
    const name = readKept(result);
    if (name === undefined) return undefined;
    const all = ['', '-wal', '-shm', '-journal'].map((log) => `${name}${log}`);
    return { name, look: describeCommand(reading('', 'sqlite3', ['-readonly', name])), drop: describeCommand(mutating('', 'rm', ['-f', '--', ...all])) };
  }

  loss(manifest: Manifest): ReturnType<Database['loss']> {
    const words = [this.file, manifest.file, manifest.sha256, String(manifest.databaseBytes)];
    return probe(asking(`count what going back to ${manifest.id} would destroy`, 'loss', words, { deadlineMs: SCAN_MS }), (lines) => readLoss(lines, manifest));
  }

  trySchema(request: Parameters<Database['trySchema']>[0]): ReturnType<Database['trySchema']> {
    const problems = refusals([...request.since, ...request.files]);
    if (problems.length > 0) throw new Failures(problems);
    const { words, stdin } = trialWords(request, trialScript);
    const command = asking('try the migrations in a file of their own', 'trial', [this.file, ...words], { stdin, deadlineMs: request.deadlineMs, bounded: false });
    return {
      commands: [command],
      read: ([result]) => {
        requireWhole(result);
        return readTrial(result, linesOf(result, command.title));
      },
    };
  }

  effects(file: Parameters<Database['effects']>[0]): ReturnType<Database['effects']> {
    return { schema: changesSchema(file), unproven: unprovenEffects(file) };
  }

  explain(sql: string, deadlineMs: number): ReturnType<NonNullable<Database['explain']>> {
    checkQuery(sql);
    return mapProbe(this.query(`EXPLAIN QUERY PLAN ${sql}`, deadlineMs), ({ rows }) => readPlan(rows));
  }

  orphans(): ReturnType<Database['orphans']> {
    return probe(asking('look for foreign keys that point nowhere', 'orphans', [this.file], { deadlineMs: SCAN_MS }), readOrphans);
  }
}

export const plugin: DatabasePlugin<SqliteSettings> = {
  kind: 'sqlite',
  schema,
  open: (settings, site) => new Sqlite(below(site.layout, settings.file)),
};

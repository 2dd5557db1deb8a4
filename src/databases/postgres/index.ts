import type { Command, CommandResult, Probe } from '../../model/command';
import { mutating, reading, succeeded } from '../../model/command';
import { Failure, Failures } from '../../model/failure';
import type { Manifest } from '../../model/manifest';
import type { Privilege } from '../../model/privilege';
import type { Secret } from '../../model/secret';
import { readPostgresSql } from '../../model/sql-postgres';
import type { ApplyRequest, BackupRequest, Database, DatabasePlugin, KeptDatabase, Maintenance, SqlFile } from '../database';
import { readManifestLine } from '../manifest-text';
import { readKept } from '../restored';
import { readTrial, requireWhole, trialWords } from '../trial';
import { failureOf, hex, linesOf, readApplied, readCensus, readInvalid, readLoss, readOrphans, readPlan, readQuery, readTransactions, writeCensus } from './answers';
import { describeKept } from './kept';
import { connectionValue, nameBeside } from './names';
import { checkQuestion } from './query';
import { indexName, isWithoutTransaction, kindOf, refusals, runsAlone, touchesKeys } from './refusals';
import { changesSchema, trialScript, unprovenEffects } from './schema-effects';
import { type PostgresSettings, schema } from './settings';
import { readSlowQueries } from './slow-queries';
import { readSyntax, writeDoubts } from './syntax';

/** Reading every row of a large database, or restoring it to compare, takes its time. */
const SCAN_MS = 15 * 60_000;
const LOSS_MS = 60 * 60_000;
const READ_MS = 30_000;
const ID = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;
const STATEMENTS: Readonly<Record<Maintenance, string>> = { analyze: 'ANALYZE', vacuum: 'VACUUM', 'vacuum-analyze': 'VACUUM (ANALYZE)' };
const PROGRAMS = [['psql', 'asking and migrating the database'], ['pg_dump', 'backing it up'], ['pg_restore', 'proving and restoring a backup']] as const;

function checkId(id: string): string {
  if (!ID.test(id)) throw new Failure({ kind: 'configuration', code: 'LG-BACKUP-ID', problem: `"${id}" cannot be part of a file's name`, next: 'use letters, digits, dots, dashes and underscores' });
  return id;
}

/** A few words for a statement. */
const headOf = (text: string): string => text.replaceAll(/\s+/g, ' ').slice(0, 60);

class Postgres implements Database {
  readonly engine = 'postgres';
  readonly dialect = 'postgres';
  readonly privileges?: readonly Privilege[];

  constructor(
    private readonly settings: PostgresSettings,
    private readonly state: string,
    private readonly password: Secret | undefined,
    private readonly readsOnly = false,
  ) {
    const { as } = settings;
    if (as !== undefined) this.privileges = PROGRAMS.map(([program, why]): Privilege => ({ as, words: [program], why }));
  }

  inspect(): ReturnType<Database['inspect']> {
    return this.probe(this.told('inspect the database', 'inspect'), (lines) => {
      const [engineVersion = '', bytes = ''] = (lines[0] ?? '').split('|');
      return { engineVersion, bytes: Number(bytes) };
    });
  }

  census(): ReturnType<Database['census']> {
    return this.probe(this.asking('count and hash every row', 'census_of', [], { deadlineMs: SCAN_MS }), readCensus);
  }

  query(sql: string, deadlineMs: number): ReturnType<Database['query']> {
    // Every value in quotes, so that nothing is taken for the mark of NULL.
    const stdin = `COPY (${checkQuestion(sql)}\n) TO STDOUT WITH (FORMAT csv, HEADER, FORCE_QUOTE *, NULL '- null -');`;
    return { commands: [this.asking('ask the database', 'query', [], { stdin, deadlineMs, bounded: false })], read: ([result]) => readQuery(result, sql) };
  }

  explain(sql: string, deadlineMs: number): ReturnType<NonNullable<Database['explain']>> {
    const stdin = `EXPLAIN (FORMAT JSON) ${checkQuestion(sql)}\n;`;
    return { commands: [this.asking('ask for the plan of a query', 'query', [], { stdin, deadlineMs, bounded: false })], read: ([result]) => readPlan(result, sql) };
  }

  transactions(olderThanMs: number): ReturnType<NonNullable<Database['transactions']>> {
    return this.probe(this.asking('look for long transactions', 'transactions', [String(Math.round(olderThanMs))]), readTransactions);
  }

  connections(): ReturnType<NonNullable<Database['connections']>> {
    return this.probe(this.asking('count the connections', 'connections', []), (lines) => {
      const [used = '', max = ''] = (lines[0] ?? '').split('|');
      return { used: Number(used), max: Number(max) };
    });
  }

  invalidIndexes(): ReturnType<NonNullable<Database['invalidIndexes']>> {
    return this.probe(this.told('look for invalid indexes', 'invalid'), readInvalid);
  }

  slowQueries(overMs: number): ReturnType<NonNullable<Database['slowQueries']>> {
    return this.probe(this.asking('look for slow queries', 'slow', [String(Math.round(overMs))]), readSlowQueries);
  }

  orphans(): ReturnType<Database['orphans']> {
    return this.probe(this.asking('look for foreign keys that point nowhere', 'orphans', [], { deadlineMs: SCAN_MS }), readOrphans);
  }

  backup(request: BackupRequest): Command {
    const id = checkId(request.id);
    const { at, change, to, copies } = request;
    const head = JSON.stringify({ v: 1, id, at, engine: this.engine, change, schema: request.schema, file: `${to}/${id}` }).slice(0, -2);
    const list = JSON.stringify(copies.map(({ directory }) => ({ place: directory, verified: true })));
    const words = [to, id, head, request.verify, String(request.minimumBytes), request.manifests, list, this.beside('_lockgate_proof'), ...copies.map(({ directory }) => directory)];
    return this.doing('back up the database', 'backup', words, { deadlineMs: request.deadlineMs });
  }

  readBackup(result: CommandResult): Manifest {
    if (succeeded(result)) return readManifestLine(result);
    const why = failureOf(result, 'back up the database').facts;
    throw new Failure({ ...why, code: why.code === 'LG-DATABASE-FAILED' ? 'LG-BACKUP-FAILED' : why.code, problem: `the backup failed; nothing of it was kept${why.code === 'LG-DATABASE-FAILED' ? '' : `: ${why.problem}`}` });
  }

  verify(manifest: Manifest): ReturnType<Database['verify']> {
    return this.probe(this.asking('check the backup', 'verify', [manifest.file, manifest.sha256], { deadlineMs: SCAN_MS }), (lines) => {
      const why = lines.join(' ');
      return why === 'sound' ? { sound: true, why: '' } : { sound: false, why };
    });
  }

  forget(manifest: Manifest, where: Parameters<Database['forget']>[1]): Command {
    const words = [checkId(manifest.id), manifest.file, where.manifests, ...where.copies.map(({ directory }) => directory)];
    return mutating(`remove the backup ${manifest.id}`, 'lg_store_forget', words, { library: true, bounded: true, idempotent: true, deadlineMs: 60_000 });
  }

  maintain(what: Maintenance, deadlineMs: number): Command {
    return this.doing(`${what.replace('-', ' and ')} the database`, 'maintain', [STATEMENTS[what]], { deadlineMs });
  }

  applied(): ReturnType<Database['applied']> {
    return this.probe(this.told('list the applied migrations', 'applied'), readApplied);
  }

  syntax(files: Parameters<Database['syntax']>[0]): ReturnType<Database['syntax']> {
    const stdin = writeDoubts(files);
    if (stdin === '') return { commands: [], read: () => [] };
    return { commands: [this.told('ask whether it is SQL', 'syntax', { stdin, bounded: false })], read: ([result]) => readSyntax(files, result) };
  }

  applySql(request: ApplyRequest): Command {
    const problems = refusals(request.files, request.transaction === 'none');
    if (problems.length > 0) throw new Failures(problems);
    if (request.transaction === 'none') return this.applyStatement(request);
    const files = request.files.flatMap(({ name, digest, text }) => [name, hex(name), digest, String(Buffer.byteLength(text))]);
    const keys = request.files.some(touchesKeys) ? 'yes' : 'no';
    const words = [request.transaction, hex(request.release), String(request.lockTimeoutMs), keys, ...files];
    const title = `apply ${request.files.map(({ name }) => name).join(', ')}`;
    return this.doing(title, 'apply', words, { stdin: request.files.map(({ text }) => text).join(''), deadlineMs: request.deadlineMs, bounded: false });
  }

  recordApplied(files: readonly SqlFile[], release: string): Command {
    const words = [hex(release), ...files.flatMap(({ name, digest }) => [hex(name), digest])];
    return this.doing(`record as applied: ${files.map(({ name }) => name).join(', ')}`, 'record', words, { deadlineMs: 60_000 });
  }

  restore({ manifest, keepAs, deadlineMs }: Parameters<Database['restore']>[0]): Command {
    const mark = manifest.sha256.slice(0, 12);
    // Room for a number, where several are kept under one name.
    const kept = nameBeside(this.settings.name, `_before_${checkId(keepAs)}`, 60);
    const words = [this.beside(`_restore_${mark}`), this.beside(`_ready_${mark}`), kept, manifest.file, manifest.sha256, String(manifest.databaseBytes), manifest.engineVersion];
    return this.doing(`restore the backup ${manifest.id}`, 'restore', words, { stdin: writeCensus(manifest.tables), deadlineMs, bounded: false });
  }

  readRestore(result: CommandResult): KeptDatabase | undefined {
    const name = readKept(result);
    return name === undefined ? undefined : describeKept(this.settings, name);
  }

  loss(manifest: Manifest): ReturnType<Database['loss']> {
    const words = [this.beside('_lockgate_loss'), manifest.file, manifest.sha256, String(manifest.databaseBytes)];
    const title = `count what going back to ${manifest.id} would destroy`;
    return this.probe(this.asking(title, 'loss', words, { stdin: writeCensus(manifest.tables), deadlineMs: LOSS_MS }), (lines) => readLoss(lines, manifest));
  }

  trySchema(request: Parameters<Database['trySchema']>[0]): ReturnType<Database['trySchema']> {
    const problems = [...request.since, ...request.files].flatMap((file) => refusals([file], isWithoutTransaction(file)));
    if (problems.length > 0) throw new Failures(problems);
    const { words, stdin } = trialWords(request, trialScript);
    const command = this.asking('try the migrations in a database of their own', 'trial', [this.beside('_lockgate_trial'), ...words], { stdin, bounded: false, deadlineMs: request.deadlineMs });
    return {
      commands: [command],
      read: ([result]) => {
        requireWhole(result);
        return readTrial(result, linesOf(result, command.title));
      },
    };
  }

  effects(file: SqlFile): ReturnType<Database['effects']> {
    return { schema: changesSchema(file), unproven: unprovenEffects(file) };
  }

  private applyStatement({ files, statement = 0, release, lockTimeoutMs, deadlineMs }: ApplyRequest): Command {
    const [file, ...others] = files;
    const all = file === undefined ? [] : readPostgresSql(file.text).statements;
    const one = all[statement];
    if (file === undefined || others.length > 0 || one === undefined) throw new Error('a statement without a transaction is one of exactly one file');
    const what = kindOf(one.tokens);
    const kind = what !== 'other' ? what : runsAlone(one) ? 'bare' : 'plain';
    const number = String(statement + 1);
    const title = `${file.name}, statement ${number} of ${String(all.length)}: ${headOf(one.text)}`;
    const words = [hex(release), String(lockTimeoutMs), kind, indexName(one.tokens) ?? '', hex(file.name), file.digest, number, String(all.length), `${file.name}, statement ${number}`];
    return this.doing(`apply ${title}`, 'statement', words, { stdin: one.text, deadlineMs, bounded: false });
  }

  private beside(suffix: string): string {
    return nameBeside(this.settings.name, suffix);
  }

  /** The words that every function begins with. `told`: it is something that every role is told, so who may only read asks by the role of its own name. */
  private common(deadlineMs: number, told = false): string[] {
    const { name, host, port } = this.settings;
    const { as = '', user }: Pick<PostgresSettings, 'as' | 'user'> = told && this.readsOnly ? {} : this.settings;
    const rest = Object.entries({ host, port, user }).flatMap(([key, value]) => (value === undefined ? [] : [`${key}=${connectionValue(String(value))}`]));
    return [as, name, rest.join(' '), this.state, String(Math.round(deadlineMs))];
  }

  private secret(): Pick<Command, 'env'> {
    return this.password === undefined ? {} : { env: { PGPASSWORD: this.password } };
  }

  private asking(title: string, name: string, words: readonly string[], more: Partial<Command> = {}): Command {
    return reading(title, `lg_pg_${name}`, [...this.common(more.deadlineMs ?? READ_MS), ...words], { library: true, bounded: true, ...this.secret(), ...more });
  }

  private told(title: string, name: string, more: Partial<Command> = {}): Command {
    return reading(title, `lg_pg_${name}`, this.common(READ_MS, true), { library: true, bounded: true, ...this.secret(), ...more });
  }

  private doing(title: string, name: string, words: readonly string[], more: Partial<Command> & { readonly deadlineMs: number }): Command {
    return mutating(title, `lg_pg_${name}`, [...this.common(more.deadlineMs), ...words], { library: true, bounded: true, idempotent: true, ...this.secret(), ...more });
  }

  private probe<T>(command: Command, read: (lines: string[]) => T): Probe<T> {
    return { commands: [command], read: ([result]) => read(linesOf(result, command.title)) };
  }
}

export const plugin: DatabasePlugin<PostgresSettings> = {
  kind: 'postgres',
  schema,
  open: (settings, site, secret) => {
    const password = settings.password === undefined ? undefined : secret?.(settings.password);
    if (settings.password !== undefined && password === undefined) {
      throw new Failure({ kind: 'configuration', code: 'LG-DATABASE-PASSWORD', problem: `the variable ${settings.password} with the password of the database is not set`, next: `set it in the step: env: { ${settings.password}: … }` });
    }
    return new Postgres(settings, site.layout.state, password, site.readsOnly);
  },
};

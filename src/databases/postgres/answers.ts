import type { CommandResult } from '../../model/command';
import { succeeded } from '../../model/command';
import { commandFailure, Failure } from '../../model/failure';
import type { Census, Loss, Manifest, TableCensus } from '../../model/manifest';
import { readCsv } from '../csv';
import { DATABASE_ABSENT } from '../database';

export const hex = (text: string): string => Buffer.from(text, 'utf8').toString('hex').toUpperCase();
const unhex = (digits: string): string => Buffer.from(digits, 'hex').toString('utf8');

/** The exit codes of `src/host/postgres.sh`. */
const CODES: Readonly<Record<number, { readonly code: string; readonly problem: string; readonly next: string }>> = {
  44: { code: DATABASE_ABSENT, problem: 'there is no such database yet', next: 'make it with its owner (CREATE DATABASE … OWNER …), or correct `database.name`' },
  45: { code: 'LG-POSTGRES-MISSING', problem: 'the host lacks the client programs of PostgreSQL', next: 'install psql, pg_dump and pg_restore there, at least as new as the server' },
  46: { code: 'LG-DATABASE-DOWN', problem: 'no PostgreSQL server answers', next: 'start the server, or correct `database.host` and `database.port`' },
  47: { code: 'LG-DATABASE-CONNECTIONS', problem: 'the PostgreSQL server has no connection left', next: 'find who holds them (pg_stat_activity), or raise max_connections' },
  48: { code: 'LG-DATABASE-SUDO', problem: 'sudo does not let the deploy user run the programs of PostgreSQL as `database.as`', next: 'allow psql, pg_dump and pg_restore as that user without a password in sudoers' },
};

/** The failure that an exit code stands for. */
export function failureOf(result: CommandResult, asked: string): Failure {
  if (succeeded(result)) {
    return new Failure({ kind: 'command', code: 'LG-DATABASE-ANSWER', problem: `the answer to "${asked}" is too long to be read`, host: result.host, command: result.command, next: 'ask for less' });
  }
  if (result.exitCode === 49) {
    const grant = result.stderr.trim().split('\n').at(-1) ?? '';
    const facts = { code: 'LG-DATABASE-GRANT', problem: 'the role that asks may not read which migrations were applied', next: `run in that database, as the owner of the table: ${grant}` };
    return commandFailure(result, facts);
  }
  const known = CODES[result.exitCode ?? 0];
  if (known !== undefined) return commandFailure(result, known);
  if (/55P03|lock timeout/i.test(result.stderr)) {
    return commandFailure(result, { code: 'LG-DATABASE-LOCKED', problem: `somebody holds a lock: ${asked} was not possible`, next: 'find the transaction that is open (pg_stat_activity, pg_locks), or run again when it is done' });
  }
  return commandFailure(result, { code: 'LG-DATABASE-FAILED', problem: `the database could not be asked: ${asked}`, next: 'see what the server says above; the role may lack a right' });
}

/** The lines of an answer, or the failure that the exit code stands for. */
export function linesOf(result: CommandResult | undefined, asked: string): string[] {
  if (result === undefined) throw new Error('an answer is missing');
  if (succeeded(result) && !result.truncated) return result.stdout.split('\n').filter((line) => line !== '');
  throw failureOf(result, asked);
}

export function readCensus(lines: readonly string[]): Census {
  return Object.fromEntries(
    lines.map((line): [string, TableCensus] => {
      const found = /^([0-9A-F]*)\|.*\|(\d+)\|([0-9a-f]{64})$/.exec(line);
      if (found === null) throw new Error(`not a line of a census: ${line}`);
      return [unhex(found[1] ?? ''), { rows: Number(found[2]), hash: found[3] ?? '' }];
    }),
  );
}

/** The same census as lines that the host compares with. */
export function writeCensus(census: Census): string {
  return Object.entries(census)
    .map(([name, { rows, hash }]) => `${hex(name)}|${String(rows)}|${hash}\n`)
    .join('');
}

export function readApplied(lines: readonly string[]): { name: string; digest: string }[] {
  return lines.map((line) => {
    const [name = '', digest = ''] = line.split('|');
    return { name: unhex(name), digest };
  });
}

export function readOrphans(lines: readonly string[]): string[] {
  return lines.map((line) => {
    const [table = '', columns = '', count = ''] = line.split('|');
    return `${unhex(table)}.${unhex(columns)}: ${count}`;
  });
}

export const readInvalid = (lines: readonly string[]): string[] => lines.map((line) => line.split('|').map(unhex).join(' on '));

export function readTransactions(lines: readonly string[]): { who: string; ageMs: number; what: string }[] {
  return lines.map((line) => {
    const [id = '', user = '', state = '', age = '', kind = ''] = line.split('|');
    const prepared = kind === 'prepared';
    return { who: `${unhex(user)}, ${prepared ? unhex(id) : `process ${id}`}`, ageMs: Number(age), what: prepared ? 'prepared for a commit in two phases: only a person ends it' : state };
  });
}

/** What came before the line in which psql says how long it took. */
function readTimed(result: CommandResult | undefined, sql: string): { said: string; ms: number } {
  const asked = sql.replaceAll(/\s+/g, ' ').slice(0, 80);
  linesOf(result, asked);
  const said = result?.stdout ?? '';
  const timer = /Time: ([0-9.]+) ms[^\n]*\n?$/.exec(said);
  if (timer === null) throw new Failure({ kind: 'command', code: 'LG-DATABASE-ANSWER', problem: `the answer to "${asked}" is not whole`, host: result?.host, next: 'run again' });
  return { said: said.slice(0, timer.index), ms: Number(timer[1]) };
}

export function readQuery(result: CommandResult | undefined, sql: string): { columns: string[]; rows: (string | null)[][]; ms: number } {
  const { said, ms } = readTimed(result, sql);
  const [head, ...rows] = readCsv(said);
  return { columns: (head ?? []).map((name) => name ?? ''), rows, ms };
}

interface PlanNode {
  readonly 'Node Type'?: string;
  readonly 'Index Name'?: string;
  readonly 'Relation Name'?: string;
  readonly Plans?: readonly PlanNode[];
}

/** Whether a plan in JSON looks into an index. Pure. */
export function readPlan(result: CommandResult | undefined, sql: string): { usesIndex: boolean; text: string } {
  const { said } = readTimed(result, sql);
  const [top] = JSON.parse(said) as readonly { readonly Plan: PlanNode }[];
  const steps: string[] = [];
  let usesIndex = false;
  const walk = (node: PlanNode): void => {
    const name = node['Index Name'];
    if (name !== undefined) usesIndex = true;
    steps.push([node['Node Type'] ?? '', name === undefined ? '' : `with ${name}`, node['Relation Name'] === undefined ? '' : `on ${node['Relation Name']}`].filter((word) => word !== '').join(' '));
    node.Plans?.forEach(walk);
  };
  if (top !== undefined) walk(top.Plan);
  return { usesIndex, text: steps.join('; ') };
}

const DIFFERENCES: Readonly<Record<string, (table: string, column: string) => string>> = {
  'only-now': (table) => `the table ${table} exists only now: all its rows count as written`,
  'only-then': (table) => `the table ${table} is gone since: all its rows count as deleted`,
  'column-now': (table, column) => `the column ${table}.${column} exists only now: a row where it does not hold its default counts as written`,
  'column-then': (table, column) => `the column ${table}.${column} is gone since and was not compared`,
};

export function readLoss(lines: readonly string[], manifest: Manifest): Loss {
  const tables: Record<string, { written: number; deleted: number }> = {};
  const differences: string[] = [];
  for (const line of lines) {
    const [table = '', written = '', ...rest] = line.split('|');
    if (written === '') differences.push(DIFFERENCES[rest[0] ?? '']?.(unhex(table), unhex(rest[1] ?? '')) ?? line);
    else tables[unhex(table)] = { written: Number(written), deleted: Number(rest[0]) };
  }
  const method = `every row of now compared with every row of the backup ${manifest.id} of ${manifest.at}, restored beside the database, by a digest of its values and within one read transaction`;
  return { tables, rows: Object.values(tables).reduce((sum, { written }) => sum + written, 0), exact: true, method: [method, ...differences].join('; ') };
}

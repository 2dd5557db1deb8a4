import type { CommandResult } from '../../model/command';
import { succeeded } from '../../model/command';
import { commandFailure, Failure } from '../../model/failure';
import type { Census, Loss, Manifest, TableCensus } from '../../model/manifest';
import { readCsv } from '../csv';
import { DATABASE_ABSENT } from '../database';

export const hex = (text: string): string => Buffer.from(text, 'utf8').toString('hex').toUpperCase();
const unhex = (digits: string): string => Buffer.from(digits, 'hex').toString('utf8');

/** The lines of an answer, or the failure that the exit code stands for. */
export function linesOf(result: CommandResult | undefined, asked: string): string[] {
  if (result === undefined) throw new Error('an answer is missing');
  if (succeeded(result) && !result.truncated) return result.stdout.split('\n').filter((line) => line !== '');
  throw failureOf(result, asked);
}

function failureOf(result: CommandResult, asked: string): Failure {
  if (succeeded(result)) {
    return new Failure({ kind: 'command', code: 'LG-DATABASE-ANSWER', problem: `the answer to "${asked}" is too long to be read`, host: result.host, command: result.command, next: 'ask for less' });
  }
  if (result.exitCode === 44) return commandFailure(result, { code: DATABASE_ABSENT, problem: 'there is no database file yet', next: 'on a first deploy its migrations make it; otherwise correct `database.file`' });
  if (result.exitCode === 45) return commandFailure(result, { code: 'LG-SQLITE-MISSING', problem: 'nothing on the host can read an SQLite file', next: 'install python3 or sqlite3 there' });
  if (/database is locked|database table is locked|database is busy/i.test(result.stderr)) {
    return commandFailure(result, { code: 'LG-DATABASE-LOCKED', problem: `the database is locked: ${asked} was not possible`, next: 'find the process that holds a transaction open, or run again when it is done' });
  }
  return commandFailure(result, { code: 'LG-DATABASE-FAILED', problem: `the database could not be asked: ${asked}`, next: 'check the file and the rights of the deploy user on it' });
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

export function readQuery(result: CommandResult | undefined, sql: string): { columns: string[]; rows: (string | null)[][]; ms: number } {
  const asked = sql.replaceAll(/\s+/g, ' ').slice(0, 80);
  linesOf(result, asked);
  const said = result?.stdout ?? '';
  const timer = /Run Time: real ([0-9.]+)[^\n]*\n?$/.exec(said);
  if (timer === null) throw new Failure({ kind: 'command', code: 'LG-DATABASE-ANSWER', problem: `the answer to "${asked}" is not whole`, host: result?.host, next: 'run again' });
  const [head, ...rows] = readCsv(said.slice(0, timer.index));
  return { columns: (head ?? []).map((name) => name ?? ''), rows, ms: Number(timer[1]) * 1000 };
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
  const method = `every row of now compared with every row of the backup ${manifest.id} of ${manifest.at}, value by value, within one read transaction`;
  return { tables, rows: Object.values(tables).reduce((sum, { written }) => sum + written, 0), exact: true, method: [method, ...differences].join('; ') };
}

/** The lines of EXPLAIN QUERY PLAN: the last column says what is done. */
export function readPlan(rows: readonly (readonly (string | null)[])[]): { usesIndex: boolean; text: string } {
  const lines = rows.map((row) => row.at(-1) ?? '');
  return { usesIndex: lines.some((line) => /\bUSING (COVERING )?(INDEX|INTEGER PRIMARY KEY|PRIMARY KEY)\b/.test(line)), text: lines.join('; ') };
}

import type { TransactionStmt, VariableSetStmt } from 'libpg-query';

import type { Scene } from './scene';
import { all, constant } from './tree';

/** Settings that change how long a migration waits, how it is planned or what it is called, and not what it does. */
const HARMLESS = new Set(
  'lock_timeout statement_timeout idle_in_transaction_session_timeout transaction_timeout deadlock_timeout client_min_messages client_encoding work_mem maintenance_work_mem temp_buffers timezone datestyle intervalstyle default_tablespace default_table_access_method temp_tablespaces xmloption row_security check_function_bodies application_name max_parallel_workers_per_gather max_parallel_maintenance_workers synchronous_commit log_statement log_min_duration_statement extra_float_digits bytea_output lc_messages lc_monetary lc_numeric lc_time jit enable_seqscan enable_hashjoin enable_nestloop enable_indexscan random_page_cost'.split(' '),
);

export function set(scene: Scene, { kind, name = '', args }: VariableSetStmt): void {
  // With whatever follows, names mean other tables.
  if (name === 'search_path' || kind === 'VAR_RESET_ALL') { scene.made.forgetUnqualified(); return; }
  if (kind === 'VAR_RESET' || HARMLESS.has(name)) return;
  if (name === 'standard_conforming_strings' && constant(args?.[0]) === 'on') return;
  if (kind === 'VAR_SET_MULTI') { scene.refuse(`SET ${name}: the transaction is Lockgate's`); return; }
  scene.tell('opaque', `SET ${name} may change what the statements after it do`);
}

const REASON: Partial<Record<NonNullable<TransactionStmt['kind']>, string>> = {
  TRANS_STMT_BEGIN: 'BEGIN: the file runs in a transaction of Lockgate already: leave it out',
  TRANS_STMT_START: 'START TRANSACTION: the file runs in a transaction of Lockgate already: leave it out',
  TRANS_STMT_COMMIT: 'COMMIT would keep half of the migration: leave it out',
  TRANS_STMT_ROLLBACK: 'ROLLBACK would undo the migration and go on without a transaction: leave it out',
};

export function transaction(scene: Scene, { kind = 'TRANS_STMT_BEGIN' }: TransactionStmt): void {
  scene.refuse(REASON[kind] ?? `${kind.replace('TRANS_STMT_', '').replaceAll('_', ' ')}: the file runs in a transaction of Lockgate already: leave it out`);
}

/** A value that an enum was given cannot be used before that is committed. */
export function tellEnumValue(scene: Scene, used: readonly string[]): void {
  for (const value of used) {
    const line = scene.enumValues.get(value);
    if (line === undefined) continue;
    scene.alone.push({ line, problem: `ALTER TYPE … ADD VALUE '${value}' cannot be used before it is committed, and line ${String(scene.line)} uses it: it needs a file of its own` });
    scene.enumValues.delete(value);
  }
}

export const grantees = (nodes: Parameters<typeof all>[1]): string => all('RoleSpec', nodes).map(({ rolename = 'PUBLIC' }) => rolename).join(', ');

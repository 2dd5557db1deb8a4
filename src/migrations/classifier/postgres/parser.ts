import './without-tier-up';

import { loadModule, type Node, parsePlPgSQLSync, parseSync, SqlError } from 'libpg-query';

/** Why the parser must not be asked any more: what it says after it broke is worth nothing. */
let broken: unknown;

function guarded<T>(ask: () => T): T {
  if (broken !== undefined) throw broken instanceof Error ? broken : new Error('the parser broke');
  try {
    return ask();
  } catch (error) {
    // A text that is no SQL is its answer; all else is its own end: memory or stack that ran out.
    if (!(error instanceof SqlError) && (error instanceof RangeError || (error instanceof Error && error.name === 'RuntimeError'))) broken = error;
    throw error;
  }
}

export async function loadParser(): Promise<void> {
  await loadModule();
}

/** The statements of a text; throws where it is not PostgreSQL's SQL. */
export function parse(text: string): Node[] {
  return guarded(() => (parseSync(text).stmts ?? []).flatMap(({ stmt }) => stmt ?? []));
}

/** The tree of a statement's PL/pgSQL, in a form that nothing describes. */
export function parseRoutine(statement: string): unknown {
  return guarded(() => parsePlPgSQLSync(statement));
}

/** How many characters of the text come before what it stumbled over; undefined where that is not what went wrong. */
export function placeOf(error: unknown): number | undefined {
  return error instanceof SqlError ? error.sqlDetails?.cursorPosition : undefined;
}

/** What the parser stumbled over, in its words. */
export function explain(error: unknown): string {
  return error instanceof SqlError || error instanceof Error ? error.message : String(error);
}

import { constant, as } from './tree';
import { parse, parseRoutine } from './parser';

/** What the code of a block or routine runs. */
export interface RoutineBody {
  /** Every statement and every expression, the latter as a SELECT of it. */
  readonly statements: readonly string[];
  /** What is put together only when it runs. */
  readonly unreadable: readonly string[];
  readonly endsTransaction: boolean;
}

/** How PL/pgSQL hands its texts to the parser. */
const EXPRESSION = 2;
const ASSIGNMENT = 3;

/** Keys below which a text is run as SQL rather than evaluated. */
const DYNAMIC = new Set(['PLpgSQL_stmt_dynexecute', 'PLpgSQL_stmt_dynfors']);
const ENDING = new Set(['PLpgSQL_stmt_commit', 'PLpgSQL_stmt_rollback']);

interface Expression {
  readonly query: string;
  readonly parseMode?: number;
}

function asStatement({ query, parseMode = 0 }: Expression): string {
  if (parseMode >= ASSIGNMENT) return `SELECT ${query.slice(/:?=/.exec(query)?.index ?? 0).replace(/^:?=/, '')}`;
  return parseMode === EXPRESSION ? `SELECT ${query}` : query;
}

/** A text that is run as SQL: itself where it is a constant. */
function dynamic({ query }: Expression): string | undefined {
  try {
    const target = as('SelectStmt', parse(`SELECT ${query}`)[0])?.targetList?.[0];
    return constant(as('ResTarget', target)?.val);
  } catch {
    return undefined;
  }
}

class Walk {
  readonly statements: string[] = [];
  readonly unreadable: string[] = [];
  endsTransaction = false;

  visit(value: unknown, isDynamic = false): void {
    if (typeof value !== 'object' || value === null) return;
    if (Array.isArray(value)) { value.forEach((one) => this.visit(one, isDynamic)); return; }
    for (const [key, inner] of Object.entries(value)) {
      if (ENDING.has(key)) this.endsTransaction = true;
      if (key === 'PLpgSQL_expr') this.take(inner as Expression, isDynamic);
      // What a dynamic statement is given besides its text is evaluated.
      else this.visit(inner, key === 'dynquery' || (isDynamic && (key === 'query' || key === 'PLpgSQL_expr')) || DYNAMIC.has(key));
    }
  }

  private take(expression: Expression, isDynamic: boolean): void {
    const text = isDynamic ? dynamic(expression) : undefined;
    if (isDynamic && text === undefined) this.unreadable.push(`EXECUTE of ${expression.query.slice(0, 80)} is put together only when it runs`);
    this.statements.push(text ?? asStatement(expression));
  }
}

/** `statement`: a whole DO, CREATE FUNCTION or CREATE PROCEDURE. */
export function readBody(statement: string): RoutineBody | { readonly problem: string } {
  try {
    const walk = new Walk();
    walk.visit(parseRoutine(statement));
    return walk;
  } catch (error) {
    return { problem: `its PL/pgSQL is not understood: ${error instanceof Error ? error.message : String(error)}` };
  }
}

import type { PendingMigration } from '../migration-tool';

export type Risk = PendingMigration['classes'][number];

export interface Finding {
  readonly line: number;
  readonly risk: Risk;
  readonly text: string;
  /** The table whose size says how long it takes, quoted as a query has it: a `lock` only where the table is large. */
  readonly builtOn?: string;
}

/** A line, and what is wrong with it. */
export interface Objection {
  readonly line: number;
  readonly problem: string;
}

/** A statement that the grammar at hand does not know: only the database can say whether it is SQL. Lines and columns are the file's. */
export interface Doubt {
  readonly line: number;
  readonly column: number;
  readonly problem: string;
  readonly statement: string;
}

/** What a file of SQL may do to what was there before it. */
export interface Judgement {
  readonly findings: readonly Finding[];
  /** How it was told. */
  readonly method: 'parsed' | 'told from the words of the file, not parsed';
  /** How many statements it holds, for a file whose statements run one by one. */
  readonly statements: number;
  /** What must not run at all. */
  readonly refused: readonly Objection[];
  /** What cannot run in a transaction. */
  readonly alone: readonly Objection[];
  readonly doubts: readonly Doubt[];
}

export type Classify = (text: string) => Judgement;

export function quoteName(...parts: readonly string[]): string {
  return parts.map((part) => `"${part.replaceAll('"', '""')}"`).join('.');
}

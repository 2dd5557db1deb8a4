import type { SqlToken } from '../../model/sql';
import { readSql } from '../../model/sql';
import type { SqlFile, UnprovenEffect } from '../database';

const SCHEMA = /^(CREATE (TABLE|VIEW|INDEX|UNIQUE INDEX|TRIGGER)|DROP (TABLE|VIEW|INDEX|TRIGGER)|ALTER TABLE)\b/;
/** Changes neither rows nor the schema. */
const NEUTRAL = /^(ANALYZE|REINDEX|EXPLAIN|PRAGMA FOREIGN_KEYS|PRAGMA DEFER_FOREIGN_KEYS|PRAGMA LEGACY_ALTER_TABLE)\b/;

const keys = (tokens: readonly SqlToken[]): string => tokens.map((token) => token.key || '?').join(' ');
const copies = (said: string): boolean => /^CREATE TABLE\b/.test(said) && /\bAS (SELECT|WITH|VALUES)\b/.test(said);
const headOf = (tokens: readonly SqlToken[]): string => tokens.map(({ text }) => text).join(' ').slice(0, 70);

/** What of a file a schema cannot show: what it does to rows. Pure. */
export function unprovenEffects({ name, text }: SqlFile): UnprovenEffect[] {
  return readSql(text).statements.flatMap(({ tokens, line }) => {
    const said = keys(tokens);
    if (NEUTRAL.test(said) || (SCHEMA.test(said) && !copies(said))) return [];
    return [{ name, line, text: `${headOf(tokens)}: ${copies(said) ? 'it copies rows' : 'what it does is not in the schema'}` }];
  });
}

/** Whether anything in a file changes the schema. Pure. */
export function changesSchema({ text }: SqlFile): boolean {
  return readSql(text).statements.some(({ tokens }) => SCHEMA.test(keys(tokens)));
}

/** A file as it is tried in a database of its own. Pure. */
export const trialScript = ({ text }: SqlFile): string => `BEGIN;\n${text}\n;\nCOMMIT;\n`;

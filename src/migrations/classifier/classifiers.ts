import type { SqlDialect } from '../../databases/database';
import type { Classify } from './judgement';
import { judgeSqlite } from './sqlite';

/** By dialect. PostgreSQL's parser is large: it is loaded when the first file of that dialect is read. */
export const classifiers: Readonly<Record<SqlDialect, () => Promise<Classify>>> = {
  sqlite: () => Promise.resolve(judgeSqlite),
  postgres: async () => (await import(/* webpackChunkName: "postgres" */ './postgres')).openPostgres(),
};

import type { CreateStmt, CreateTrigStmt, IndexStmt, Node, ViewStmt } from 'libpg-query';

import type { Body, Scene } from './scene';
import { all, as, type Name, nameFrom, nameOf, show, strings, within } from './tree';

/** What a column or constraint of another table points at can no longer be emptied as if nothing hung on it. */
export function hangOn(scene: Scene, target: Name): void {
  scene.made.delete('table', target);
}

export function createTable(scene: Scene, { relation, if_not_exists: maybe = false }: CreateStmt): void {
  // With IF NOT EXISTS it may be an old one.
  if (!maybe) scene.make('table', nameOf(relation));
}

export function createView(scene: Scene, { view, replace = false }: ViewStmt): void {
  const name = nameOf(view);
  if (replace && !scene.isMade('view', name)) scene.tell('opaque', `CREATE OR REPLACE VIEW ${show(name)}: code of before that reads it may get other rows`);
  else scene.make('view', name);
}

/** Columns that an expression or a list of names speaks of. */
export function columnsOf(root: unknown): string[] {
  return within(root, ['ColumnRef']).map(({ node }) => strings(node.fields).at(-1) ?? '*');
}

/** Whether code of before never writes any of these columns: none of them was there. */
export function areNew(scene: Scene, table: Name, columns: readonly string[]): boolean {
  return columns.length > 0 && columns.every((column) => scene.made.hasColumn(table, column));
}

export function createIndex(scene: Scene, index: IndexStmt): void {
  const table = nameOf(index.relation);
  const { concurrent = false, unique = false, idxname: name = '' } = index;
  if (concurrent) scene.needsNoTransaction('CREATE INDEX CONCURRENTLY');
  if (name !== '') scene.make('index', { schema: table.schema, name });
  if (scene.isMadeTable(table)) return;
  if (!concurrent) scene.tell('lock', `CREATE INDEX on ${show(table)} blocks writers while it is built`, table);
  const columns = [...all('IndexElem', index.indexParams).flatMap((part) => part.name ?? []), ...columnsOf(index.indexParams)];
  if (unique && !areNew(scene, table, columns)) scene.tell('break', `CREATE UNIQUE INDEX on ${show(table)} refuses rows that were allowed, and fails where there are such rows`);
}

/** Its function runs on rows that code of before writes; on a table of this file there are none such. */
export function createTrigger(scene: Scene, { relation, funcname }: CreateTrigStmt): void {
  const table = nameOf(relation);
  if (!scene.isMadeTable(table)) { scene.tell('opaque', `CREATE TRIGGER on ${show(table)} changes what code of before does when it writes`); return; }
  const body: Body | undefined = scene.made.routine(nameFrom(strings(funcname)));
  if (body?.length !== 0) scene.made.arm(table);
}

export function createSchema(scene: Scene, node: { readonly schemaname?: string; readonly if_not_exists?: boolean; readonly schemaElts?: Node[] }, tell: (element: Node) => void): void {
  const { schemaname: schema = '', if_not_exists: maybe = false, schemaElts = [] } = node;
  if (!maybe && schema !== '') scene.make('schema', { schema: '', name: schema });
  // What is made with it lies in it, whatever the schema was before.
  for (const element of schemaElts) {
    const table = as('CreateStmt', element)?.relation;
    tell(table === undefined ? element : ({ CreateStmt: { ...as('CreateStmt', element), relation: { ...table, schemaname: table.schemaname ?? schema } } }));
  }
}

import type { AlterObjectSchemaStmt, RenameStmt } from 'libpg-query';

import type { Scene } from './scene';
import { as, type Name, nameFrom, nameOf, show, strings, typeName } from './tree';

const kindFor = (type: string): string => ({ OBJECT_VIEW: 'view', OBJECT_SEQUENCE: 'sequence', OBJECT_TYPE: 'type', OBJECT_DOMAIN: 'type', OBJECT_SCHEMA: 'schema' })[type] ?? 'table';

function objectName({ object, relation, subname }: Pick<RenameStmt, 'object' | 'relation' | 'subname'>): Name {
  if (relation !== undefined) return nameOf(relation);
  if (object === undefined) return { schema: '', name: subname ?? '' };
  const routine = as('ObjectWithArgs', object);
  if (routine !== undefined) return nameFrom(strings(routine.objname));
  const type = as('TypeName', object);
  return type === undefined ? nameFrom(strings(as('List', object)?.items)) : typeName(type);
}

export function rename(scene: Scene, statement: RenameStmt): void {
  const { renameType: type = 'OBJECT_TABLE', newname: to = '', subname = '' } = statement;
  const name = objectName(statement);
  // Nothing names them when it reads or writes.
  if (['OBJECT_INDEX', 'OBJECT_TABCONSTRAINT', 'OBJECT_DOMCONSTRAINT', 'OBJECT_TRIGGER', 'OBJECT_POLICY', 'OBJECT_RULE', 'OBJECT_STATISTIC_EXT'].includes(type)) return;
  if (type === 'OBJECT_COLUMN' || type === 'OBJECT_ATTRIBUTE') {
    if (scene.isMadeTable(name) || scene.isMade('type', name) || scene.isMade('view', name)) return;
    if (!scene.made.deleteColumn(name, subname)) { scene.tell('break', `RENAME of ${show(name)}.${subname} to ${to}: code of before still uses the old name`); return; }
    if (scene.depth === 0) scene.made.addColumn(name, to);
    return;
  }
  const kind = kindFor(type);
  if (!scene.made.delete(kind, name)) { scene.tell('break', `RENAME of ${show(name)} to ${to}: code of before still uses the old name`); return; }
  scene.make(kind, { schema: name.schema, name: to });
}

export function moveToSchema(scene: Scene, statement: AlterObjectSchemaStmt): void {
  const name = objectName({ ...statement, subname: '' });
  const to = statement.newschema ?? '';
  const kind = kindFor(statement.objectType ?? '');
  if (scene.made.delete(kind, name)) scene.make(kind, { schema: to, name: name.name });
  else {
    // What lies in it is no longer the file's alone.
    scene.made.delete('schema', { schema: '', name: to });
    scene.tell('break', `SET SCHEMA of ${show(name)} to ${to}: code of before still looks for it where it was`);
  }
}

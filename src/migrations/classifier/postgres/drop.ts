import type { DropStmt, Node, ObjectType } from 'libpg-query';

import type { Scene } from './scene';
import { all, as, type Name, nameFrom, show, strings, typeName } from './tree';

/** An object as DROP names it. */
function nameIn(node: Node): Name {
  const type = as('TypeName', node);
  if (type !== undefined) return typeName(type);
  const routine = as('ObjectWithArgs', node);
  if (routine !== undefined) return nameFrom(strings(routine.objname));
  return nameFrom(strings(as('List', node)?.items ?? [node]));
}

const WORDS: Partial<Record<ObjectType, string>> = {
  OBJECT_MATVIEW: 'MATERIALIZED VIEW', OBJECT_FOREIGN_TABLE: 'FOREIGN TABLE', OBJECT_TSCONFIGURATION: 'TEXT SEARCH CONFIGURATION', OBJECT_TSDICTIONARY: 'TEXT SEARCH DICTIONARY',
  OBJECT_OPCLASS: 'OPERATOR CLASS', OBJECT_OPFAMILY: 'OPERATOR FAMILY', OBJECT_FOREIGN_SERVER: 'SERVER', OBJECT_EVENT_TRIGGER: 'EVENT TRIGGER', OBJECT_FDW: 'FOREIGN DATA WRAPPER',
};

/** What holds data of its own. */
const HOLDING: Partial<Record<ObjectType, string>> = {
  OBJECT_TABLE: 'its rows',
  OBJECT_SCHEMA: 'what is in it',
  OBJECT_SEQUENCE: 'where it stands',
  OBJECT_EXTENSION: 'the tables that it brought',
};

/** What nothing but speed or limits depends on. */
const FREE = new Set<ObjectType>(['OBJECT_INDEX', 'OBJECT_STATISTIC_EXT']);

/** Under CASCADE these take along no column: what hangs on them are constraints at most. */
const HARMLESS_CASCADE = new Set<ObjectType>(['OBJECT_INDEX', 'OBJECT_TRIGGER', 'OBJECT_POLICY', 'OBJECT_RULE', 'OBJECT_STATISTIC_EXT', 'OBJECT_EVENT_TRIGGER', 'OBJECT_PUBLICATION']);

const ROUTINES = new Set<ObjectType>(['OBJECT_FUNCTION', 'OBJECT_PROCEDURE', 'OBJECT_ROUTINE']);

const KINDS: Partial<Record<ObjectType, string>> = {
  OBJECT_TABLE: 'table', OBJECT_VIEW: 'view', OBJECT_MATVIEW: 'table', OBJECT_SEQUENCE: 'sequence', OBJECT_SCHEMA: 'schema', OBJECT_TYPE: 'type', OBJECT_DOMAIN: 'type', OBJECT_INDEX: 'index',
};

function forget(scene: Scene, type: ObjectType, name: Name): boolean {
  if (ROUTINES.has(type)) return scene.made.deleteRoutine(name);
  const kind = KINDS[type];
  if (kind === undefined) return false;
  // In a schema of the file everything is the file's.
  const isMade = scene.isMade(kind, name);
  scene.made.delete(kind, name);
  return isMade;
}

export function drop(scene: Scene, { objects, removeType: type = 'OBJECT_ACCESS_METHOD', behavior, concurrent = false }: DropStmt): void {
  const what = `DROP ${WORDS[type] ?? type.replace('OBJECT_', '').replaceAll('_', ' ')}`;
  if (concurrent) scene.needsNoTransaction(`${what} CONCURRENTLY`);
  for (const object of objects ?? []) dropOne(scene, what, type, nameIn(object), object, behavior === 'DROP_CASCADE');
}

function dropOne(scene: Scene, what: string, type: ObjectType, name: Name, object: Node, cascade: boolean): void {
  // Of a table: a trigger, a rule, a policy.
  const path = strings(as('List', object)?.items);
  const isPart = ['OBJECT_TRIGGER', 'OBJECT_RULE', 'OBJECT_POLICY'].includes(type);
  if (isPart && scene.isMadeTable(nameFrom(path.slice(0, -1)))) return;
  if (forget(scene, type, name) && (!cascade || KINDS[type] === 'table' || KINDS[type] === 'view')) return;
  const shown = isPart ? `${path.at(-1) ?? ''} on ${path.slice(0, -1).join('.')}` : show(name);
  const holds = HOLDING[type];
  if (cascade && !HARMLESS_CASCADE.has(type)) scene.tell('loss', `${what} ${shown} CASCADE destroys ${holds === undefined ? '' : `${holds} and `}what depends on it, known or not`);
  else if (holds !== undefined) scene.tell('loss', `${what} ${shown} destroys ${holds}`);
  if (!FREE.has(type)) scene.tell('break', `${what} ${shown}: code of before may rely on it`);
}

export function dropRoles(scene: Scene, roles: readonly Node[] | undefined): void {
  for (const { rolename = '' } of all('RoleSpec', roles)) scene.tell('break', `DROP ROLE ${rolename}: code of before may sign in with it`);
}

import type { DeleteStmt, InsertStmt, MergeStmt, Node, ResTarget, UpdateStmt } from 'libpg-query';

import { tellCalls } from './calls';
import type { Scene } from './scene';
import { all, type Name, nameOf, show, within } from './tree';

/** A made table whose trigger's function is not known: who writes to it starts that. */
function tellTrigger(scene: Scene, table: Name): void {
  if (scene.made.isArmed(table)) scene.tell('opaque', `writing to ${show(table)} starts its trigger, and what that does is not known`);
}

const assigned = (targets: readonly Node[] | undefined): ResTarget[] => all('ResTarget', targets);

function overwritesOld(scene: Scene, table: Name, targets: readonly Node[] | undefined): boolean {
  if (scene.isMadeTable(table)) return false;
  const columns = assigned(targets);
  return columns.length === 0 || !columns.every(({ name = '' }) => scene.made.hasColumn(table, name));
}

function insert(scene: Scene, { relation, onConflictClause }: InsertStmt): void {
  const table = nameOf(relation);
  tellTrigger(scene, table);
  if (onConflictClause?.action === 'ONCONFLICT_UPDATE' && overwritesOld(scene, table, onConflictClause.targetList)) scene.tell('loss', `INSERT … DO UPDATE overwrites rows of ${show(table)}`);
}

function update(scene: Scene, { relation, targetList, whereClause }: UpdateStmt): void {
  const table = nameOf(relation);
  tellTrigger(scene, table);
  if (overwritesOld(scene, table, targetList)) scene.tell('loss', `UPDATE overwrites ${whereClause === undefined ? 'the values of every row' : 'values'} of ${show(table)}`);
}

function remove(scene: Scene, { relation, whereClause }: DeleteStmt): void {
  const table = nameOf(relation);
  tellTrigger(scene, table);
  if (!scene.isMadeTable(table)) scene.tell('loss', `DELETE destroys ${whereClause === undefined ? 'every row' : 'rows'} of ${show(table)}`);
}

function merge(scene: Scene, { relation, mergeWhenClauses }: MergeStmt): void {
  const table = nameOf(relation);
  tellTrigger(scene, table);
  for (const { commandType, targetList } of all('MergeWhenClause', mergeWhenClauses)) {
    if (commandType === 'CMD_DELETE' && !scene.isMadeTable(table)) scene.tell('loss', `MERGE destroys rows of ${show(table)}`);
    if (commandType === 'CMD_UPDATE' && overwritesOld(scene, table, targetList)) scene.tell('loss', `MERGE overwrites values of ${show(table)}`);
  }
}

/** A query, or what writes rows: each part of it that writes, also behind WITH, and each function that it calls. */
export function tellQuery(scene: Scene, root: Node): void {
  for (const { node } of within(root, ['InsertStmt'])) insert(scene, node);
  for (const { node } of within(root, ['UpdateStmt'])) update(scene, node);
  for (const { node } of within(root, ['DeleteStmt'])) remove(scene, node);
  for (const { node } of within(root, ['MergeStmt'])) merge(scene, node);
  tellCalls(scene, root);
  for (const { node } of within(root, ['SelectStmt'])) if (node.intoClause !== undefined) scene.make('table', nameOf(node.intoClause.rel));
}

export function truncate(scene: Scene, relations: readonly Node[] | undefined, more: { readonly cascade: boolean; readonly restart: boolean }): void {
  for (const relation of all('RangeVar', relations)) {
    const table = nameOf(relation);
    if (more.cascade) scene.tell('loss', `TRUNCATE ${show(table)} CASCADE destroys every row of it and of the tables that refer to it`);
    else if (!scene.isMadeTable(table)) scene.tell('loss', `TRUNCATE destroys every row of ${show(table)}`);
  }
}

import type { ClusterStmt, LockStmt, RefreshMatViewStmt, ReindexStmt, VacuumStmt } from 'libpg-query';

import type { Scene } from './scene';
import { all, isOn, type Name, nameOf, show } from './tree';

export function vacuum(scene: Scene, { options, rels, is_vacuumcmd: isVacuum = false }: VacuumStmt): void {
  if (!isVacuum) return;
  scene.needsNoTransaction('VACUUM');
  if (!isOn(options, 'full')) return;
  const tables = all('VacuumRelation', rels).map(({ relation }) => nameOf(relation));
  if (tables.length === 0) scene.tell('lock', 'VACUUM FULL writes every table anew while nobody can use it');
  for (const table of tables) scene.tell('lock', `VACUUM FULL writes ${show(table)} anew while nobody can use it`, table);
}

export function cluster(scene: Scene, { relation }: ClusterStmt): void {
  if (relation === undefined) {
    scene.needsNoTransaction('CLUSTER of every table');
    scene.tell('lock', 'CLUSTER writes every table anew while nobody can use it'); return;
  }
  const table = nameOf(relation);
  if (!scene.isMadeTable(table)) scene.tell('lock', `CLUSTER writes ${show(table)} anew while nobody can use it`, table);
}

export function reindex(scene: Scene, { kind, relation, name = '', params }: ReindexStmt): void {
  const whole = kind === 'REINDEX_OBJECT_SCHEMA' || kind === 'REINDEX_OBJECT_SYSTEM' || kind === 'REINDEX_OBJECT_DATABASE';
  const concurrent = isOn(params, 'concurrently');
  const target: Name = relation === undefined ? { schema: '', name } : nameOf(relation);
  if (concurrent || whole) scene.needsNoTransaction(`REINDEX${concurrent ? ' CONCURRENTLY' : ` of ${show(target)}`}`);
  if (concurrent || scene.isMadeTable(target) || scene.isMade('index', target)) return;
  scene.tell('lock', `REINDEX of ${show(target)} blocks writers while it runs`, kind === 'REINDEX_OBJECT_TABLE' ? target : undefined);
}

export function lock(scene: Scene, { relations }: LockStmt): void {
  for (const relation of all('RangeVar', relations)) {
    const table = nameOf(relation);
    if (!scene.isMadeTable(table)) scene.tell('lock', `LOCK TABLE ${show(table)} keeps others out until the transaction ends`);
  }
}

export function refresh(scene: Scene, { relation, concurrent = false }: RefreshMatViewStmt): void {
  const view = nameOf(relation);
  if (!concurrent && !scene.isMadeTable(view)) scene.tell('lock', `REFRESH MATERIALIZED VIEW ${show(view)} lets nobody read it while it is computed`, view);
}

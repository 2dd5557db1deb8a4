import type { AlterTableCmd, AlterTableStmt, ColumnDef, Node } from 'libpg-query';

import { tellCalls } from './calls';
import { addColumn, addConstraint } from './constraints';
import { hangOn } from './create';
import type { Scene } from './scene';
import { all, as, type Name, nameOf, show, strings, typeName } from './tree';

type Tell = (scene: Scene, table: Name, command: AlterTableCmd) => void;

/** Types that take every value of every other as it is, or refuse it. */
const KEEPING = new Set(['text', 'varchar', 'citext']);

/** `column::type` says no more than the new type does. */
function isPlainCast(expression: Node, column: string): boolean {
  const cast = as('TypeCast', expression);
  return cast !== undefined && KEEPING.has(typeName(cast.typeName).name) && strings(as('ColumnRef', cast.arg)?.fields).join('.') === column;
}

function changeType(scene: Scene, table: Name, { name = '', def }: AlterTableCmd): void {
  const column: ColumnDef = as('ColumnDef', def) ?? {};
  const shown = `${show(table)}.${name}`;
  const using = column.raw_default;
  scene.tell('break', `ALTER COLUMN ${shown} TYPE: code of before knows the old type`);
  scene.tell('lock', `ALTER COLUMN ${shown} TYPE may write the whole table anew while nobody can use it`, table);
  if (using !== undefined) tellCalls(scene, using);
  const keeps = KEEPING.has(typeName(column.typeName).name) && (using === undefined || isPlainCast(using, name));
  if (!keeps && !scene.made.hasColumn(table, name)) scene.tell('loss', `ALTER COLUMN ${shown} TYPE may round or cut stored values`);
}

function dropColumn(scene: Scene, table: Name, { name = '', behavior }: AlterTableCmd): void {
  const isNew = scene.made.deleteColumn(table, name);
  if (behavior === 'DROP_CASCADE') scene.tell('loss', `DROP COLUMN ${show(table)}.${name} CASCADE destroys what depends on it, known or not`);
  if (!isNew) scene.destroy('DROP COLUMN', `${show(table)}.${name}`, 'its values');
}

function attach(scene: Scene, table: Name, { def }: AlterTableCmd): void {
  const part = nameOf(as('PartitionCmd', def)?.name);
  if (scene.isMadeTable(part)) return;
  scene.tell('lock', `ATTACH PARTITION ${show(part)} reads every row of it while nobody can use it`, part);
  scene.tell('break', `ATTACH PARTITION ${show(part)}: it refuses rows that belong to other parts of ${show(table)}`);
}

function detach(scene: Scene, table: Name, { def }: AlterTableCmd): void {
  const { name, concurrent = false } = as('PartitionCmd', def) ?? {};
  if (concurrent) scene.needsNoTransaction('DETACH PARTITION CONCURRENTLY');
  if (!scene.isMadeTable(nameOf(name))) scene.tell('break', `DETACH PARTITION ${show(nameOf(name))}: code of before no longer finds its rows in ${show(table)}`);
}

const none: Tell = () => undefined;
const breaks = (text: (table: string, column: string) => string): Tell => (scene, table, { name = '' }) => {
  if (!scene.made.hasColumn(table, name)) scene.tell('break', text(show(table), name));
};
const rewrites = (what: string): Tell => (scene, table) => scene.tell('lock', `${what} writes the whole of ${show(table)} anew while nobody can use it`, table);
const opaque = (what: string): Tell => (scene, table) => scene.tell('opaque', `${what} on ${show(table)} changes what code of before does when it writes`);

const COMMANDS: Partial<Record<NonNullable<AlterTableCmd['subtype']>, Tell>> = {
  // With IF NOT EXISTS it may be an old one.
  AT_AddColumn: (scene, table, { def, missing_ok: maybe = false }) => addColumn(scene, table, as('ColumnDef', def) ?? {}, maybe),
  AT_AddConstraint: (scene, table, { def }) => addConstraint(scene, table, as('Constraint', def) ?? {}),
  AT_DropColumn: dropColumn,
  AT_AlterColumnType: changeType,
  AT_ColumnDefault: (scene, table, { name = '', def }) => {
    if (def === undefined && !scene.made.hasColumn(table, name)) scene.tell('break', `DROP DEFAULT of ${show(table)}.${name}: rows of code of before no longer get it`);
  },
  AT_SetNotNull: (scene, table, { name = '' }) => {
    if (!scene.made.isNeverNull(table, name)) scene.tell('lock', `SET NOT NULL on ${show(table)}.${name} reads every row while nobody can use the table, unless a valid check says the same`, table);
    scene.tell('break', `SET NOT NULL on ${show(table)}.${name} refuses rows that were allowed`);
  },
  AT_DropNotNull: none,
  AT_DropConstraint: none,
  AT_AlterConstraint: none,
  // Writers go on meanwhile.
  AT_ValidateConstraint: (scene, table, { name = '' }) => scene.made.validate(table, name),
  AT_SetStatistics: none,
  AT_SetOptions: none,
  AT_ResetOptions: none,
  AT_SetStorage: none,
  AT_SetCompression: none,
  AT_SetRelOptions: none,
  AT_ResetRelOptions: none,
  AT_ClusterOn: none,
  AT_DropCluster: none,
  AT_ReplicaIdentity: none,
  AT_AddIdentity: none,
  AT_DropExpression: breaks((table, column) => `DROP EXPRESSION of ${table}.${column}: rows of code of before no longer get its value`),
  AT_DropIdentity: breaks((table, column) => `DROP IDENTITY of ${table}.${column}: rows of code of before no longer get a number`),
  AT_SetExpression: (scene, table, command) => {
    rewrites('SET EXPRESSION')(scene, table, command);
    scene.tell('loss', `SET EXPRESSION overwrites the values of ${show(table)}.${command.name ?? ''}`);
  },
  AT_SetLogged: rewrites('SET LOGGED'),
  AT_SetUnLogged: (scene, table, command) => {
    rewrites('SET UNLOGGED')(scene, table, command);
    scene.tell('loss', `SET UNLOGGED: a crash of the server empties ${show(table)}`);
  },
  AT_SetAccessMethod: rewrites('SET ACCESS METHOD'),
  AT_SetTableSpace: rewrites('SET TABLESPACE'),
  AT_ChangeOwner: (scene, table) => scene.tell('break', `OWNER TO: what code of before may do with ${show(table)} changes`),
  AT_AttachPartition: attach,
  AT_DetachPartition: detach,
  AT_DetachPartitionFinalize: detach,
  AT_AddInherit: (scene, table) => scene.tell('break', `INHERIT: the rows of ${show(table)} turn up in another table`),
  AT_DropInherit: (scene, table) => scene.tell('break', `NO INHERIT: the rows of ${show(table)} are missing from another table`),
  AT_EnableRowSecurity: (scene, table) => scene.tell('break', `ENABLE ROW LEVEL SECURITY hides rows of ${show(table)} from code of before`),
  AT_ForceRowSecurity: (scene, table) => scene.tell('break', `FORCE ROW LEVEL SECURITY hides rows of ${show(table)} from code of before`),
  AT_DisableRowSecurity: none,
  AT_NoForceRowSecurity: none,
  AT_EnableTrig: opaque('ENABLE TRIGGER'),
  AT_EnableTrigAll: opaque('ENABLE TRIGGER'),
  AT_EnableTrigUser: opaque('ENABLE TRIGGER'),
  AT_EnableAlwaysTrig: opaque('ENABLE TRIGGER'),
  AT_EnableReplicaTrig: opaque('ENABLE TRIGGER'),
  AT_DisableTrig: opaque('DISABLE TRIGGER'),
  AT_DisableTrigAll: opaque('DISABLE TRIGGER'),
  AT_DisableTrigUser: opaque('DISABLE TRIGGER'),
  AT_EnableRule: opaque('ENABLE RULE'),
  AT_DisableRule: opaque('DISABLE RULE'),
};

/** Tables of before that become part of one of this file: what is done to that one reaches them. */
function joinOld(scene: Scene, table: Name, { subtype, def }: AlterTableCmd): void {
  const child = subtype === 'AT_AttachPartition' ? nameOf(as('PartitionCmd', def)?.name) : table;
  const parent = subtype === 'AT_AttachPartition' ? table : nameOf(as('RangeVar', def));
  if (['AT_AttachPartition', 'AT_AddInherit'].includes(subtype ?? '') && !scene.isMadeTable(child)) hangOn(scene, parent);
}

export function alterTable(scene: Scene, { relation, cmds, objtype = 'OBJECT_TABLE' }: AlterTableStmt): void {
  const table = nameOf(relation);
  if (objtype === 'OBJECT_TYPE') { alterComposite(scene, table, all('AlterTableCmd', cmds)); return; }
  if (objtype === 'OBJECT_INDEX') { alterIndex(scene, table, all('AlterTableCmd', cmds)); return; }
  const isKnown = ['OBJECT_TABLE', 'OBJECT_MATVIEW'].includes(objtype);
  for (const command of all('AlterTableCmd', cmds)) {
    const isMade = scene.isMadeTable(table);
    joinOld(scene, table, command);
    const tell = isKnown ? COMMANDS[command.subtype ?? 'AT_AddColumn'] : undefined;
    if (tell === undefined) scene.tell('opaque', `ALTER of ${show(table)} in a form that is not known`);
    else if (!isMade || ['AT_AttachPartition', 'AT_DetachPartition'].includes(command.subtype ?? '')) tell(scene, table, command);
  }
}

function alterComposite(scene: Scene, type: Name, commands: readonly AlterTableCmd[]): void {
  if (scene.isMade('type', type)) return;
  for (const { subtype, name = '' } of commands) {
    if (subtype === 'AT_DropColumn') scene.destroy('DROP ATTRIBUTE', `${show(type)}.${name}`, 'its values');
    else scene.tell(subtype === 'AT_AddColumn' ? 'break' : 'opaque', `ALTER TYPE ${show(type)}: code of before knows the old one`);
    if (subtype === 'AT_AlterColumnType') scene.tell('loss', `ALTER ATTRIBUTE ${show(type)}.${name} TYPE may round or cut stored values`);
  }
}

function alterIndex(scene: Scene, index: Name, commands: readonly AlterTableCmd[]): void {
  for (const { subtype } of commands) {
    if (subtype === 'AT_SetTableSpace') scene.tell('lock', `SET TABLESPACE of the index ${show(index)} blocks who uses it`);
    else if (!['AT_SetRelOptions', 'AT_ResetRelOptions', 'AT_SetStatistics', 'AT_AttachPartition'].includes(subtype ?? '')) scene.tell('opaque', `ALTER INDEX ${show(index)} in a form that is not known`);
  }
}

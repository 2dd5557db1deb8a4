import type { Node } from 'libpg-query';

import { alterTable } from './alter-table';
import { tellCalls } from './calls';
import { call, createRoutine, doBlock, type Tell, type TellNode } from './code';
import { createIndex, createSchema, createTable, createTrigger, createView } from './create';
import { drop, dropRoles } from './drop';
import { cluster, lock, reindex, refresh, vacuum } from './maintenance';
import { moveToSchema, rename } from './rename';
import { tellQuery, truncate } from './rows';
import type { Scene } from './scene';
import { grantees, set, transaction } from './session';
import { all, isOn, type Kind, kindOf, nameFrom, nameOf, type NodeOf, option, show, strings } from './tree';

/** What some statements need besides their own tree. */
export interface Reading {
  /** The statement as it is written. */
  readonly text: string;
  readonly tell: Tell;
  readonly tellNode: TellNode;
}

type Handler<K extends Kind> = (scene: Scene, statement: NodeOf<K>, reading: Reading) => void;

const none = (): void => undefined;
const opaque = (text: string) => (scene: Scene): void => scene.tell('opaque', text);
const query = <K extends Kind>(kind: K) => (scene: Scene, statement: NodeOf<K>): void => tellQuery(scene, { [kind]: statement } as unknown as Node);
const make = (kind: string) => (scene: Scene, { typeName }: { readonly typeName?: Node[] }): void => scene.make(kind, nameFrom(strings(typeName)));

const HANDLERS: { readonly [K in Kind]?: Handler<K> } = {
  SelectStmt: query('SelectStmt'),
  InsertStmt: query('InsertStmt'),
  UpdateStmt: query('UpdateStmt'),
  DeleteStmt: query('DeleteStmt'),
  MergeStmt: query('MergeStmt'),
  DeclareCursorStmt: query('DeclareCursorStmt'),
  FetchStmt: none,
  ClosePortalStmt: none,
  PrepareStmt: none,
  DeallocateStmt: none,
  ExecuteStmt: (scene, { name = '' }) => scene.tell('opaque', `EXECUTE ${name} runs a statement that is not read here`),
  ExplainStmt: (scene, { query: inner, options }, { tellNode }) => {
    if (inner !== undefined && isOn(options, 'analyze')) tellNode(scene, inner);
  },
  TruncateStmt: (scene, { relations, behavior, restart_seqs: restart = false }) => truncate(scene, relations, { cascade: behavior === 'DROP_CASCADE', restart }),
  CopyStmt: (scene, { relation, query: inner, is_from: isFrom = false, is_program: isProgram = false, filename }, { tellNode }) => {
    if (isProgram) scene.tell('opaque', 'COPY … PROGRAM runs a program on the server');
    else if (!isFrom && filename !== undefined) scene.tell('opaque', `COPY … TO '${filename}' writes a file on the server`);
    if (inner !== undefined) tellNode(scene, inner);
    if (isFrom && scene.made.isArmed(nameOf(relation))) scene.tell('opaque', `writing to ${show(nameOf(relation))} starts its trigger, and what that does is not known`);
  },

  CreateStmt: createTable,
  CreateTableAsStmt: (scene, { query: inner, into, if_not_exists: maybe = false }, { tellNode }) => {
    if (inner !== undefined) tellNode(scene, inner);
    if (!maybe) scene.make('table', nameOf(into?.rel));
  },
  ViewStmt: createView,
  IndexStmt: createIndex,
  CreateTrigStmt: createTrigger,
  CreateSchemaStmt: (scene, statement, { tellNode }) => createSchema(scene, statement, (element) => tellNode(scene, element)),
  CreateSeqStmt: (scene, { sequence, if_not_exists: maybe = false }) => {
    if (!maybe) scene.make('sequence', nameOf(sequence));
  },
  CreateEnumStmt: make('type'),
  CreateRangeStmt: make('type'),
  CompositeTypeStmt: (scene, { typevar }) => scene.make('type', nameOf(typevar)),
  CreateDomainStmt: (scene, { domainname }) => scene.make('type', nameFrom(strings(domainname))),
  DefineStmt: (scene, { kind, defnames, replace = false }) => {
    const name = nameFrom(strings(defnames));
    if (replace) scene.tell('opaque', `CREATE OR REPLACE of ${show(name)}: code of before may use the one that is replaced`);
    if (kind === 'OBJECT_TYPE') scene.make('type', name);
  },
  CreateExtensionStmt: none,
  CreateStatsStmt: none,
  CreateRoleStmt: none,
  CreatePublicationStmt: none,
  CreateForeignServerStmt: none,
  CreateForeignTableStmt: none,
  CreateFdwStmt: none,
  CreateUserMappingStmt: none,
  ImportForeignSchemaStmt: none,
  CreatePolicyStmt: (scene, { table }) => {
    if (!scene.isMadeTable(nameOf(table))) scene.tell('break', `CREATE POLICY on ${show(nameOf(table))} changes which rows code of before gets`);
  },
  RuleStmt: (scene, { relation }) => scene.tell('opaque', `CREATE RULE on ${show(nameOf(relation))} changes what statements on it do`),
  CreateFunctionStmt: (scene, statement, { text, tell, tellNode }) => createRoutine(scene, statement, text, tell, tellNode),
  CreatedbStmt: (scene) => scene.needsNoTransaction('CREATE DATABASE'),
  CreateTableSpaceStmt: (scene) => scene.needsNoTransaction('CREATE TABLESPACE'),
  CreateSubscriptionStmt: (scene) => {
    scene.needsNoTransaction('CREATE SUBSCRIPTION');
    scene.tell('opaque', 'CREATE SUBSCRIPTION writes what another server sends');
  },

  AlterTableStmt: alterTable,
  RenameStmt: rename,
  AlterObjectSchemaStmt: moveToSchema,
  AlterEnumStmt: (scene, { typeName, oldVal = '', newVal = '' }) => {
    const type = nameFrom(strings(typeName));
    if (scene.isMade('type', type)) return;
    if (oldVal === '') scene.enumValues.set(newVal, scene.line);
    else scene.tell('break', `ALTER TYPE ${show(type)} RENAME VALUE '${oldVal}': code of before still uses it`);
  },
  AlterDomainStmt: (scene, { typeName, subtype, def }) => {
    const domain = nameFrom(strings(typeName));
    if (scene.isMade('type', domain)) return;
    if (subtype === 'C' || subtype === 'O') {
      tellCalls(scene, def);
      scene.tell('break', `ALTER DOMAIN ${show(domain)} refuses values that were allowed`);
      scene.tell('lock', `ALTER DOMAIN ${show(domain)} reads every row of every table that uses it`);
    }
    if (subtype === 'T' && def === undefined) scene.tell('break', `ALTER DOMAIN ${show(domain)} DROP DEFAULT: rows of code of before no longer get it`);
  },
  AlterSeqStmt: (scene, { sequence, options }) => {
    const name = nameOf(sequence);
    if (scene.isMade('sequence', name)) return;
    if (option(options, 'restart') !== undefined) scene.tell('loss', `ALTER SEQUENCE ${show(name)} RESTART overwrites where it stands: numbers come again`);
    const others = all('DefElem', options).filter(({ defname = '' }) => !['restart', 'owned_by', 'cache', 'maxvalue'].includes(defname));
    if (others.length > 0) scene.tell('opaque', `ALTER SEQUENCE ${show(name)}: code of before gets other numbers`);
  },
  AlterOwnerStmt: (scene) => scene.tell('break', 'OWNER TO: what code of before may do with it changes'),
  AlterDefaultPrivilegesStmt: (scene, { action }) => {
    if (action?.is_grant !== true) scene.tell('break', `ALTER DEFAULT PRIVILEGES … REVOKE: ${grantees(action?.grantees)} may not use what is made from now on`);
  },
  AlterSystemStmt: (scene) => {
    scene.needsNoTransaction('ALTER SYSTEM');
    scene.tell('opaque', 'ALTER SYSTEM changes the settings of the whole server');
  },
  GrantStmt: (scene, { is_grant: isGrant = false, objects, objtype, grantees: from }) => {
    const mine = objtype === 'OBJECT_TABLE' && all('RangeVar', objects).length > 0 && all('RangeVar', objects).every((one) => scene.isMadeTable(nameOf(one)));
    const fresh = objtype === 'OBJECT_FUNCTION' && all('ObjectWithArgs', objects).every(({ objname }) => scene.made.routine(nameFrom(strings(objname))) !== undefined);
    if (!isGrant && !mine && !fresh) scene.tell('break', `REVOKE: ${grantees(from)} may no longer do what code of before may rely on`);
  },
  GrantRoleStmt: (scene, { is_grant: isGrant = false, grantee_roles: from }) => {
    if (!isGrant) scene.tell('break', `REVOKE of a role: ${grantees(from)} may no longer do what code of before may rely on`);
  },

  DropStmt: drop,
  DropRoleStmt: (scene, { roles }) => dropRoles(scene, roles),
  DropdbStmt: (scene, { dbname = '' }) => {
    scene.needsNoTransaction('DROP DATABASE');
    scene.destroy('DROP DATABASE', dbname, 'all that is in it');
  },
  DropTableSpaceStmt: (scene) => {
    scene.needsNoTransaction('DROP TABLESPACE');
    scene.tell('break', 'DROP TABLESPACE: what is made may rely on it');
  },
  DropOwnedStmt: (scene, { roles }) => scene.destroy('DROP OWNED BY', grantees(roles), 'all that they own'),
  DropSubscriptionStmt: (scene) => {
    scene.needsNoTransaction('DROP SUBSCRIPTION');
    scene.tell('break', 'DROP SUBSCRIPTION: what another server sends no longer arrives');
  },
  DropUserMappingStmt: (scene) => scene.tell('break', 'DROP USER MAPPING: foreign tables can no longer be read'),
  ReassignOwnedStmt: (scene) => scene.tell('break', 'REASSIGN OWNED: what code of before may do changes'),

  VacuumStmt: vacuum,
  ClusterStmt: cluster,
  ReindexStmt: reindex,
  LockStmt: lock,
  RefreshMatViewStmt: refresh,
  CheckPointStmt: none,

  DoStmt: (scene, statement, { text, tell }) => doBlock(scene, statement, text, tell),
  CallStmt: call,
  VariableSetStmt: set,
  VariableShowStmt: none,
  ConstraintsSetStmt: none,
  CommentStmt: none,
  ListenStmt: none,
  UnlistenStmt: none,
  NotifyStmt: none,
  TransactionStmt: transaction,
  LoadStmt: opaque('LOAD runs a library of the server'),
  ReturnStmt: query('ReturnStmt'),
};

/** What one statement may do. Whatever is not known here is opaque. */
export function tellStatement(scene: Scene, node: Node, reading: Reading): void {
  const kind = kindOf(node);
  const handler = HANDLERS[kind] as ((scene: Scene, statement: unknown, reading: Reading) => void) | undefined;
  if (handler === undefined) scene.tell('opaque', `${kind.replace(/Stmt$/, '')} is not known`);
  else handler(scene, (node as unknown as Record<string, unknown>)[kind], reading);
}

import type { ColumnDef, Constraint } from 'libpg-query';

import { isVolatile, tellCalls } from './calls';
import { HARMLESS, VOLATILE } from './builtin-functions';
import { areNew, columnsOf, hangOn } from './create';
import type { Scene } from './scene';
import { all, as, type Name, nameOf, show, strings, typeName } from './tree';

const SERIAL = new Set(['serial', 'bigserial', 'smallserial', 'serial2', 'serial4', 'serial8']);

const knownVolatility = (name: string): boolean | undefined => (VOLATILE.has(name) ? true : HARMLESS.has(name) ? false : undefined);

/** `ADD COLUMN` to a table that was there before. */
export function addColumn(scene: Scene, table: Name, column: ColumnDef, maybe: boolean): void {
  const { colname: name = '' } = column;
  const constraints = all('Constraint', column.constraints);
  const of = (type: Constraint['contype']): Constraint | undefined => constraints.find(({ contype }) => contype === type);
  const shown = `${show(table)}.${name}`;
  const rewrites = (why: string): void => scene.tell('lock', `ADD COLUMN ${shown} ${why}: the whole table is written anew while nobody can use it`, table);
  const type = typeName(column.typeName);
  const fills = SERIAL.has(type.name) || of('CONSTR_IDENTITY') !== undefined;
  const initial = of('CONSTR_DEFAULT')?.raw_expr;
  const generated = of('CONSTR_GENERATED');
  if (fills) rewrites('is numbered');
  if (generated?.generated_kind === 's') rewrites('is computed for every row');
  if (initial !== undefined) {
    tellCalls(scene, initial);
    if (isVolatile(knownVolatility, initial) !== false) rewrites('has a default of its own for each row');
  }
  const empty = initial === undefined && !fills && generated === undefined;
  const required = of('CONSTR_NOTNULL') !== undefined || of('CONSTR_PRIMARY') !== undefined;
  if (required && empty) scene.tell('break', `ADD COLUMN ${shown} NOT NULL without a default fails where the table has rows, and refuses rows of code of before`);
  if (of('CONSTR_UNIQUE') !== undefined || of('CONSTR_PRIMARY') !== undefined) {
    scene.tell('lock', `ADD COLUMN ${shown} builds an index while nobody can use the table`, table);
    if (!empty && !fills) scene.tell('break', `ADD COLUMN ${shown} UNIQUE with a default refuses a second row of code of before`);
  }
  for (const check of constraints.filter(({ contype }) => contype === 'CONSTR_CHECK')) {
    tellCalls(scene, check.raw_expr);
    scene.tell('lock', `ADD COLUMN ${shown} reads every row for its check while nobody can use the table`, table);
    if (columnsOf(check.raw_expr).some((one) => one !== name)) scene.tell('break', `ADD COLUMN ${shown} with a check on other columns refuses rows that were allowed`);
  }
  const foreign = of('CONSTR_FOREIGN');
  if (foreign !== undefined) {
    hangOn(scene, nameOf(foreign.pktable));
    if (!empty) scene.tell('lock', `ADD COLUMN ${shown} compares every row with ${show(nameOf(foreign.pktable))}, and blocks writers of both`, table);
  }
  if (scene.depth === 0 && !maybe) scene.made.addColumn(table, name);
}

const REFUSING: Partial<Record<NonNullable<Constraint['contype']>, string>> = {
  CONSTR_CHECK: 'CHECK',
  CONSTR_FOREIGN: 'FOREIGN KEY',
  CONSTR_UNIQUE: 'UNIQUE',
  CONSTR_PRIMARY: 'PRIMARY KEY',
  CONSTR_EXCLUSION: 'EXCLUDE',
  CONSTR_NOTNULL: 'NOT NULL',
};

/** `ADD CONSTRAINT` to a table that was there before. */
export function addConstraint(scene: Scene, table: Name, constraint: Constraint): void {
  const { contype = 'CONSTR_NULL', skip_validation: unchecked = false, indexname = '', raw_expr: expression } = constraint;
  const what = REFUSING[contype];
  if (what === undefined) { scene.tell('opaque', `ALTER TABLE ${show(table)} ADD CONSTRAINT in a form that is not known`); return; }
  if (contype === 'CONSTR_FOREIGN') hangOn(scene, nameOf(constraint.pktable));
  if (expression !== undefined) {
    tellCalls(scene, expression);
    const proven = as('NullTest', expression);
    if (scene.depth === 0 && proven?.nulltesttype === 'IS_NOT_NULL') scene.made.addProof(table, constraint.conname ?? '', columnsOf(proven.arg)[0] ?? '', !unchecked);
  }
  if (!unchecked && indexname === '') {
    const blocks = contype === 'CONSTR_FOREIGN' ? `blocks writers of it and of ${show(nameOf(constraint.pktable))} while it reads every row` : 'lets nobody use it while it reads every row';
    scene.tell('lock', `ADD ${what} on ${show(table)} ${blocks}`, table);
  }
  const columns = [...strings(constraint.keys), ...strings(constraint.fk_attrs), ...columnsOf(expression), ...columnsOf(constraint.exclusions)];
  const needsValues = contype === 'CONSTR_NOTNULL' || contype === 'CONSTR_PRIMARY';
  if (needsValues || !areNew(scene, table, columns)) scene.tell('break', `ADD ${what} on ${show(table)} refuses rows that were allowed`);
}

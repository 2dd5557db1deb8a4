import type { FuncCall, Node } from 'libpg-query';

import { HARMLESS } from './builtin-functions';
import type { Scene } from './scene';
import { constant, type Name, nameFrom, show, strings, within } from './tree';

const callName = (call: FuncCall): Name => nameFrom(strings(call.funcname));

/** A sequence of the file, or the one of a column of a table of the file, as a call names it. */
function namesMadeSequence(scene: Scene, argument: Node | undefined): boolean {
  const named = constant(argument);
  if (named !== undefined) {
    const name = nameFrom(named.split('.'));
    // The name that PostgreSQL gives: table_column_seq.
    const owner = name.name.split('_').map((_, index, parts) => parts.slice(0, index + 1).join('_'));
    return scene.isMade('sequence', name) || (name.name.endsWith('_seq') && owner.some((table) => scene.isMadeTable({ ...name, name: table })));
  }
  const call = within(argument, ['FuncCall'])[0]?.node;
  const table = call === undefined || callName(call).name !== 'pg_get_serial_sequence' ? undefined : constant(call.args?.[0]);
  return table !== undefined && scene.isMadeTable(nameFrom(table.split('.')));
}

/** What calling this does: what is in the file is known, so are functions of PostgreSQL, and nothing else is. */
export function tellCall(scene: Scene, name: Name, args: readonly Node[] | undefined): void {
  const own = scene.made.routine(name);
  if (own !== undefined) {
    for (const { risk, text } of own) scene.tell(risk, `${show(name)}(): ${text}`);
    return;
  }
  const builtIn = name.schema === '' || name.schema === 'pg_catalog';
  if (builtIn && name.name === 'setval') {
    if (!namesMadeSequence(scene, args?.[0])) scene.tell('loss', `setval() overwrites where the sequence ${constant(args?.[0]) ?? 'that it names'} stands`);
  } else if (builtIn && name.name === 'lo_unlink') scene.tell('loss', 'lo_unlink() destroys a large object');
  else if (!builtIn || !HARMLESS.has(name.name)) scene.tell('opaque', `${show(name)}() is a function whose effect is not known`);
}

/** Every call in what is evaluated when the statement runs. */
export function tellCalls(scene: Scene, root: unknown): void {
  for (const { node } of within(root, ['FuncCall'])) tellCall(scene, callName(node), node.args);
}

/** Whether a default has a value of its own for each row; undefined where that cannot be told. */
export function isVolatile(isKnown: (name: string) => boolean | undefined, expression: unknown): boolean | undefined {
  const answers = within(expression, ['FuncCall']).map(({ node }) => isKnown(callName(node).name));
  if (answers.includes(true)) return true;
  return answers.includes(undefined) ? undefined : false;
}

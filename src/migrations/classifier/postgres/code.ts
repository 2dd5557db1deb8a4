import type { CallStmt, CreateFunctionStmt, DoStmt, Node } from 'libpg-query';

import { tellCall, tellCalls } from './calls';
import { readBody } from './plpgsql';
import { type Body, Scene } from './scene';
import { all, as, type Name, nameFrom, option, show, strings } from './tree';

/** Reads SQL into the scene: the whole of the classifier, which code in the file needs again. */
export type Tell = (scene: Scene, text: string) => void;
/** A statement that the parser has read already. */
export type TellNode = (scene: Scene, node: Node) => void;

const nested = (scene: Scene, made = scene.made): Scene => {
  const inner = new Scene(made, scene.depth + 1);
  inner.line = scene.line;
  return inner;
};

function take(scene: Scene, inner: Scene, where: string): void {
  for (const { risk, text, builtOn } of inner.findings) scene.findings.push({ line: scene.line, risk, text: `${where}: ${text}`, ...(builtOn === undefined ? {} : { builtOn }) });
  scene.refused.push(...inner.refused.map(({ problem }) => ({ line: scene.line, problem: `${where}: ${problem}` })));
  scene.alone.push(...inner.alone.map(({ problem }) => ({ line: scene.line, problem: `${where}: ${problem}` })));
  for (const [value] of inner.enumValues) scene.enumValues.set(value, scene.line);
}

/** A block of PL/pgSQL or the text of a routine in it. `whole`: the statement that holds it. */
function tellPlpgsql(scene: Scene, whole: string, tell: Tell): void {
  const body = readBody(whole);
  if ('problem' in body) { scene.tell('opaque', body.problem); return; }
  for (const text of body.statements) tell(scene, text);
  for (const what of body.unreadable) scene.tell('opaque', what);
  if (body.endsTransaction) scene.refuse('COMMIT or ROLLBACK would end the transaction that the migration runs in');
}

export function doBlock(scene: Scene, { args }: DoStmt, whole: string, tell: Tell): void {
  const language = option(args, 'language') ?? 'plpgsql';
  if (language !== 'plpgsql') { scene.tell('opaque', `DO in ${language} is not read`); return; }
  const inner = nested(scene);
  tellPlpgsql(inner, whole, tell);
  take(scene, inner, 'DO');
}

/** The text of a routine in SQL, or its body as the parser read it. */
function bodyOf(scene: Scene, { options, sql_body: sqlBody }: CreateFunctionStmt, whole: string, tell: Tell, tellNode: TellNode): void {
  const language = (option(options, 'language') ?? 'sql').toLowerCase();
  if (sqlBody !== undefined) {
    const lists = all('List', as('List', sqlBody)?.items);
    const statements = lists.length === 0 ? [sqlBody] : lists.flatMap(({ items = [] }) => items);
    for (const node of statements) tellNode(scene, node);
    return;
  }
  const text = strings(as('List', all('DefElem', options).find(({ defname }) => defname === 'as')?.arg)?.items)[0];
  if (language === 'sql' && text !== undefined) tell(scene, text);
  else if (language === 'plpgsql') tellPlpgsql(scene, whole, tell);
  else scene.tell('opaque', `code in ${language} is not read`);
}

/** Making a routine runs nothing. What it does is told where the file calls it. */
export function createRoutine(scene: Scene, statement: CreateFunctionStmt, whole: string, tell: Tell, tellNode: TellNode): void {
  const name = nameFrom(strings(statement.funcname));
  const known = scene.made.routine(name) !== undefined;
  if (statement.replace === true && !known && !scene.isMade('schema', { schema: '', name: name.schema })) {
    scene.tell('opaque', `CREATE OR REPLACE of ${show(name)}: where there is one already, code of before runs another from now on`);
  }
  if (scene.depth > 0) return;
  // It may call itself. The tables of the file may be gone, or hide others, by the time it runs.
  const made = scene.made.routinesAlone();
  made.addRoutine(name, []);
  const inner = nested(scene, made);
  bodyOf(inner, statement, whole, tell, tellNode);
  const body: Body = inner.findings.map(({ risk, text }) => ({ risk, text }));
  scene.made.addRoutine(name, body);
}

export function call(scene: Scene, { funccall }: CallStmt): void {
  const name: Name = nameFrom(strings(funccall?.funcname));
  if (scene.made.routine(name) === undefined) scene.tell('opaque', `CALL of ${show(name)}: what it does is not known`);
  else tellCall(scene, name, funccall?.args);
  tellCalls(scene, funccall?.args);
}

import type { Node } from 'libpg-query';

import { type PostgresStatement, readPostgresSql } from '../../model/sql-postgres';
import type { Classify, Doubt, Judgement } from './judgement';
import { explain, loadParser, parse, placeOf } from './postgres/parser';
import { Scene } from './postgres/scene';
import { tellEnumValue } from './postgres/session';
import { tellStatement } from './postgres/statements';
import { within } from './postgres/tree';

const constants = (node: Node): string[] => within(node, ['A_Const']).flatMap(({ node: { sval } }) => sval?.sval ?? []);

function tellText(scene: Scene, text: string): void {
  let nodes: Node[];
  try {
    nodes = parse(text);
  } catch (error) {
    scene.tell('opaque', `it is not understood: ${explain(error)}`);
    return;
  }
  for (const node of nodes) tellNode(scene, node, text);
}

function tellNode(scene: Scene, node: Node, text = ''): void {
  tellEnumValue(scene, constants(node));
  tellStatement(scene, node, { text, tell: tellAll, tellNode });
}

/** A text inside of another: its lines are not those of the file. */
function tellAll(scene: Scene, text: string): void {
  const { statements, problems } = readPostgresSql(text);
  for (const statement of statements) tellText(scene, statement.text);
  for (const { problem } of problems) scene.tell('opaque', problem);
}

/** Why a statement is not understood, and where; undefined for one that is. */
function doubtOf(file: string, { at, text }: PostgresStatement): Doubt | undefined {
  try {
    parse(text);
    return undefined;
  } catch (error) {
    const place = placeOf(error);
    if (place === undefined) return undefined;
    // The parser counts characters, whatever they take.
    const before = `${file.slice(0, at)}${[...text].slice(0, place).join('')}`.split('\n');
    return { line: before.length, column: [...(before.at(-1) ?? '')].length + 1, problem: explain(error), statement: text };
  }
}

function judgePostgres(text: string): Judgement {
  const { statements, problems } = readPostgresSql(text);
  const scene = new Scene();
  const doubts: Doubt[] = [];
  for (const statement of statements) {
    scene.line = statement.line;
    tellText(scene, statement.text);
    // What is refused anyway is told once.
    const last = statement.line + statement.text.split('\n').length - 1;
    const doubt = problems.some(({ line }) => line >= statement.line && line <= last) ? undefined : doubtOf(text, statement);
    if (doubt !== undefined) doubts.push(doubt);
  }
  for (const { line, problem } of problems) scene.findings.push({ line, risk: 'opaque', text: problem });
  return { findings: scene.findings, method: 'parsed', statements: statements.length, refused: [...problems, ...scene.refused], alone: scene.alone, doubts };
}

/** Loads PostgreSQL's own parser and gives what reads files with it. The judgement is pure. */
export async function openPostgres(): Promise<Classify> {
  await loadParser();
  return judgePostgres;
}

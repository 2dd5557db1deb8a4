import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

import ts from 'typescript';

import type { GeneratedFile } from './generated-file';

interface Told {
  readonly code: string;
  readonly problem: string;
  readonly next: string;
}

/** Literal text; what is only known when it happens stands as `…`. Several where a condition chooses. */
function textsOf(node: ts.Expression | undefined, depth = 0): string[] {
  if (node === undefined || depth > 4) return [];
  if (ts.isStringLiteralLike(node)) return [node.text];
  if (ts.isTemplateExpression(node)) return [[node.head.text, ...node.templateSpans.map(({ literal }) => `…${literal.text}`)].join('')];
  if (ts.isConditionalExpression(node)) return [...textsOf(node.whenTrue, depth), ...textsOf(node.whenFalse, depth)];
  if (ts.isParenthesizedExpression(node)) return textsOf(node.expression, depth);
  if (ts.isIdentifier(node)) return textsOf(declarationOf(node), depth + 1);
  if (ts.isCallExpression(node) && ts.isIdentifier(node.expression)) return textsOf(declarationOf(node.expression), depth + 1);
  return [];
}

/** What a constant of the same file is, or what a function of it returns; of several with the name, the last one before its use. */
function declarationOf(name: ts.Identifier): ts.Expression | undefined {
  let found: ts.Expression | undefined;
  const look = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && node.name.text === name.text && node.end < name.pos) found = node.initializer;
    if (ts.isFunctionDeclaration(node) && node.name?.text === name.text) {
      const last = node.body?.statements.at(-1);
      if (last !== undefined && ts.isReturnStatement(last)) found = last.expression;
    }
    ts.forEachChild(node, look);
  };
  look(name.getSourceFile());
  return found;
}

/** Functions that put the beginning of a code before their first word. */
const SHORT = /^(complaint|misshapen|tell)$/;

const codesOf = (node: ts.Expression | undefined): string[] => textsOf(node).filter((text) => /^LG-[A-Z]/.test(text));

function property(object: ts.ObjectLiteralExpression, ...names: readonly string[]): ts.Expression | undefined {
  const found = object.properties.find((one) => one.name !== undefined && (ts.isIdentifier(one.name) || ts.isStringLiteral(one.name)) && names.includes(one.name.text));
  return found !== undefined && ts.isPropertyAssignment(found) ? found.initializer : undefined;
}

function fromObject(codes: readonly string[], object: ts.ObjectLiteralExpression): Told[] {
  const problems = textsOf(property(object, 'problem', 'what'));
  const nexts = textsOf(property(object, 'next'));
  return codes.map((code, index) => ({ code, problem: problems[codes.length > 1 ? index : 0] ?? '', next: nexts[codes.length > 1 ? index : 0] ?? '' }));
}

/** `wrong('LG-…', <problem>, …, <next>)`: of the words behind the code the first is the problem, the second the next action. */
function fromCall({ expression, arguments: words }: ts.CallExpression): Told[] {
  const name = ts.isIdentifier(expression) ? expression.text : '';
  const first = textsOf(words[0])[0] ?? '';
  const at = SHORT.test(name) && /^[A-Z][A-Z-]+$/.test(first) ? 0 : words.findIndex((word) => codesOf(word).length > 0);
  if (at < 0) return [];
  const [problem = [], next = []] = words.slice(at + 1).map((word) => textsOf(word)).filter((texts) => texts.length > 0);
  return (codesOf(words[at]).length > 0 ? codesOf(words[at]) : [`LG-CONFIG-${first}`]).map((code) => ({ code, problem: problem[0] ?? '', next: next[0] ?? '' }));
}

function read(node: ts.Node, found: Told[]): void {
  if (ts.isObjectLiteralExpression(node)) found.push(...fromObject(codesOf(property(node, 'code')), node));
  else if (ts.isPropertyAssignment(node) && ts.isStringLiteral(node.name) && node.name.text.startsWith('LG-') && ts.isObjectLiteralExpression(node.initializer)) found.push(...fromObject([node.name.text], node.initializer));
  else if (ts.isCallExpression(node)) found.push(...fromCall(node));
  ts.forEachChild(node, (child) => { read(child, found); });
}

const cell = (texts: readonly string[]): string => [...new Set(texts)].map((text) => text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll(/\s*\n\s*/g, ' ')).join('<br>');

const FAMILIES: Readonly<Record<string, string>> = {
  CONFIG: 'The configuration file',
  INPUT: 'Inputs of an action',
  SSH: 'The connection',
  UPLOAD: 'Bringing files',
  LEASE: 'The lease',
  STATE: 'The record on the host',
  MIGRATION: 'Migrations',
  BACKUP: 'Backups',
  DATABASE: 'The database',
  STEP: 'Steps on a host',
  GATE: 'Gates',
  ROLLBACK: 'The way back',
};

/** Every code a user may meet, read from the sources: what it means, and what to do. */
export function generateErrors(root: string): GeneratedFile {
  const found: Told[] = [];
  const folder = join(root, 'src');
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts') && !name.includes('generated')).sort()) {
    const file = join(folder, path);
    read(ts.createSourceFile(relative(root, file), readFileSync(file, 'utf8'), ts.ScriptTarget.ESNext, true), found);
  }
  const codes = new Map<string, Told[]>();
  for (const told of found) if (told.problem !== '' || told.next !== '') codes.set(told.code, [...(codes.get(told.code) ?? []), told]);
  const families = new Map<string, string[]>();
  for (const [code, all] of [...codes].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const title = FAMILIES[code.split('-')[1] ?? ''] ?? 'Everything else';
    families.set(title, [...(families.get(title) ?? []), `| \`${code}\` | ${cell(all.map(({ problem }) => problem).filter((text) => text !== ''))} | ${cell(all.map(({ next }) => next).filter((text) => text !== ''))} |`]);
  }
  const order = [...Object.values(FAMILIES), 'Everything else'].filter((title) => families.has(title));
  const sections = order.map((title) => `## ${title}\n\n| code | what it means | what to do |\n|---|---|---|\n${(families.get(title) ?? []).join('\n')}\n`);
  const head = '<!-- Generated by `npm run generate`; do not edit. -->\n\n# Errors\n\nEvery failure names the host, what was asked of it, what came instead, and what to do next. Its code stays the same from version to\nversion. `…` stands for what is only known when it happens.\n';
  return { path: 'docs/errors.md', content: [head, ...sections].join('\n') };
}

import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

import ts from 'typescript';

import type { Trouble } from '../../src/model/trouble';
import type { GeneratedFile } from './generated-file';
import { escapeAngles } from './readme';
import { loadTroubles } from './troubles';

export interface Told {
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

/** Every code that stands in the sources in words, also where no problem stands beside it. A dash at its end stands for all that begin so. */
function codesIn(node: ts.Node, found: Set<string>): void {
  if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node)) for (const [code] of node.text.matchAll(/(?<![A-Z-])LG-[A-Z]+(-[A-Z]+)*/g)) if (node.text === code) found.add(code);
  ts.forEachChild(node, (child) => { codesIn(child, found); });
}

/** Beginnings of codes that code itself compares with or puts together; they are told under the codes that begin so. */
const BEGINNINGS = ['LG-CONFIG', 'LG-STEP', 'LG-GATE', 'LG-PREDECESSOR', 'LG-SSH-FORWARD'];

/** What a program says, on one line. */
const line = (text: string): string => escapeAngles(text).replaceAll(/\s*\n\s*/g, ' ').trim();
const sentence = (text: string): string => `${line(text).replace(/^[a-z]/, (first) => first.toUpperCase())}${/[.?!]$/.test(text) ? '' : '.'}`;
/** Each once, but for those of which nothing is known before it happens. */
const unique = (texts: readonly string[]): string[] => [...new Set(texts.filter((text) => /[a-z]{2}/.test(text)))];
const list = (texts: readonly string[]): string => texts.map((text) => `\n- ${line(text)}`).join('');
const items = (texts: readonly string[]): string => (texts.length === 1 ? ` ${sentence(texts[0] ?? '')}` : list(texts));

function entry(code: string, told: readonly Told[], trouble: Trouble | undefined): { readonly text: string; readonly problems: string[] } {
  const problems = unique(told.map(({ problem }) => problem));
  const nexts = unique(told.map(({ next }) => next));
  const [means, next] = [trouble?.means, trouble?.next];
  const parts = [
    means === undefined ? `**What it means.**${items(problems)}` : `**What it means.** ${means}${problems.length === 0 ? '' : ` It says:${list(problems)}`}`,
    `**The host.** ${trouble?.host ?? ''}`,
    `**Usually.** ${trouble?.usually ?? ''}`,
    next === undefined ? `**What to do.**${items(nexts)}` : `**What to do.** ${next}`,
  ];
  const lacking = [
    ...(means === undefined && problems.length !== 1 ? ['means'] : []),
    ...((trouble?.host ?? '') === '' ? ['host'] : []),
    ...((trouble?.usually ?? '') === '' ? ['usually'] : []),
    ...(next === undefined && nexts.length === 0 ? ['next'] : []),
  ];
  return { text: `### ${code}\n\n${parts.join('\n\n')}\n`, problems: lacking.map((part) => `${code} has no "${part}" in a file troubles.ts of the folder that uses it`) };
}

const FAMILIES: Readonly<Record<string, string>> = {
  CONFIG: 'The configuration file',
  INPUT: 'Inputs of an action',
  SSH: 'The connection',
  UPLOAD: 'Bringing files',
  LEASE: 'The lease',
  STATE: 'The record on the host',
  TASK: 'Scripts on a host',
  MIGRATION: 'Migrations',
  BACKUP: 'Backups',
  DATABASE: 'The database',
  STEP: 'Steps on a host',
  GATE: 'Gates',
  PREDECESSOR: 'What an earlier action must have done',
  APPROVAL: 'Approvals',
  RELEASE: 'Releases',
  CONFIGURATION: 'What the application is told',
  RUNTIME: 'The application',
  PROXY: 'The proxy',
  MAINTENANCE: 'Maintenance',
  ROLLBACK: 'The way back',
  ADOPT: 'Adopting what runs',
  RESOLVE: 'Migrations that were applied by hand',
};
const REST = 'Everything else';

const HEAD = `<!-- Generated by \`npm run generate\`; do not edit. -->

# Errors

Every failure names the host, what was asked of it, what came instead, and what to do next. Its code stays the same from version to
version. Here stands beside each code what it means, how the hosts are when it is told, what is behind it as a rule, and what to do.
What earlier steps of the same job began is on record in any case, and goes back with the job.
In what a message says, \`…\` stands for what is only known when it happens; in a code it stands for its last words.
`;

const anchor = (title: string): string => title.toLowerCase().replaceAll(/[^a-z0-9 -]/g, '').replaceAll(' ', '-');

/** What the sources say of each code, and every code that stands in them. */
export function readSources(root: string, of = 'src'): { readonly found: readonly Told[]; readonly words: ReadonlySet<string> } {
  const found: Told[] = [];
  const words = new Set<string>();
  const folder = join(root, of);
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts') && !/generated|troubles?\.ts$/.test(name)).sort()) {
    const file = join(folder, path);
    const source = ts.createSourceFile(relative(root, file), readFileSync(file, 'utf8'), ts.ScriptTarget.ESNext, true);
    read(source, found);
    codesIn(source, words);
  }
  return { found, words };
}

/** Every code a user may meet: what the sources say of it, and what stands in the files \`troubles.ts\`. */
export async function generateErrors(root: string): Promise<{ readonly file: GeneratedFile; readonly problems: readonly string[] }> {
  const { found, words } = readSources(root);
  const { troubles, problems } = await loadTroubles(root);
  const codes = new Map<string, Told[]>([...words].filter((code) => !BEGINNINGS.includes(code)).map((code) => [code, []]));
  // Of the configuration's codes only the first word is put together: each of them stands beside its own problem.
  for (const told of found.filter(({ code }) => code !== 'LG-CONFIG-…' && !code.endsWith('-'))) codes.set(told.code, [...(codes.get(told.code) ?? []), told]);
  const families = new Map<string, { readonly code: string; readonly text: string }[]>();
  for (const code of [...codes.keys()].sort()) {
    const one = entry(code, codes.get(code) ?? [], troubles.get(code));
    problems.push(...one.problems);
    const title = FAMILIES[code.split('-')[1] ?? ''] ?? REST;
    families.set(title, [...(families.get(title) ?? []), { code, text: one.text }]);
  }
  for (const code of troubles.keys()) if (!codes.has(code)) problems.push(`${code} stands in a file troubles.ts, and no source uses it`);
  const order = [...Object.values(FAMILIES), REST].filter((title) => families.has(title));
  const contents = order.map((title) => `- [${title}](#${anchor(title)})`).join('\n');
  const sections = order.map((title) => `## ${title}\n\n${(families.get(title) ?? []).map(({ text }) => text).join('\n')}`);
  return { file: { path: 'docs/errors.md', content: [HEAD, `${contents}\n`, ...sections].join('\n') }, problems };
}

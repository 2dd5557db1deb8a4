import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { ActionSpec } from '../../src/actions/spec';
import { folderOf } from './action-manifest';
import type { GeneratedFile } from './generated-file';

/** Text in which a `<` is no tag; between backticks it is none already. */
export function escapeAngles(text: string): string {
  return text
    .split('`')
    .map((part, index) => (index % 2 === 1 ? part : part.replaceAll('<', '&lt;')))
    .join('`');
}

/** A table in Markdown. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), `|${head.map(() => ' --- |').join('')}`, ...rows.map(line)].join('\n');
}

function inputs(spec: ActionSpec): string {
  const rows = Object.entries(spec.inputs)
    .filter(([, input]) => input.internal !== true)
    .map(([name, input]) => [`\`${name}\``, input.description, input.required === true ? 'required' : input.default === undefined ? '' : `\`${input.default}\``]);
  return table(['Input', 'What it says', 'Default'], rows);
}

function outputs(spec: ActionSpec): string {
  return table(
    ['Output', 'What it says'],
    Object.entries(spec.outputs).map(([name, { description }]) => [`\`${name}\``, description]),
  );
}

function permissions(spec: ActionSpec): string {
  const lines = Object.entries(spec.permissions).map(([name, level]) => `  ${name}: ${level}\n`);
  return `\`\`\`yaml\npermissions:${lines.length === 0 ? ' {}\n' : `\n${lines.join('')}`}\`\`\``;
}

function writes(spec: ActionSpec): string {
  return spec.writes.length === 0 ? 'Nothing.' : spec.writes.map((line) => `- ${line}`).join('\n');
}

/** The parts of an action's README that the generator answers for, by the name of their markers. */
export function sectionsOf(spec: ActionSpec): Record<string, string> {
  return { example: `\`\`\`yaml\n${spec.example}\n\`\`\``, inputs: inputs(spec), outputs: outputs(spec), permissions: permissions(spec), writes: writes(spec) };
}

/** One row an action, for the front page. */
export function actionsTable(specs: readonly ActionSpec[]): string {
  return table(
    ['Action', 'What it does', 'Outputs that gate'],
    specs.map((spec) => [
      spec.id === 'lockgate' ? '**root**' : `[\`${spec.id}\`](${folderOf(spec)}README.md)`,
      spec.description,
      spec.id === 'lockgate' ? '`outcome`, and all of the above' : Object.keys(spec.outputs).map((name) => `\`${name}\``).join(', '),
    ]),
  );
}

/** Replaces what stands between each pair of markers. A marker that is missing, or has no section, is a problem. */
export function fillSections(text: string, sections: Readonly<Record<string, string>>): { readonly text: string; readonly problems: string[] } {
  const problems: string[] = [];
  let filled = text;
  for (const [name, content] of Object.entries(sections)) {
    const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
    const from = filled.indexOf(open);
    const to = filled.indexOf(close);
    if (from < 0 || to < from) problems.push(`lacks the markers ${open} … ${close}`);
    else filled = `${filled.slice(0, from + open.length)}\n\n${content}\n\n${filled.slice(to)}`;
  }
  return { text: filled, problems };
}

export function generateReadme(root: string, path: string, sections: Readonly<Record<string, string>>): { readonly file?: GeneratedFile; readonly problems: readonly string[] } {
  if (!existsSync(join(root, path))) return { problems: [`${path} is missing`] };
  const { text, problems } = fillSections(readFileSync(join(root, path), 'utf8'), sections);
  return { file: { path, content: text }, problems: problems.map((problem) => `${path} ${problem}`) };
}

import type { Changes, Plan, PlannedMigration, Untold } from '../model/plan';
import { isUntold } from '../model/plan';
import type { PlannedCommand } from '../model/report';
import { count } from '../model/words';
import { type Block, details, escapeMarkdown, heading, list, pairs, paragraph, strong, table } from './markdown';
import { shorten } from './text';

/** So many are shown; the rest is counted. */
const MOST_COMMITS = 20;
const MOST_FILES = 30;
const MOST_MIGRATIONS = 50;
const MOST_FINDINGS = 500;
/** Of a cell: what follows a table must have its place on the page. */
const CELL = 300;

const more = (left: number, noun: string): string => `… and ${count(left, `more ${noun}`)}`;

/** The shown ones, and one line for all others. */
function bounded<T>(items: readonly T[], most: number, noun: string, total = items.length): { readonly shown: readonly T[]; readonly rest: string | undefined } {
  const shown = items.slice(0, most);
  return { shown, rest: total > shown.length ? more(total - shown.length, noun) : undefined };
}

const orNothing = (text: string | undefined): readonly string[] => (text === undefined ? [] : [text]);

/** What changes, as lines. */
export function changeLines(plan: Plan): string[] {
  const { changes } = plan;
  if (changes === undefined) return ['this is the first release: everything is new'];
  if (isUntold(changes)) return [changes.untold];
  const { shown, rest } = bounded(changes.commits, MOST_COMMITS, 'commit', changes.total);
  return [...shown.map(({ id, subject, author }) => `${id.slice(0, 7)} ${subject}${author === '' ? '' : ` (${author})`}`), ...orNothing(rest)];
}

/** The number of commits and files in one sentence. */
export function changeSentence({ changes, migrationFiles }: Plan): string {
  if (changes === undefined || isUntold(changes)) return '';
  const { total, lacking, files, filesCut } = changes;
  const behind = lacking === 0 ? '' : total === 0 ? `; this is older than what serves, by ${count(lacking, 'commit')}` : `; ${count(lacking, 'commit')} of what serves ${lacking === 1 ? 'is' : 'are'} not in it`;
  const named = migrationFiles.length === 0 ? 'none of them a migration' : `among them the migrations ${listed(migrationFiles)}`;
  if (total === 0 && files.length === 0) return `no commit is new: it is the one that serves${behind}`;
  return `${count(total, 'commit')}, ${filesCut ? 'at least ' : ''}${count(files.length, 'changed file')}${files.length === 0 ? '' : `, ${named}`}${behind}`;
}

function listed(files: readonly string[]): string {
  const { shown, rest } = bounded(files, MOST_FILES, 'file');
  return [...shown, ...orNothing(rest)].join(', ');
}

export function classWords({ classes }: PlannedMigration): string {
  return classes.length === 0 ? 'lossless' : classes.join(', ');
}

export function acknowledgementWords({ classes, acknowledged, open }: PlannedMigration): string {
  if (open.length > 0) return `NOT acknowledged: ${open.join(', ')}`;
  return classes.length === 0 ? 'needs none' : acknowledged.join(', ');
}

export function migrationRows(migrations: readonly PlannedMigration[]): { readonly rows: string[][]; readonly rest: string | undefined } {
  const { shown, rest } = bounded(migrations, MOST_MIGRATIONS, 'migration');
  return { rows: shown.map((one) => [one.name, classWords(one), one.lock, acknowledgementWords(one), one.down].map((cell) => shorten(cell, CELL))), rest };
}

function migrationBlocks(migrations: Plan['migrations']): Block[] {
  if (isUntold(migrations)) return [paragraph(escapeMarkdown(migrations.untold))];
  if (migrations.length === 0) return [paragraph('none')];
  const { rows, rest } = migrationRows(migrations);
  return [table(['migration', 'class', 'who waits', 'acknowledged', 'way down'], rows), ...orNothing(rest).map((text) => paragraph(escapeMarkdown(text)))];
}

function findingBlocks(migrations: Plan['migrations']): Block[] {
  const found = isUntold(migrations) ? [] : migrations.flatMap(({ name, findings }) => findings.map((finding) => `${name}: ${finding}`));
  const { shown, rest } = bounded(found, MOST_FINDINGS, 'finding');
  return found.length === 0 ? [] : [heading('What the migrations were found to do'), list([...shown, ...orNothing(rest)])];
}

function fileBlock(changes: Changes | Untold | undefined): Block[] {
  if (changes === undefined || isUntold(changes) || changes.files.length === 0) return [];
  return [details(`${changes.filesCut ? 'at least ' : ''}${count(changes.files.length, 'changed file')}`, changes.files.join('\n'), 'text')];
}

/** The page of a plan, what matters most first: where a page has to be cut, it is cut at its end. */
export function renderPlan(plan: Plan): Block[] {
  const sentence = changeSentence(plan);
  return [
    paragraph(`to ${strong(plan.hosts.join(', '))} · scope ${strong(plan.scope)} · serves now ${strong(plan.live === '' ? 'nothing' : plan.live)}`),
    paragraph(`plan digest \`${/^[0-9a-z.-]+$/.test(plan.digest) ? plan.digest : 'unknown'}\`: ${escapeMarkdown(plan.approval)}`),
    heading('What changes'),
    ...(sentence === '' ? [] : [paragraph(escapeMarkdown(sentence))]),
    list(changeLines(plan)),
    heading('Pending migrations'),
    ...migrationBlocks(plan.migrations),
    heading('The way back'),
    pairs([['leads to', plan.wayBack.to], ['how', plan.wayBack.how], ['would lose', plan.wayBack.loses]]),
    heading('What is not known'),
    plan.unknown.length === 0 ? paragraph('nothing that was asked for') : list(plan.unknown),
    heading('What is brought'),
    pairs(plan.artefact),
    ...(plan.gates.length === 0 ? [] : [heading('What will be asked of the new release'), table(['gate', 'check'], plan.gates)]),
    ...findingBlocks(plan.migrations),
    ...fileBlock(plan.changes),
  ];
}

/** The commands, folded, a host at a time in the order in which they run. */
export function renderCommands(commands: readonly PlannedCommand[]): Block[] {
  const runs: { host: string; scripts: string[] }[] = [];
  for (const { host, script, reads = script } of commands) {
    const last = runs.at(-1);
    if (last?.host === host) last.scripts.push(reads);
    else runs.push({ host, scripts: [reads] });
  }
  return runs.map(({ host, scripts }) => details(`What will be run on ${host}: ${count(scripts.length, 'command')}`, scripts.join('\n\n'), 'sh'));
}

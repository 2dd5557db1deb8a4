import type { GateVerdict, JudgedCheck } from '../model/check';
import type { ActionReport, TimelineEntry } from '../model/report';
import { type Finding, findings, warnings } from './findings';
import { besidesWords } from './gate-words';
import { assemble, type Block, codeBlock, details, escapeMarkdown, heading, list, pairs, paragraph, strong, table } from './markdown';
import { renderCommands, renderPlan } from './plan';
import { renderSignOff } from './sign-off';
import { cleanLines, formatDuration, shorten, shortenEnd, shortenLines, timeOfDay, tookCell } from './text';

const DETAIL_LINES = 200;
const DETAIL_WIDTH = 1000;
/** What is well is shown by its beginning: an answer may be a whole page. */
const WELL_WIDTH = 120;

/** GitHub drops a summary above 1 MiB. */
const SUMMARY_LIMIT = 1_000_000;

const STATUS_WORDS: Readonly<Record<ActionReport['status'], string>> = {
  passed: '✓',
  failed: '✗',
  held: '✗ held:',
  'nothing-to-do': '– nothing to do:',
  'dry-run': '✓ dry run:',
};

const ENTRY_WORDS: Readonly<Record<TimelineEntry['status'], string>> = { done: '✓', failed: '✗ failed', 'not-run': '– not run', planned: 'planned' };

const LEADS_WORDS: Readonly<Record<GateVerdict['leads'], string>> = { open: 'open', hold: 'closed: nothing moves, a person decides', rollback: 'closed: leads back' };

/** Facts that are no pairs of a name and its value, but one row each of many alike. */
const LISTS: ReadonlyMap<string, readonly [string, string]> = new Map([
  ['pending migrations', ['migration', 'what it may do']],
  ['migrations', ['migration', 'what it may do']],
  ['hosts', ['host', 'how it ended']],
  ['hosts after the way back', ['host', 'how it ended']],
]);

function factTable(title: string, rows: readonly (readonly [string, string])[]): Block {
  const head = LISTS.get(title);
  return head === undefined ? pairs(rows) : table(head, rows);
}

function section(title: string, body: Block): Block[] {
  return body.open.length + body.lines.length === 0 ? [] : [heading(escapeMarkdown(title)), body];
}

function renderHead(report: ActionReport): Block[] {
  const parts: readonly (readonly [string, string])[] = [
    ['version', report.version],
    ['release', report.release],
    ['took', formatDuration(report.durationMs)],
    ['started', timeOfDay(report.startedAt) === '' ? '' : `${report.startedAt.slice(0, 10)} ${timeOfDay(report.startedAt)} UTC`],
  ];
  const line = parts.filter(([, value]) => value !== '').map(([name, value]) => `${name} ${strong(value)}`);
  return [
    paragraph(`## ${STATUS_WORDS[report.status]} ${[report.action, report.app, report.environment].filter((part) => part !== '').map((part) => escapeMarkdown(part)).join(' · ')}`),
    paragraph(strong(report.headline, 2000)),
    paragraph(line.join(' · ')),
  ];
}

/** What came back: one line in the table, more of it below. */
function renderFinding(finding: Finding): Block[] {
  const long = cleanLines(finding.got).length > 1 || finding.got.length > 300;
  const rows: readonly (readonly [string, string])[] = [
    ['host', finding.host],
    ['asked', finding.asked],
    ['got', long ? '' : finding.got],
    ['expected', finding.expected],
    ['so', finding.so],
    ['next', finding.next],
    ['code', finding.code],
  ];
  return [
    paragraph(strong(`✗ ${finding.problem}`, 2000)),
    pairs(rows),
    ...(long ? [codeBlock(finding.got, 'text')] : []),
  ];
}

function checkWord({ result, onFail, onInconclusive }: JudgedCheck): string {
  if (result.status === 'passed') return '✓';
  const leads = result.status === 'failed' ? onFail : onInconclusive;
  return `${leads === 'warn' ? '!' : '✗'} ${result.status}`;
}

function renderGates(gates: readonly GateVerdict[]): Block[] {
  return gates.flatMap(({ moment, leads, checks, besides }) =>
    section(
      `Gate ${moment}: ${besides === undefined ? LEADS_WORDS[leads] : `closed ${besidesWords({ besides })}`}`,
      table(
        ['', 'check', 'host', 'asked', 'got', 'expected'],
        [...checks]
          .sort((a, b) => (a.host ?? '').localeCompare(b.host ?? ''))
          .map((check) => [checkWord(check), check.name, check.host ?? '', check.result.asked, check.result.status === 'passed' ? shortenEnd(check.result.got, WELL_WIDTH) : check.result.got, check.result.expected]),
      ),
    ),
  );
}

/** The job summary of one action, in the Markdown that GitHub shows. Nothing that a host said is syntax in it. */
export function renderSummary(report: ActionReport, limit = SUMMARY_LIMIT): string {
  const found = findings(report);
  const blocks: Block[] = [
    ...renderHead(report),
    ...(found.length === 0 ? [] : [heading('What is wrong'), ...found.flatMap(renderFinding)]),
    ...section('Warnings', list(warnings(report).map(({ moment, check }) => `${moment}, ${check.name}: ${check.result.got}; expected ${check.result.expected}`))),
    ...(report.plan === undefined ? [] : renderPlan(report.plan)),
    ...report.facts.flatMap(({ title, rows }) => section(title.slice(0, 1).toUpperCase() + title.slice(1), factTable(title, rows))),
    ...(report.signOff === undefined ? [] : renderSignOff(report.signOff)),
    ...renderGates(report.gates),
    ...section(
      'Timeline',
      table(
        ['UTC', 'step', 'host', 'took', ''],
        report.timeline.map((entry) => [timeOfDay(entry.at), entry.title, entry.host ?? '', entry.status === 'not-run' || entry.status === 'planned' ? '' : tookCell(entry.durationMs), ENTRY_WORDS[entry.status]]),
      ),
    ),
    ...section('Notes', list(report.notes)),
    ...(report.details ?? []).map(({ title, text }) => details(title, shortenLines(cleanLines(text), DETAIL_LINES).map((line) => shorten(line, DETAIL_WIDTH)).join('\n'), 'text')),
    ...(report.plan === undefined ? report.commands.flatMap(({ host, script, reads = script }) => [heading(`What would run on ${escapeMarkdown(host)}`), codeBlock(reads, 'sh')]) : renderCommands(report.commands)),
  ];
  return assemble(blocks, limit);
}

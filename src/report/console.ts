import type { GateVerdict } from '../model/check';
import type { ActionReport } from '../model/report';
import { type Finding, findings, warnings } from './findings';
import { besidesWords } from './gate-words';
import { renderPlanText } from './plan-text';
import { cleanLine, cleanLines, formatDuration, shorten, shortenLines, timeOfDay } from './text';

const RIGHT = 84;
const LABEL = 10;
const VALUE_LIMIT = 4000;
const VALUE_LINES = 40;
const SCRIPT_LINES = 4000;
const OURS = 'in brackets: functions of Lockgate that each script carries along; ‹1› stands below its call';

/** `  asked     …`, its further lines below its first; nothing for an empty value. */
function labelled(label: string, value: string): string[] {
  const lines = shortenLines(cleanLines(shorten(value, VALUE_LIMIT)).filter((line, index) => line !== '' || index > 0), VALUE_LINES);
  while (lines.at(-1) === '') lines.pop();
  return lines.map((line, index) => `  ${(index === 0 ? label : '').padEnd(LABEL)}${line}`.trimEnd());
}

/** Left text, and right text where a reader's eye finds it. */
function sides(left: string, right: string): string {
  return right === '' ? left : `${left.padEnd(RIGHT - 2)}  ${right}`;
}

function renderFinding(finding: Finding, headline: string, alone: boolean): string[] {
  return [
    ...(headline === finding.problem || headline.startsWith(`${finding.problem}; `) ? [] : labelled('problem', finding.problem)),
    ...(alone || finding.host === '' ? [] : labelled('host', finding.host)),
    ...labelled('asked', finding.asked),
    ...labelled('got', finding.got),
    ...labelled('expected', finding.expected),
    ...labelled('so', finding.so),
    ...labelled('next', finding.next),
    ...labelled('code', finding.code),
  ];
}

function renderGate(gate: GateVerdict): string {
  const { moment, leads, checks } = gate;
  const besides = besidesWords(gate);
  const passed = checks.filter(({ result }) => result.status === 'passed').length;
  const state = besides !== '' ? `closed ${besides}` : leads === 'open' ? 'open' : leads === 'hold' ? 'closed: hold' : 'closed: rollback';
  return `  ${'gate'.padEnd(LABEL)}${moment}: ${state}, ${String(passed)} of ${String(checks.length)} checks passed`;
}

function renderFacts({ title, rows }: ActionReport['facts'][number]): string[] {
  const names = rows.map(([name]) => shorten(cleanLine(name), 60));
  const width = Math.min(30, Math.max(0, ...names.map((name) => name.length)));
  const lines = rows.map(([, value], index) => `    ${(names[index] ?? '').padEnd(width)}  ${shorten(cleanLine(value), 500)}`.trimEnd());
  return rows.length === 0 ? [] : [`  ${cleanLine(title)}`, ...shortenLines(lines, 200)];
}

function isRed(report: ActionReport): boolean {
  return report.status === 'failed' || report.status === 'held';
}

function renderHeadline(report: ActionReport, found: readonly Finding[]): string {
  const mark = isRed(report) ? '✗' : report.status === 'nothing-to-do' ? '–' : '✓';
  const left = `${mark} ${report.action}: ${cleanLine(shorten(report.headline, 500))}`;
  if (!isRed(report)) return sides(left, report.status === 'dry-run' ? 'dry run, nothing was changed' : formatDuration(report.durationMs));
  const hosts = [...new Set(found.map(({ host }) => cleanLine(host)).filter((host) => host !== ''))];
  const at = timeOfDay(report.startedAt, report.durationMs);
  const inside = [...hosts, ...(at === '' ? [] : [`${at} UTC`])].join(', ');
  return sides(left, inside === '' ? '' : `(${inside})`);
}

/** What a reader of the log gets at the end of an action: the headline, then everything that is wrong, then the facts. */
export function renderConsole(report: ActionReport): string[] {
  const found = findings(report);
  const hosts = new Set(found.map(({ host }) => host));
  const blocks = found.map((finding) => renderFinding(finding, report.headline, hosts.size === 1));
  return [
    ...(report.commands.some(({ script, reads = script }) => reads !== script) ? [OURS, ''] : []),
    ...report.commands.flatMap(({ host, script, reads = script }) => [
      `would run on ${cleanLine(host)}:`,
      ...shortenLines(cleanLines(reads), SCRIPT_LINES).map((line) => `    ${line}`.trimEnd()),
      '',
    ]),
    renderHeadline(report, found),
    ...(report.plan === undefined ? [] : renderPlanText(report.plan)),
    ...blocks.flatMap((lines, index) => (index === 0 ? lines : ['', ...lines])),
    ...warnings(report).flatMap(({ moment, check }) =>
      labelled('warning', `${moment}, ${check.name}${check.host === undefined ? '' : ` on ${check.host}`}: ${check.result.got}; expected ${check.result.expected}`),
    ),
    ...report.gates.map(renderGate),
    ...report.facts.flatMap(renderFacts),
    ...report.notes.flatMap((note) => labelled('note', note)),
  ];
}

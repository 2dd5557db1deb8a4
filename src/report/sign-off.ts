import type { GateMark, SignOff } from '../model/sign-off';
import { type Block, heading, pairs, table } from './markdown';
import { timeOfDay, tookCell } from './text';

const moment = (iso: string): string => (timeOfDay(iso) === '' ? '' : `${iso.slice(0, 10)} ${timeOfDay(iso)} UTC`);

const RESULT_WORDS: Readonly<Record<string, string>> = { passed: '✓', failed: '✗ failed', inconclusive: '? could not be told' };

function wayBackOf({ wayBack, previous }: SignOff): string {
  const before = previous === '' ? 'nothing: this was the first release' : previous;
  if (wayBack === undefined) return `was not needed; it leads to ${before}`;
  if (wayBack.level === '') return `nothing was moved: ${wayBack.why}`;
  return `${wayBack.level} to ${wayBack.to === '' ? before : wayBack.to}: ${wayBack.why}`;
}

function backupRows({ backup }: SignOff): [string, string][] {
  if (backup === undefined) return [['backup', 'none of this change']];
  if (backup === 'nothing') return [['backup', 'there was no database yet']];
  const copies = backup.copies.map(({ place, verified }) => `${place} (${verified ? 'digest verified' : 'NOT verified'})`);
  return [
    ['backup', `${backup.id}, ${String(backup.bytes)} bytes, verified: ${backup.verified}`],
    ['backup sha256', backup.sha256],
    ['backup copies', copies.length === 0 ? 'none' : copies.join(', ')],
  ];
}

function gateRows({ moment: asked, ms, checks, omitted }: GateMark): string[][] {
  const rows = checks.map((check) => [asked, check.name, check.host ?? '', check.expected, check.got, check.ms === undefined ? '' : tookCell(check.ms), RESULT_WORDS[check.status] ?? check.status]);
  const rest = omitted === 0 ? [] : [[asked, `${String(omitted)} more`, '', '', '', '', '✓']];
  return [...rows, ...rest, [asked, `all of them`, '', '', '', tookCell(ms), '']];
}

/** The sheet that is kept: who let what onto which hosts, and on what grounds. */
export function renderSignOff(sheet: SignOff): Block[] {
  const rows: [string, string][] = [
    ['outcome', sheet.outcome],
    ['application', `${sheet.app} on ${sheet.environment}`],
    ['hosts', sheet.hosts.join(', ')],
    ['release', sheet.release],
    ['version', sheet.version],
    ['commit', sheet.commit],
    ['ref', sheet.ref],
    ['repository', sheet.repository],
    ['started by', sheet.actor],
    ['approved by', sheet.approvers.length === 0 ? 'no approval is known' : sheet.approvers.join(', ')],
    ['run', sheet.run],
    ['begun', moment(sheet.openedAt)],
    ['ended', moment(sheet.closedAt)],
    ...backupRows(sheet),
    ['way back', wayBackOf(sheet)],
    ['rows lost', sheet.wayBack === undefined || sheet.wayBack.level === '' ? 'none' : sheet.wayBack.rows],
    ...(sheet.kept === '' ? [] : [['replaced database', `kept as ${sheet.kept}`] satisfies [string, string]]),
  ];
  const sql = sheet.migrations.map(({ name, classes, acknowledged }) => [name, classes.length === 0 ? 'lossless' : classes.join(', '), acknowledged.length === 0 ? '' : acknowledged.join(', ')]);
  return [
    heading('Sign-off'),
    pairs(rows),
    table(['SQL', 'class', 'acknowledged'], sql),
    // A digest is too wide to stand beside anything else.
    table(['SQL', 'sha256'], sheet.migrations.map(({ name, digest }) => [name, digest])),
    table(['gate', 'check', 'host', 'expected', 'got', 'took', ''], sheet.gates.flatMap(gateRows)),
  ];
}

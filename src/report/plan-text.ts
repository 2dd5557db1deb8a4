import type { Plan } from '../model/plan';
import { isUntold } from '../model/plan';
import { changeLines, changeSentence, migrationRows } from './plan';
import { cleanLine, shorten } from './text';

const WIDTH = 12;
const LINE = 400;

/** `  changes     …`, further lines below the first; nothing for none. */
function labelled(label: string, lines: readonly string[]): string[] {
  return lines.map((line, index) => `  ${(index === 0 ? label : '').padEnd(WIDTH)}${shorten(cleanLine(line), LINE)}`.trimEnd());
}

function migrationLines({ migrations }: Plan): string[] {
  if (isUntold(migrations)) return [migrations.untold];
  if (migrations.length === 0) return ['none'];
  const { rows, rest } = migrationRows(migrations);
  const lines = rows.flatMap(([name = '', classes = '', lock = '', acknowledged = '', down = ''], index) => [
    `${name}: ${classes}`,
    `  who waits: ${lock}; acknowledged: ${acknowledged}; ${down}`,
    ...(migrations[index]?.findings ?? []).map((finding) => `  ${finding}`),
  ]);
  return [...lines, ...(rest === undefined ? [] : [rest])];
}

/** The page of a plan for a log or a terminal. */
export function renderPlanText(plan: Plan): string[] {
  const sentence = changeSentence(plan);
  return [
    ...labelled('to', [plan.hosts.join(', ')]),
    ...labelled('scope', [plan.scope]),
    ...labelled('serves now', [plan.live === '' ? 'nothing' : plan.live]),
    ...labelled('changes', [...(sentence === '' ? [] : [sentence]), ...changeLines(plan)]),
    ...labelled('migrations', migrationLines(plan)),
    ...labelled('way back', [`to ${plan.wayBack.to}`, plan.wayBack.how, `would lose: ${plan.wayBack.loses}`]),
    ...labelled('brings', plan.artefact.map(([name, value]) => `${name} ${value}`)),
    ...labelled('asks', plan.gates.map(([moment, check]) => `${moment}: ${check}`)),
    ...labelled('not known', plan.unknown),
    ...labelled('approval', [plan.approval]),
    ...labelled('digest', [plan.digest]),
  ];
}

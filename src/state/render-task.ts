import { libraryFor } from '../host/library';
import type { Command } from '../model/command';
import type { Layout } from '../model/layout';
import type { StepLine } from '../model/journal';
import type { Step } from '../model/step';
import { endOfFrames, renderFrame, renderFrameSetup } from '../shell/batch';
import { quote } from '../shell/render';
import type { Task } from './host-state';

/** JSON in ASCII alone, so that a line can be cut at any byte and read again. */
export function asciiJson(value: unknown): string {
  return JSON.stringify(value).replaceAll(/[\u007f-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

const call = (name: string, ...words: string[]): string => [name, ...words.map(quote)].join(' ');

/** Everything of a step's line but what the host fills in: the time, the phase and the exit code. */
function stepFields(task: Task, step: Step): string {
  const fields: Omit<StepLine, 'v' | 'at' | 'kind'> = { change: task.change, token: task.token, action: task.action, step: step.id, title: step.title, undo: step.undo };
  return asciiJson(fields).slice(1, -1);
}

function appends(notes: Task['before']): string[] {
  const write = (file: string, lines: readonly unknown[] = []): string[] => (lines.length === 0 ? [] : [`${call('lg_task_lines', file, lines.map(asciiJson).join('\n'))} || return`]);
  return [...write('journal', notes?.journal), ...write('releases', notes?.releases)];
}

/** The detached part: what runs under the lock, from the check of the token to the last word. */
export function renderBody(layout: Layout, task: Task, ttlS: number, nonce: string): string {
  let index = 0;
  const frame = (command: Command): string => `if [ "$lg_status" -eq 0 ]; then\n${renderFrame(command, index++, nonce)}fi`;
  const steps = task.steps.flatMap((step) => [
    `${call('lg_task_step', step.id, step.title.replaceAll('\n', ' '), stepFields(task, step))} || return`,
    'lg_status=0',
    // What a step starts must not inherit the lock.
    ...(step.does.length === 0 ? [] : ['{', ...step.does.map(frame), `${endOfFrames(step.does)}} 9>&-`]),
    'lg_task_stepped "$lg_status" || return',
  ]);
  return [
    call('lg_task_begin', layout.state, task.id, String(task.token), String(ttlS), nonce),
    renderFrameSetup(nonce, task.steps.flatMap(({ does }) => does)),
    'lg_task_work() {',
    ':',
    ...appends(task.before),
    ...steps,
    ...appends(task.after),
    '}',
    'lg_task_work',
    call('lg_task_end', task.lease),
  ].join('\n');
}

/** The whole script: it starts the body detached, or finds it started, waits and prints what it recorded. */
export function renderTask(layout: Layout, task: Task, ttlS: number, nonce: string): string {
  const body = renderBody(layout, task, ttlS, nonce);
  const attach = [call('lg_task_attach', layout.state, task.id), ...(task.thenRead === true ? [call('lg_task_record', layout.state, layout.current, nonce)] : [])].join(' && ');
  return [`LG_LIBRARY=${quote(libraryFor(`${body}\n${attach}`))}`, 'eval "$LG_LIBRARY"', `LG_BODY=${quote(body)}`, attach].join('\n');
}

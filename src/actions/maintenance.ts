import { mutating } from '../model/command';
import type { Command } from '../model/command';
import type { ChangeRecord } from '../model/journal';
import type { Step } from '../model/step';
import { joinFailures, runHooks, tryHooks } from './hooks';
import type { Failure } from '../model/failure';
import { maintenancePage } from './maintenance-page';
import type { Note } from './notes';
import type { Session } from './session';

const FACT = 'maintenance';
const SLACK_MS = 15_000;

/** Whether the record says so, of whichever change: it is written before the first step of entering, and after the last of leaving. */
export function inMaintenance(session: Session): boolean {
  const last = session.journal.findLast((line) => line.kind === 'fact' && line.name === FACT);
  return last?.kind === 'fact' && typeof last.data === 'object' && last.data !== null && 'on' in last.data && last.data.on === true;
}

export function enteredMaintenance(change: ChangeRecord): boolean {
  return change.facts.has(FACT);
}

/** For the reader of a job that ends while it lasts; empty where it does not. */
export function stillInMaintenance(session: Session): string {
  return inMaintenance(session) ? '; THE APPLICATION IS IN MAINTENANCE MEANWHILE: it is stopped, and visitors get 503' : '';
}

const idOf = ({ parts }: Session, verb: string, host: string): string => (parts.hosts.length === 1 ? `maintenance.${verb}` : `maintenance.${verb}@${host}`);

/** Units that write besides the application, of this host. */
function namesOn({ context }: Session, host: string): string[] {
  const roles = context.settings.hosts.find(({ alias }) => alias === host)?.roles ?? [];
  return context.settings.maintenance.stop.filter((one) => one.roles.length === 0 || one.roles.some((role) => roles.includes(role))).map(({ name }) => name);
}

function others(session: Session, host: string, verb: 'start' | 'stop'): readonly Command[] {
  const names = namesOn(session, host);
  return names.length === 0 ? [] : (session.parts.runtime?.others?.(names)[verb]() ?? []);
}

/** Everybody gets the page; what is in flight ends; then nothing that writes runs any more, on any host. */
export function enterSteps(session: Session): Step[] {
  const { proxy, runtime, hosts } = session.parts;
  const { drainMs } = session.context.settings.maintenance;
  const undo = { kind: 'leave-maintenance', text: 'start what was stopped, and let requests through again' } as const;
  const page = proxy === undefined ? '' : maintenancePage(session.context);
  const closing = proxy === undefined ? [] : hosts.map((host): Step => ({ id: idOf(session, 'enter', host), title: 'let everybody get the page of maintenance', host, does: [...proxy.prepare(), ...proxy.close(page)], undo }));
  const drains = proxy === undefined ? [] : (runtime?.instances ?? []).map(({ name, port }) => mutating(`wait until no request is left at ${name}`, 'lg_drain', [name, String(port), String(drainMs)], { library: true, idempotent: true, deadlineMs: drainMs + SLACK_MS }));
  const stopping = hosts.map((host): Step => ({ id: idOf(session, 'stop', host), title: 'stop everything that writes', host, does: [...drains, ...(runtime?.stop() ?? []), ...others(session, host, 'stop')], undo }));
  return [...closing, ...stopping];
}

export async function enterMaintenance(session: Session, opening: readonly Note[]): Promise<void> {
  const before = await runHooks(session, 'before-maintenance', { before: opening });
  await session.run({ steps: enterSteps(session), before: [...before, { kind: 'fact', name: FACT, data: { on: true } }], lease: 'keep' });
}

/** What writes besides the application, stopped again: for a way back from a change that was in maintenance. */
export function stopOthersSteps(session: Session): Step[] {
  return session.hosts.flatMap((host): Step[] => {
    const does = others(session, host, 'stop');
    return does.length === 0 ? [] : [{ id: idOf(session, 'stop-others', host), title: 'stop what else writes', host, does, undo: { kind: 'leave-maintenance', text: 'they are started again at the end' } }];
  });
}

export function leaveSteps(session: Session, serves = true): Step[] {
  const { proxy } = session.parts;
  return session.hosts.map((host) => ({
    id: idOf(session, 'leave', host),
    title: 'leave maintenance',
    host,
    does: [...(serves ? others(session, host, 'start') : []), ...(proxy?.open() ?? [])],
    undo: { kind: 'leave-maintenance', text: 'it can be done again' },
  }));
}

/** Idempotent. What is handed back are hooks that failed; a step that fails is thrown. `serves`: there is a release that what else writes can run from. */
export async function leaveMaintenance(session: Session, serves = true): Promise<Failure | undefined> {
  await session.run({ steps: leaveSteps(session, serves), after: [{ kind: 'fact', name: FACT, data: { on: false } }], lease: 'keep' });
  return joinFailures(await tryHooks(session, 'after-maintenance'));
}

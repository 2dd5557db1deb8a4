import { mutating } from '../model/command';
import type { Command } from '../model/command';
import type { ChangeRecord } from '../model/journal';
import { enteredByHand, MAINTENANCE_FACT, readMaintenance } from '../model/maintenance';
import type { Step } from '../model/step';
import { hasHooks, runHooks, tryHooks } from './hooks';
import type { HookSubject } from './hooks';
import { Failure } from '../model/failure';
import { maintenancePage } from './maintenance-page';
import type { Note } from './notes';
import type { Session } from './session';
import type { Work } from './work';

const SLACK_MS = 15_000;

/** Whether the record says so, of whichever change. */
export function inMaintenance(session: Session): boolean {
  return readMaintenance(session.journal) !== undefined;
}

/** The same, but for what somebody entered by hand: that is left by hand, and by no change of another kind. */
export function inMaintenanceOfChange(session: Session): boolean {
  return inMaintenance(session) && enteredByHand(session.journal) === undefined;
}

/** Whether a way back from this change has to lead out of maintenance. `byPerson`: somebody goes back from whatever serves. */
export function hasToLeave(session: Session, change: ChangeRecord, byPerson: boolean): boolean {
  return change.facts.has(MAINTENANCE_FACT) || (byPerson ? inMaintenance(session) : inMaintenanceOfChange(session));
}

/** Everything was stopped before this change began, and has to be started by it, whatever it has touched itself. */
export function foundStopped(session: Session, change: ChangeRecord, byPerson: boolean): boolean {
  const mark = readMaintenance(session.journal);
  return mark !== undefined && (mark.change !== change.id || mark.before) && hasToLeave(session, change, byPerson);
}

/** Without a proxy there is nothing that could answer them. */
export function whatVisitorsGet({ parts }: Pick<Session, 'parts'>): string {
  return parts.proxy === undefined ? 'visitors get no answer' : 'visitors get 503';
}

/** Why a deploy does not begin: somebody stopped everything on purpose. */
export function refusalByHand(session: Session): Failure | undefined {
  const mark = enteredByHand(session.journal);
  if (mark === undefined) return undefined;
  return new Failure({
    kind: 'gate-closed',
    code: 'LG-MAINTENANCE-BY-HAND',
    problem: `${mark.by} entered maintenance by hand: the application is stopped, and ${whatVisitorsGet(session)}`,
    host: session.hosts[0],
    cause: `entered at ${mark.since} with "lockgate maintenance on", and not left since`,
    next: 'npx lockgate maintenance off, once whoever entered it is through; then run this again',
  });
}

export function refuseByHand(session: Session): void {
  const refusal = refusalByHand(session);
  if (refusal !== undefined) throw refusal;
}

/** For the reader of a job that ends while it lasts; empty where it does not. */
export function stillInMaintenance(session: Session): string {
  return inMaintenance(session) ? `; THE APPLICATION IS IN MAINTENANCE MEANWHILE: it is stopped, and ${whatVisitorsGet(session)}` : '';
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
  const drains = proxy === undefined ? [] : (runtime?.instances ?? []).map(({ name, port }) => mutating(`wait until no request is left at ${name}`, 'lg_drain', [name, String(port), String(drainMs)], { library: true, bounded: true, idempotent: true, deadlineMs: drainMs + SLACK_MS }));
  const stopping = hosts.map((host): Step => ({ id: idOf(session, 'stop', host), title: 'stop everything that writes', host, does: [...drains, ...(runtime?.stop() ?? []), ...others(session, host, 'stop')], undo }));
  return [...closing, ...stopping];
}

export interface Entering {
  /** Goes on record with the fact. */
  readonly mark?: Readonly<Record<string, unknown>>;
  readonly subject?: HookSubject;
  readonly after?: readonly Note[];
  readonly lease?: Work['lease'];
}

export async function enterMaintenance(session: Session, opening: readonly Note[], { mark = {}, subject = {}, after = [], lease = 'keep' }: Entering = {}): Promise<void> {
  const steps = enterSteps(session);
  const before = await runHooks(session, 'before-maintenance', { ...subject, before: opening });
  await session.run({ steps, before: [...before, { kind: 'fact', name: MAINTENANCE_FACT, data: { ...mark, on: true } }], after, lease });
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

export interface Leaving {
  /** There is a release that what else writes can run from. */
  readonly serves?: boolean;
  readonly subject?: HookSubject;
  /** Written at the end, hooks that failed or not. */
  readonly after?: readonly Note[];
  readonly lease?: Work['lease'];
}

/** Idempotent. What is handed back are hooks that failed; a step that fails is thrown. */
export async function leaveMaintenance(session: Session, { serves = true, subject = {}, after = [], lease = 'keep' }: Leaving = {}): Promise<Failure | undefined> {
  const left: Note = { kind: 'fact', name: MAINTENANCE_FACT, data: { on: false } };
  const hooks = hasHooks(session, 'after-maintenance');
  await session.run({ steps: leaveSteps(session, serves), after: [left, ...(hooks ? [] : after)], lease: hooks ? 'keep' : lease });
  if (!hooks) return undefined;
  const complaint = await tryHooks(session, 'after-maintenance', subject);
  if (after.length > 0) await session.run({ steps: [], after, lease });
  return complaint;
}

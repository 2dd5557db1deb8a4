import type { HookSettings } from '../config/settings';
import { closesTheWay } from '../model/hook';
import type { HookPhase } from '../model/hook';
import { mutating } from '../model/command';
import { commandFailure, Failure, Failures } from '../model/failure';
import type { Step } from '../model/step';
import { keepingLease } from './keeping';
import type { Note } from './notes';
import type { Session } from './session';

export interface HookSubject {
  /** In whose folder it runs; empty where there is none. */
  readonly release?: string;
  readonly previous?: string;
  readonly version?: string;
  /** Written with the first hook on a host. */
  readonly before?: readonly Note[];
}

function variables({ context, parts, changeId, change, previous }: Session, phase: HookPhase, subject: HookSubject): Record<string, string> {
  const known: Record<string, string> = {
    LOCKGATE_PHASE: phase,
    LOCKGATE_ENVIRONMENT: context.settings.environment,
    LOCKGATE_RELEASE: subject.release ?? changeId,
    LOCKGATE_PREVIOUS_RELEASE: subject.previous ?? change?.opened.previous ?? previous?.id ?? '',
    LOCKGATE_VERSION: subject.version ?? context.run.version,
    LOCKGATE_BASE_URL: parts.site.url,
  };
  return Object.fromEntries(Object.entries(known).filter(([, value]) => value !== ''));
}

function stepsOf(session: Session, phase: HookPhase, subject: HookSubject, hook: HookSettings, index: number): Step[] {
  const { settings } = session.context;
  const base = `hook.${phase}${index === 0 ? '' : `.${String(index + 1)}`}`;
  const meant = settings.hosts.filter(({ roles }) => hook.roles.length === 0 || hook.roles.some((role) => roles.includes(role)));
  const words = [session.parts.site.layout.root, subject.release ?? session.changeId, hook.run];
  return meant.map(({ alias }) => ({
    id: settings.hosts.length === 1 ? base : `${base}@${alias}`,
    title: `${phase}: ${hook.name}`,
    host: alias,
    does: [mutating(`${phase}: ${hook.name}`, 'lg_hook', words, { library: true, deadlineMs: hook.timeoutMs, env: variables(session, phase, subject) })],
    undo: { kind: 'none', text: 'what it did is taken back by hooks of the way back, where they do that' },
  }));
}

async function onRunner(session: Session, phase: HookPhase, subject: HookSubject, hook: HookSettings): Promise<void> {
  const { context, reporter } = session;
  if (context.dryRun) {
    reporter.note(`would run on the runner, ${phase}: ${hook.run}`);
    return;
  }
  const result = await reporter.timed(`${phase}: ${hook.name}`, undefined, () => keepingLease(session, () => context.ports.local(hook.run, { deadlineMs: hook.timeoutMs, env: variables(session, phase, subject) })), ({ exitCode }) => (exitCode === 0 ? 'done' : 'failed'));
  if (result.exitCode !== 0) throw commandFailure(result, { code: 'LG-HOOK', problem: `${phase}: ${hook.name}: failed`, next: closesTheWay(phase) ? 'mend the hook; what was begun is taken back' : 'mend the hook; nothing was moved because of it' });
}

/** Runs the hooks of a phase in their order; throws what the first one says that fails. Answers with the notes still to be written. */
export async function runHooks(session: Session, phase: HookPhase, subject: HookSubject = {}): Promise<readonly Note[]> {
  let before = subject.before ?? [];
  if (hasHooks(session, phase)) session.context.handed?.forgetDatabase();
  for (const [index, hook] of session.context.settings.hooks[phase].entries()) {
    if (hook.on === 'runner') {
      await onRunner(session, phase, subject, hook);
      continue;
    }
    const steps = stepsOf(session, phase, subject, hook, index);
    if (steps.length === 0) continue;
    await session.run({ steps, before, lease: 'keep' });
    before = [];
  }
  return before;
}

export function hasHooks(session: Session, phase: HookPhase): boolean {
  return session.context.settings.hooks[phase].length > 0;
}

/** Gives the lease back to the steps that follow, where something was run since it was parked. */
export async function parkAgain(session: Session, ran: boolean): Promise<void> {
  if (ran) await session.run({ steps: [], lease: 'park', last: true });
}

/** Hooks after the fact: what fails is handed back and stops nothing. */
export async function tryHooks(session: Session, phase: HookPhase, subject: HookSubject = {}): Promise<Failure | undefined> {
  try {
    await runHooks(session, phase, subject);
    return undefined;
  } catch (error) {
    if (!(error instanceof Failure) || error.kind === 'bug' || error.kind === 'interrupted' || error.kind === 'lease-held') throw error;
    session.reporter.note(`a hook failed after the fact, and nothing was moved because of it: ${error.facts.problem}`);
    return error;
  }
}

export function joinFailures(...failures: readonly (Failure | undefined)[]): Failure | undefined {
  const all = failures.filter((one) => one !== undefined);
  return all.length > 1 ? new Failures(all) : all[0];
}

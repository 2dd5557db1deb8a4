import { askGate } from '../checks/ask-gate';
import type { AskedCheck, GateHost } from '../checks/ask-gate';
import { automatic } from '../checks/automatic/plugins';
import type { Baseline, CheckContext, CheckPlugin } from '../checks/check';
import { checks as registry } from '../checks/registry.generated';
import type { GateVerdict, JudgedCheck, Moment } from '../model/check';
import { Failure, Failures } from '../model/failure';
import type { Manifest } from '../model/manifest';
import type { ReleaseRecord } from '../model/release';
import { GATE_FACT, markGate } from '../model/sign-off';
import { count } from '../model/words';
import type { Runtime } from '../runtimes/runtime';
import { keepingLease } from './keeping';
import type { Session } from './session';

export interface GateSubject {
  /** The release that should answer; empty id before one exists. */
  readonly release: string;
  readonly version: string;
  readonly deployedAt?: string;
  /** What runs it, where that is not what the configuration says now. */
  readonly runtime?: Runtime | undefined;
  /** Where a moment comes a second time in one change, in which case. */
  readonly again?: string;
  /** Hosts on which another release serves, so that this one cannot be asked for there. */
  readonly elsewhere?: ReadonlySet<string>;
  /** When what serves began to; nothing from before it counts. */
  readonly servesSince?: string | undefined;
  /** The change's backup, for checks that compare. */
  readonly before?: Manifest;
  readonly baseline?: Baseline;
  /** By host: how often the application had been started anew by itself when the watch began. */
  readonly restarts?: ReadonlyMap<string, number>;
}

/** What a gate can ask: what is configured, and what is asked all the same. */
export const gatePlugins: Readonly<Record<string, CheckPlugin>> = { ...registry, ...(automatic as unknown as Readonly<Record<string, CheckPlugin>>) };

export function subjectOf(release: ReleaseRecord | undefined): GateSubject {
  return { release: release?.id ?? '', version: release?.version ?? '' };
}

/** The hosts of the session as a gate asks them. */
export function gateHosts(session: Session): GateHost[] {
  return session.context.settings.hosts.filter(({ alias }) => session.hosts.includes(alias)).map((host) => ({ alias: host.alias, roles: host.roles, shell: session.shell(host.alias) }));
}

export function checkContexts(session: Session, moment: Moment, subject: GateSubject): (alias: string, instance?: string) => CheckContext {
  const { parts } = session;
  const runtime = subject.runtime ?? parts.runtime;
  return (alias, instance) => ({
    site: parts.site,
    moment,
    host: alias,
    port: (instance === undefined ? runtime?.instances[0] : runtime?.instances.find(({ name }) => name === instance))?.port,
    instance,
    runtime,
    database: alias === parts.databaseHost ? parts.database : undefined,
    release: subject.release,
    version: subject.version,
    deployedAt: subject.deployedAt,
    servesSince: subject.servesSince,
    elsewhere: subject.elsewhere?.has(alias) === true,
    before: subject.before?.tables,
    beforeBytes: subject.before?.databaseBytes,
    backups: alias === parts.databaseHost ? session.turn(alias).snapshot.manifests : undefined,
    baseline: subject.baseline,
    restarts: subject.restarts?.get(alias),
  });
}

/** Asks the configured checks of a moment, and others, on every host they are meant for, and puts the verdict on the report. */
export async function askConfigured(session: Session, moment: Moment, subject: GateSubject, others: readonly AskedCheck[] = []): Promise<GateVerdict> {
  const { context, reporter } = session;
  const checks = [...context.settings.gates[moment], ...others];
  if (checks.length === 0) return { moment, leads: 'open', checks: [] };
  const begun = context.ports.now().getTime();
  const asked = await reporter.timed(`gate ${moment}: ${count(checks.length, 'check')}`, undefined, () =>
    // A team's own tests on the runner may take minutes.
    keepingLease(session, () => askGate({ moment, checks, plugins: gatePlugins, hosts: gateHosts(session), contextFor: checkContexts(session, moment, subject), ports: context.ports })),
    openOrFailed,
  );
  const verdict = withoutUncounted(asked);
  reporter.gate(verdict);
  rememberGate(session, verdict, begun, subject.again);
  return verdict;
}

/** Where the runtime keeps no count of restarts, nothing is said of them: nobody asked. */
export function withoutUncounted(verdict: GateVerdict): GateVerdict {
  return { ...verdict, checks: verdict.checks.filter(({ kind, result }) => kind !== 'restarts' || result.figures !== undefined) };
}

/** For the sign-off, whichever action makes it. Secrets are hidden before anything is kept on a host. */
export function rememberGate(session: Session, verdict: GateVerdict, begun: number, again?: string): void {
  const { ports } = session.context;
  const redact = ports.redact?.bind(ports) ?? ((text: string): string => text);
  const hide = (check: JudgedCheck): JudgedCheck => ({ ...check, name: redact(check.name), result: { ...check.result, expected: redact(check.result.expected), got: redact(check.result.got), ...(check.result.cause === undefined ? {} : { cause: redact(check.result.cause) }) } });
  const moment = again === undefined ? verdict.moment : `${verdict.moment}, ${again}`;
  session.remember(`${GATE_FACT}${moment}`, { ...markGate({ ...verdict, checks: verdict.checks.map(hide) }, ports.now().getTime() - begun), moment });
}

/** How a gate counts on the timeline. */
export function openOrFailed({ leads }: GateVerdict): 'done' | 'failed' {
  return leads === 'open' ? 'done' : 'failed';
}

export function notPassed(verdict: GateVerdict): readonly JudgedCheck[] {
  return verdict.checks.filter((check) => check.result.status !== 'passed');
}

/** The checks that closed a gate; warnings are not among them. */
export function closing(verdict: GateVerdict): readonly JudgedCheck[] {
  return notPassed(verdict).filter((check) => (check.result.status === 'failed' ? check.onFail : check.onInconclusive) !== 'warn');
}

/** What a closed gate means for the reader. */
export interface Consequence {
  /** What follows by itself. */
  readonly so: string;
  /** What the reader should do. */
  readonly next: string;
}

/** The failures of a closed gate, one per check that closed it; warnings are not among them. */
export function gateFailure(verdict: GateVerdict, problem: string, { so, next }: Consequence): Failure {
  const code = `LG-GATE-${verdict.moment.toUpperCase()}`;
  const closed = closing(verdict);
  return new Failures(
    closed.map(({ name, host, result }) => {
      const silent = result.status === 'inconclusive';
      return new Failure({
        kind: 'gate-closed',
        code: silent ? `${code}-INCONCLUSIVE` : code,
        problem: closed.length === 1 ? problem : `${problem}: ${name}`,
        check: name,
        host,
        command: result.asked,
        cause: `${silent ? 'could not be told: ' : ''}${result.got}${result.cause === undefined || result.cause === '' ? '' : ` (${result.cause})`}`,
        expected: result.expected,
        so,
        next: result.next ?? next,
      });
    }),
  );
}

/** What a gate that closed on a new release leads to. */
export function consequenceFor(session: Session, leads: GateVerdict['leads'], release: string): Consequence {
  if (leads === 'hold') return { so: `nothing is moved: a person decides; ${staysAsItIs(release)}`, next: HELD };
  const previous = session.change?.opened.previous ?? '';
  // It is not taken here, and may have to wait for a person.
  const back = previous === '' ? 'the way back stops it, since there is none before it' : `the way back leads to ${previous}`;
  return { so: `${back}; once that is taken, the release ${release} is marked bad`, next: `${whereItLogs(session)}; the job summary of rollback keeps the logs as they were` };
}

/** Of a release that a gate left to a person. */
export function staysAsItIs(release: string): string {
  return `the release ${release} stays as it is, called neither good nor bad`;
}

export const HELD =
  'if it is well as it is, leave it; else run the action rollback with "level: R2" (the old release) or "level: R3" (the backup as well), or deploy a version that mends it';

/** Where the application says why. */
export function whereItLogs(session: Session): string {
  const files = session.parts.runtime?.logFiles ?? [];
  return files.length === 0 ? 'look at the log of the application on the host' : `read what the application said, on the host: tail -n 100 ${files.join(' ')}`;
}

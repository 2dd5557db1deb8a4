import { askGate } from '../checks/ask-gate';
import type { GateHost } from '../checks/ask-gate';
import type { CheckContext } from '../checks/check';
import type { GateVerdict, JudgedCheck, Moment } from '../model/check';
import { Failure, Failures } from '../model/failure';
import type { Manifest } from '../model/manifest';
import type { ReleaseRecord } from '../model/release';
import type { Runtime } from '../runtimes/runtime';
import type { Session } from './session';

export interface GateSubject {
  /** The release that should answer; empty id before one exists. */
  readonly release: string;
  readonly version: string;
  readonly deployedAt?: string;
  /** What runs it, where that is not what the configuration says now. */
  readonly runtime?: Runtime | undefined;
  /** The change's backup, for checks that compare. */
  readonly before?: Manifest;
}

export function subjectOf(release: ReleaseRecord | undefined): GateSubject {
  return { release: release?.id ?? '', version: release?.version ?? '' };
}

/** The hosts of the session as a gate asks them. */
export function gateHosts(session: Session): GateHost[] {
  return session.context.settings.hosts.map((host) => ({ alias: host.alias, roles: host.roles, shell: session.shell(host.alias) }));
}

export function checkContexts(session: Session, moment: Moment, subject: GateSubject): (alias: string) => CheckContext {
  const { parts } = session;
  const runtime = subject.runtime ?? parts.runtime;
  return (alias) => ({
    site: parts.site,
    moment,
    host: alias,
    port: runtime?.instances[0]?.port,
    runtime,
    database: alias === parts.databaseHost ? parts.database : undefined,
    release: subject.release,
    version: subject.version,
    deployedAt: subject.deployedAt,
    before: subject.before?.tables,
    beforeBytes: subject.before?.databaseBytes,
  });
}

/** Asks the configured checks of a moment, on every host they are meant for, and puts the verdict on the report. */
export async function askConfigured(session: Session, moment: Moment, subject: GateSubject): Promise<GateVerdict> {
  const { context, reporter } = session;
  const checks = context.settings.gates[moment];
  if (checks.length === 0) return { moment, leads: 'open', checks: [] };
  const verdict = await reporter.timed(`gate ${moment}: ${String(checks.length)} checks`, undefined, () =>
    askGate({ moment, checks, hosts: gateHosts(session), contextFor: checkContexts(session, moment, subject), ports: context.ports }),
  );
  reporter.gate(verdict);
  return verdict;
}

export function notPassed(verdict: GateVerdict): readonly JudgedCheck[] {
  return verdict.checks.filter((check) => check.result.status !== 'passed');
}

/** The failures of a closed gate, one per check that closed it; warnings are not among them. */
export function gateFailure(verdict: GateVerdict, problem: string, so: string): Failure {
  const closing = notPassed(verdict).filter((check) => (check.result.status === 'failed' ? check.onFail : check.onInconclusive) !== 'warn');
  return new Failures(
    closing.map(
      ({ name, host, result }) =>
        new Failure({
          kind: 'gate-closed',
          code: result.status === 'failed' ? `LG-GATE-${verdict.moment.toUpperCase()}` : `LG-GATE-${verdict.moment.toUpperCase()}-INCONCLUSIVE`,
          problem: `${problem}: ${name}`,
          host,
          command: result.asked,
          cause: `${result.status === 'inconclusive' ? 'could not be told: ' : ''}${result.got}${result.cause === undefined ? '' : ` (${result.cause})`}; expected ${result.expected}`,
          next: so,
        }),
    ),
  );
}

import { askGate } from '../checks/ask-gate';
import type { GateHost } from '../checks/ask-gate';
import { watchGate } from '../checks/watch-gate';
import type { CheckSettings } from '../config/settings';
import type { GateVerdict } from '../model/check';
import { count } from '../model/words';
import type { Asked } from '../strategies/strategy';
import { checkContexts, gateHosts, openOrFailed, rememberGate } from './gates';
import type { GateSubject } from './gates';
import type { Session } from './session';

/**
 * Asked of each new instance whatever is configured, where processes may outlive the switch: that it is the new one. Where the host does not show it, the team's own
 * checks decide, such as the version that the application tells.
 */
const SERVES: CheckSettings = {
  kind: 'serves',
  settings: { state: 'release' },
  name: 'what its processes hold',
  persistence: { attempts: 1, everyMs: 2000, timeoutMs: 15_000, successes: 1 },
  onFail: 'rollback',
  onInconclusive: 'warn',
  roles: [],
};

interface Asking {
  readonly hosts: readonly GateHost[];
  readonly checks: readonly CheckSettings[];
}

/** A host once for each of its instances that is meant. Where there is only one, the host stands for it. */
function asking(session: Session, asks: readonly Asked[], subject: GateSubject): Asking {
  const runtime = subject.runtime ?? session.parts.runtime;
  const known = (runtime?.instances ?? []).map(({ name }) => name);
  const all = gateHosts(session);
  const hosts = asks.flatMap(({ host, instances: meant }) => {
    const one = all.find(({ alias }) => alias === host);
    const instances = meant ?? known;
    if (one === undefined || meant?.length === 0) return [];
    return known.length < 2 ? [one] : instances.map((instance) => ({ ...one, instance }));
  });
  return { hosts, checks: [...session.context.settings.gates.instance, ...(runtime?.mayOutlive === true ? [SERVES] : [])] };
}

/** Asks the gate `instance` of exactly these instances, each at its own port, and puts the verdict on the report. */
export async function askInstances(session: Session, asks: readonly Asked[], subject: GateSubject): Promise<GateVerdict> {
  const { hosts, checks } = asking(session, asks, subject);
  if (checks.length === 0 || hosts.length === 0) return { moment: 'instance', leads: 'open', checks: [] };
  const request = { moment: 'instance' as const, checks, hosts, contextFor: checkContexts(session, 'instance', subject), ports: session.context.ports, untilInVain: true };
  const begun = session.context.ports.now().getTime();
  const verdict = await session.reporter.timed(`gate instance: ${whom(hosts)}, ${count(checks.length, 'check')}`, undefined, () => askGate(request), openOrFailed);
  session.reporter.gate(verdict);
  // One of several instances is asked in a turn of its own.
  const which = hosts.some(({ instance }) => instance !== undefined) || session.parts.hosts.length > hosts.length ? [whom(hosts)] : [];
  const again = [...which, ...(subject.again === undefined ? [] : [subject.again])].join(', ');
  rememberGate(session, verdict, begun, again === '' ? undefined : again);
  return verdict;
}

/** The same again and again for a while, before the next hosts are changed. */
export async function bakeInstances(session: Session, asks: readonly Asked[], subject: GateSubject, forMs: number): Promise<GateVerdict> {
  const { hosts, checks } = asking(session, asks, subject);
  const request = { moment: 'instance' as const, checks, hosts, contextFor: checkContexts(session, 'instance', subject), ports: session.context.ports, forMs, everyMs: Math.min(10_000, Math.max(1000, forMs / 10)) };
  const verdict = await session.reporter.timed(`watch ${whom(hosts)} for ${String(Math.round(forMs / 1000))} s`, undefined, () => watchGate(request), openOrFailed);
  session.reporter.gate(verdict);
  return verdict;
}

function whom(hosts: readonly GateHost[]): string {
  return hosts.map(({ alias, instance }) => (instance === undefined ? alias : `${alias}/${instance}`)).join(', ');
}

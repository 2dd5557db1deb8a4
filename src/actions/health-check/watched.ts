import type { Answers, Baseline } from '../../checks/check';
import type { GateVerdict } from '../../model/check';
import { foldJournal } from '../../model/journal';
import type { Ports } from '../../shell/ports';
import type { Session } from '../session';

/** Ports that count what the application answers: for checks that ask what share of its answers were errors. */
export function counting(ports: Ports, url: string): { readonly ports: Ports; readonly answers: () => Answers } {
  let [all, bad] = [0, 0];
  const http: Ports['http'] = async (request) => {
    const answer = await ports.http(request);
    const { target } = request;
    const ofApplication = 'host' in target || (url !== '' && target.url.startsWith(url));
    if (ofApplication && answer.kind !== 'unasked') {
      all += 1;
      if (answer.kind === 'unreachable' || answer.status >= 500) bad += 1;
    }
    return answer;
  };
  const counted = Object.assign(Object.create(ports) as Ports, { http });
  return { ports: counted, answers: () => ({ all, bad }) };
}

/** The figures that preflight put on record in the change that brought a release. */
export function readBaseline(session: Session, release: string): Baseline | undefined {
  const change = session.change ?? foldJournal(session.snapshot.journal).findLast(({ id }) => id === release);
  if (change === undefined) return undefined;
  const fact = change.facts.get('preflight');
  const found = typeof fact === 'object' && fact !== null && 'baseline' in fact && typeof fact.baseline === 'object' && fact.baseline !== null ? fact.baseline : {};
  const figures = Object.fromEntries(Object.entries(found).flatMap(([name, one]: [string, unknown]) => (isFigures(one) ? [[name, one]] : [])));
  return { first: change.opened.previous === '', figures };
}

function isFigures(value: unknown): value is Readonly<Record<string, number>> {
  return typeof value === 'object' && value !== null && Object.values(value).every((figure) => typeof figure === 'number');
}

/** The 95th percentile of the answers: of the checks that measure it, the worst; else of what single answers took. */
export function p95Of({ checks }: GateVerdict): number | undefined {
  const measured = checks.flatMap(({ result }) => result.figures?.['p95'] ?? []);
  if (measured.length > 0) return Math.max(...measured);
  const latencies = checks.flatMap(({ result }) => result.latencyMs ?? []).sort((a, b) => a - b);
  return latencies[Math.ceil(latencies.length * 0.95) - 1];
}

/** How often the application had been started anew by itself, by host, where the runtime counts that. */
export function restartsOf({ checks }: GateVerdict): ReadonlyMap<string, number> {
  return new Map(checks.flatMap(({ kind, host, result }) => (kind === 'restarts' && host !== undefined && result.figures?.['restarts'] !== undefined ? [[host, result.figures['restarts']]] : [])));
}

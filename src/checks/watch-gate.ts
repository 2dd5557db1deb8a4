import type { GateVerdict, JudgedCheck } from '../model/check';
import { seconds } from './answer';
import { askGate, interrupted, times } from './ask-gate';
import type { GateRequest } from './ask-gate';

export interface WatchRequest extends GateRequest {
  readonly forMs: number;
  readonly everyMs: number;
  /** Each verdict as it comes. */
  readonly onVerdict?: (verdict: GateVerdict) => void;
}

/** The slowest of all but the slowest twentieth. */
export function p95(latencies: readonly number[]): number | undefined {
  const sorted = latencies.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * 0.95) - 1)];
}

const keyOf = ({ kind, name, host }: JudgedCheck, index: number): string => `${String(index)} ${kind} ${name} ${host ?? ''}`;

/** The last verdict, with how often it was asked and the 95th percentile of the latencies seen. */
function sum(verdict: GateVerdict, rounds: number, elapsedMs: number, latencies: ReadonlyMap<string, readonly number[]>): GateVerdict {
  const checks = verdict.checks.map((check, index) => {
    const ms = p95(latencies.get(keyOf(check, index)) ?? []);
    const asked = check.result.status === 'passed' && rounds > 1 ? `${check.result.asked}, ${times(rounds)} in ${seconds(elapsedMs)}` : check.result.asked;
    return { ...check, result: { ...check.result, asked, ...(ms === undefined ? {} : { latencyMs: ms }) } };
  });
  return { ...verdict, checks };
}

/** Asks a gate again and again for a while; the first answer that closes it ends the watch. It is asked at least once. */
export async function watchGate(request: WatchRequest): Promise<GateVerdict> {
  const { ports, forMs, everyMs, moment } = request;
  const started = ports.now().getTime();
  const latencies = new Map<string, number[]>();
  let told = started;
  for (let round = 1; ; round += 1) {
    const asked = ports.now().getTime();
    const verdict = await askGate(request);
    request.onVerdict?.(verdict);
    verdict.checks.forEach((check, index) => {
      if (check.result.latencyMs !== undefined) latencies.set(keyOf(check, index), [...(latencies.get(keyOf(check, index)) ?? []), check.result.latencyMs]);
    });
    const now = ports.now().getTime();
    if (verdict.leads !== 'open' || now - started >= forMs) return sum(verdict, round, now - started, latencies);
    if (now - told >= 10_000) {
      told = now;
      ports.progress(`${moment}: healthy for ${seconds(now - started)} of ${seconds(forMs)}`);
    }
    try {
      await ports.sleep(Math.max(0, Math.min(asked + everyMs, started + forMs) - now));
    } finally {
      interrupted(ports);
    }
  }
}

import type { JudgedCheck } from '../../../src/model/check';
import type { ActionReport } from '../../../src/model/report';

/** A report with nothing in it; tests say what matters to them. */
export function reportOf(more: Partial<ActionReport> = {}): ActionReport {
  return {
    action: 'health-check',
    status: 'passed',
    headline: 'the new release is healthy',
    app: 'directory',
    environment: 'production',
    version: 'v1.4.0',
    release: '20261121-2104-3f9c2ab',
    startedAt: '2026-11-21T21:04:06.000Z',
    durationMs: 25_000,
    timeline: [],
    gates: [],
    facts: [],
    commands: [],
    failures: [],
    notes: [],
    ...more,
  };
}

export function checkOf(more: Partial<Omit<JudgedCheck, 'result'>> & { result?: Partial<JudgedCheck['result']> } = {}): JudgedCheck {
  return {
    name: 'health',
    kind: 'http',
    host: 'web',
    onFail: 'rollback',
    onInconclusive: 'hold',
    ...more,
    result: {
      status: 'failed',
      asked: 'GET https://example.org/health  five times in 25 s',
      got: '503, {"status":"degraded","database":"timeout"}',
      expected: '200 and database = connected',
      ...more.result,
    },
  };
}

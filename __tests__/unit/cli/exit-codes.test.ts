import { exitCodeOf } from '../../../src/cli/exit-codes';
import { failedResult } from '../../../src/entry/result';
import type { FailureKind } from '../../../src/model/failure';
import { Failure, Failures } from '../../../src/model/failure';

const failure = (kind: FailureKind): Failure => new Failure({ kind, code: 'LG-X', problem: 'x', next: 'y' });
const result = (kinds: readonly FailureKind[], outputs: Record<string, string> = {}, status: 'failed' | 'held' = 'failed'): Parameters<typeof exitCodeOf>[0] => {
  const base = failedResult({ action: 'deploy', environment: '', startedAt: new Date(0) }, new Failures(kinds.map(failure)), new Date(0));
  return { ...base, outputs, report: { ...base.report, status } };
};

test.each<[code: number, kinds: readonly FailureKind[], outputs?: Record<string, string>, status?: 'held']>([
  [1, ['command']],
  [1, ['state']],
  [1, ['gate-closed', 'command'], { outcome: 'failed', 'rollback-status': 'failed' }],
  [2, ['configuration', 'gate-closed']],
  [3, ['connection', 'configuration']],
  [4, ['gate-closed', 'command']],
  [5, ['gate-closed'], { outcome: 'rolled-back' }],
  [6, ['gate-closed'], { outcome: 'held' }],
  [6, ['gate-closed'], {}, 'held'],
  [6, ['held'], { outcome: 'failed' }],
  [6, ['gate-closed', 'held']],
  [2, ['held', 'configuration']],
  [7, ['lease-held', 'connection']],
  [70, ['bug', 'connection']],
])('%i for %j %j', (...[code, kinds, outputs, status]) => {
  expect(exitCodeOf(result(kinds, outputs, status))).toBe(code);
});

test('a signal counts where it kept the work from its end', () => {
  expect(exitCodeOf(result(['interrupted']), 'SIGINT')).toBe(130);
  expect(exitCodeOf(result(['interrupted'], { outcome: 'rolled-back' }), 'SIGTERM')).toBe(143);
  const { failure: _failure, ...well } = result(['command']);
  expect(exitCodeOf(well, 'SIGINT')).toBe(0);
});

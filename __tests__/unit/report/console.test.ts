import { renderConsole } from '../../../src/report/console';
import { checkOf, reportOf } from './reports';
import fc from '../../support/properties';

test('a closed gate reads as question, answer, expectation, consequence', () => {
  const check = checkOf();
  const report = reportOf({
    status: 'failed',
    headline: 'the new release is not healthy',
    gates: [{ moment: 'released', leads: 'rollback', checks: [check, checkOf({ name: 'home', result: { status: 'passed' } })] }],
    failures: [
      {
        kind: 'gate-closed',
        code: 'LG-GATE-RELEASED',
        problem: 'the new release is not healthy',
        check: check.name,
        host: 'web',
        command: check.result.asked,
        cause: check.result.got,
        expected: check.result.expected,
        so: 'the release 20261121-2104-3f9c2ab is marked bad; going back to 20261119-0911-77e0d1c',
        next: 'tail -n 100 /srv/directory/.lockgate/log/directory.log',
      },
    ],
    notes: ['logs and database state are in the artifact "diagnostics"'],
  });
  expect(renderConsole(report)).toEqual([
    '✗ health-check: the new release is not healthy                                      (web, 21:04:31 UTC)',
    '  asked     GET https://example.org/health  five times in 25 s',
    '  got       503, {"status":"degraded","database":"timeout"}',
    '  expected  200 and database = connected',
    '  so        the release 20261121-2104-3f9c2ab is marked bad; going back to 20261119-0911-77e0d1c',
    '  next      tail -n 100 /srv/directory/.lockgate/log/directory.log',
    '  code      LG-GATE-RELEASED',
    '  gate      released: closed: rollback, 1 of 2 checks passed',
    '  note      logs and database state are in the artifact "diagnostics"',
  ]);
});

test('a success is one line, and its facts', () => {
  const report = reportOf({
    action: 'rollback',
    headline: '20261119-0911-77e0d1c serves again on 1 of 1 hosts',
    durationMs: 3_100,
    facts: [{ title: 'the way back', rows: [['level', 'R2'], ['rows lost', '0']] }],
  });
  expect(renderConsole(report)).toEqual([
    '✓ rollback: 20261119-0911-77e0d1c serves again on 1 of 1 hosts                      3.1 s',
    '  the way back',
    '    level      R2',
    '    rows lost  0',
  ]);
});

test('a command that failed shows all lines of its answer below one another', () => {
  const report = reportOf({
    action: 'backup',
    status: 'failed',
    headline: 'no backup was taken',
    failures: [{ kind: 'command', code: 'LG-BACKUP-DUMP', problem: 'no backup was taken', host: 'web', command: 'sqlite3 store.db .dump', cause: 'exit code 1: first\nsecond\n', next: 'look at the disk' }],
  });
  expect(renderConsole(report)).toEqual([
    '✗ backup: no backup was taken                                                       (web, 21:04:31 UTC)',
    '  asked     sqlite3 store.db .dump',
    '  got       exit code 1: first',
    '            second',
    '  next      look at the disk',
    '  code      LG-BACKUP-DUMP',
  ]);
});

test('several failures on several hosts each name theirs', () => {
  const failure = (host: string) => ({ kind: 'connection' as const, code: 'LG-SSH', problem: `no way to ${host}`, host, next: 'try again' });
  const report = reportOf({ action: 'preflight', status: 'failed', headline: 'not ready: 2 problems', failures: [failure('web-1'), failure('web-2')] });
  expect(renderConsole(report)).toEqual([
    '✗ preflight: not ready: 2 problems                                                  (web-1, web-2, 21:04:31 UTC)',
    '  problem   no way to web-1',
    '  host      web-1',
    '  next      try again',
    '  code      LG-SSH',
    '',
    '  problem   no way to web-2',
    '  host      web-2',
    '  next      try again',
    '  code      LG-SSH',
  ]);
});

test('an inconclusive check that closed the gate is told even where no failure speaks of it', () => {
  const report = reportOf({
    status: 'held',
    headline: 'it could not be told',
    gates: [{ moment: 'released', leads: 'hold', checks: [checkOf({ result: { status: 'inconclusive', got: 'no answer', cause: 'the name does not resolve' } })] }],
  });
  expect(renderConsole(report)).toContain('  got       could not be told: no answer (the name does not resolve)');
  expect(renderConsole(report)).toContain('  so        the gate released is closed: nothing moves; a person decides');
});

test('a warning is told and closes nothing', () => {
  const report = reportOf({ gates: [{ moment: 'released', leads: 'open', checks: [checkOf({ onFail: 'warn' })] }] });
  const lines = renderConsole(report);
  expect(lines[0]).toMatch(/^✓ /);
  expect(lines).toContain('  warning   released, health on web: 503, {"status":"degraded","database":"timeout"}; expected 200 and database = connected');
});

test('a gate whose checks are well, and that something else keeps shut, is never shown as open', () => {
  const lines = renderConsole(reportOf({ action: 'preflight', status: 'failed', headline: 'not ready: 1 problem', gates: [{ moment: 'preflight', leads: 'hold', besides: 1, checks: [checkOf({ result: { status: 'passed' } })] }] }));
  expect(lines).toContain('  gate      preflight: closed by 1 problem besides its checks, 1 of 1 checks passed');
});

test('a headline of two sentences has said the problem', () => {
  const failure = { kind: 'gate-closed' as const, code: 'LG-GATE-RELEASED', problem: 'it is not healthy', next: 'look' };
  expect(renderConsole(reportOf({ status: 'held', headline: 'it is not healthy; nothing was moved: a person decides', failures: [failure, { ...failure, problem: 'another' }] }))).toEqual([
    '✗ health-check: it is not healthy; nothing was moved: a person decides              (21:04:31 UTC)',
    '  next      look',
    '  code      LG-GATE-RELEASED',
    '',
    '  problem   another',
    '  next      look',
    '  code      LG-GATE-RELEASED',
  ]);
});

test('a dry run shows functions of ours as they are read', () => {
  const report = reportOf({ action: 'backup', status: 'dry-run', headline: 'x', commands: [{ host: 'web', script: '# go\nlg_release_activate /srv/shop a', reads: '# go\n[release activate] /srv/shop a' }] });
  expect(renderConsole(report).join('\n')).not.toContain('lg_');
  expect(renderConsole(report)).toEqual(expect.arrayContaining([expect.stringContaining('in brackets: functions of Lockgate'), '    [release activate] /srv/shop a']));
});

test('a dry run prints the exact commands', () => {
  const report = reportOf({ action: 'backup', status: 'dry-run', headline: 'a backup would be taken', commands: [{ host: 'web', script: "mkdir -p '/var/backups'\n  cat <<'EOF'\nx\nEOF" }] });
  expect(renderConsole(report)).toEqual([
    'would run on web:',
    "    mkdir -p '/var/backups'",
    "      cat <<'EOF'",
    '    x',
    '    EOF',
    '',
    '✓ backup: a backup would be taken                                                   dry run, nothing was changed',
  ]);
});

test('hostile text stays inside its line and is bounded', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      const report = reportOf({ status: 'failed', headline: text, failures: [{ kind: 'command', code: 'LG-X', problem: text, host: text, command: text, cause: text, next: text }], notes: [text], facts: [{ title: text, rows: [[text, text]] }] });
      for (const line of renderConsole(report)) expect(line).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
    }),
  );
  const long = reportOf({ status: 'failed', failures: [{ kind: 'command', code: 'LG-X', problem: 'p', cause: 'line\n'.repeat(100_000), next: 'n' }] });
  expect(renderConsole(long).length).toBeLessThan(60);
});

import type { JudgedCheck, Moment } from '../model/check';
import type { FailureFacts } from '../model/failure';
import type { ActionReport } from '../model/report';

/** One thing that is wrong, in the words that people read. */
export interface Finding {
  readonly code: string;
  readonly problem: string;
  readonly host: string;
  readonly asked: string;
  readonly got: string;
  readonly expected: string;
  readonly so: string;
  readonly next: string;
  readonly bug: boolean;
}

interface ClosingCheck extends JudgedCheck {
  readonly moment: Moment;
  readonly leads: 'hold' | 'rollback';
}

/** The checks that closed a gate; warnings are not among them. */
function closingChecks(report: ActionReport): ClosingCheck[] {
  return report.gates.flatMap(({ moment, checks }) =>
    checks.flatMap((check) => {
      const { status } = check.result;
      const leads = status === 'passed' ? 'warn' : status === 'failed' ? check.onFail : check.onInconclusive;
      return leads === 'warn' ? [] : [{ ...check, moment, leads }];
    }),
  );
}

/** Checks that did not pass and close nothing. */
export function warnings(report: ActionReport): { readonly moment: Moment; readonly check: JudgedCheck }[] {
  return report.gates.flatMap(({ moment, checks }) =>
    checks
      .filter(({ result, onFail, onInconclusive }) => (result.status === 'failed' ? onFail : result.status === 'inconclusive' ? onInconclusive : '') === 'warn')
      .map((check) => ({ moment, check })),
  );
}

function whatItGot({ result }: JudgedCheck): string {
  const got = result.status === 'inconclusive' ? `could not be told: ${result.got}` : result.got;
  return result.cause === undefined || result.cause === '' ? got : `${got} (${result.cause})`;
}

/** A check that no failure speaks of. */
function fromCheck(check: ClosingCheck): Finding {
  const leads = check.leads === 'hold' ? 'nothing moves; a person decides' : 'this leads back';
  return {
    code: '',
    problem: `the gate ${check.moment} is closed: ${check.name}`,
    host: check.host ?? '',
    asked: check.result.asked,
    got: whatItGot(check),
    expected: check.result.expected,
    so: `the gate ${check.moment} is closed: ${leads}`,
    next: '',
    bug: false,
  };
}

function fromFailure(facts: FailureFacts): Finding {
  return {
    code: facts.code,
    problem: facts.problem,
    host: facts.host ?? '',
    asked: facts.command ?? '',
    got: facts.cause ?? '',
    expected: facts.expected ?? '',
    so: facts.so ?? '',
    next: facts.next,
    bug: facts.kind === 'bug',
  };
}

/** Everything that made the action red, once each: a check that a failure speaks of is not told again. */
export function findings(report: ActionReport): Finding[] {
  if (report.status !== 'failed' && report.status !== 'held') return report.failures.map(fromFailure);
  const open = closingChecks(report);
  const told = report.failures.map((facts) => {
    const at = facts.check === undefined ? -1 : open.findIndex((check) => check.name === facts.check && check.result.asked === facts.command && (check.host ?? '') === (facts.host ?? ''));
    if (at >= 0) open.splice(at, 1);
    return fromFailure(facts);
  });
  return [...told, ...open.map(fromCheck)];
}

import type { FailureFacts } from '../model/failure';
import type { ActionReport } from '../model/report';
import { inTerminalWords } from './phrases';

type Rephrasing = (facts: FailureFacts) => Partial<FailureFacts>;

/** What a person does next in a terminal, where other words alone do not say it. */
const IN_A_TERMINAL: Readonly<Record<string, Rephrasing>> = {
  'LG-SECRET-MISSING': ({ problem }) => {
    const name = /variable (\S+) is not set/.exec(problem)?.[1] ?? 'DEPLOY_KEY';
    return { next: `set it: export ${name}="$(cat path/to/it)"; a key may also come from an ssh agent (ssh-add, SSH_AUTH_SOCK)` };
  },
  'LG-ROLLBACK-HELD': () => ({ next: 'look at the gate and at npx lockgate diagnose; then npx lockgate rollback --level R2 (the release before) or --level R3 (the backup as well), or deploy a new version' }),
  'LG-ROLLBACK-NEEDS-APPROVAL': ({ problem, next }) => {
    const rows = /destroys (\d+) rows?/.exec(problem)?.[1];
    return { next: rows === undefined ? 'the rows could not be counted: mend the cause in the note, and run npx lockgate rollback again' : `npx lockgate rollback --approve-loss ${rows} (these rows go), or --level R2 (they stay, and the old release runs on the new schema)${next.endsWith('no deploy begins') ? '; until then no deploy begins' : ''}` };
  },
  'LG-PLAN-CHANGED': () => ({ next: 'read npx lockgate plan again, and approve the new plan' }),
  'LG-APPROVAL-MISSING': ({ next }) => {
    const digest = /approve: (\S+)/.exec(next)?.[1];
    return digest === undefined ? {} : { next: `read npx lockgate plan; if it is meant so, add --approve ${digest}` };
  },
  'LG-RELEASE-UNKNOWN': () => ({ next: 'name one of them; npx lockgate releases lists them' }),
  'LG-RELEASE-NOT-A-TARGET': ({ cause }) => (cause?.endsWith(': none') === true ? { next: 'deploy a version that works' } : { next: 'name one of them, or deploy its version again; npx lockgate releases lists them' }),
  'LG-LEASE-HELD': () => ({ next: 'wait until that run has ended (npx lockgate status); if it is dead, its lease ends by itself, or at once with npx lockgate unlock' }),
  'LG-RELEASE-UNCONFIRMED': () => ({ next: 'run npx lockgate status, then roll back or deploy again' }),
  'LG-JOB-DISGUISED': () => ({ next: 'run npx lockgate status, then deploy again; what could be taken back was taken back' }),
};

/** Pure. */
export function rephrase(facts: FailureFacts): FailureFacts {
  const told = Object.hasOwn(IN_A_TERMINAL, facts.code) ? IN_A_TERMINAL[facts.code]?.(facts) : undefined;
  return { ...facts, ...told, next: inTerminalWords(told?.next ?? facts.next) };
}

/** Everything in a report that tells its reader what to do. Pure. */
export function rephraseReport(report: ActionReport): ActionReport {
  const { failures, notes, plan } = report;
  return { ...report, failures: failures.map(rephrase), notes: notes.map(inTerminalWords), ...(plan === undefined ? {} : { plan: { ...plan, approval: inTerminalWords(plan.approval) } }) };
}

import { approversOf, type ApprovalGrounds, judgeApproval } from '../../../src/model/approval';
import { Failure } from '../../../src/model/failure';

const grounds = (more: Partial<ApprovalGrounds>): ApprovalGrounds => ({ environment: 'production', digest: '2-now', planned: '2-now', written: undefined, byHand: true, actor: 'ada', attempt: 1, evidence: { kind: 'typed' }, ...more });
const judged = (more: Partial<ApprovalGrounds>): unknown => {
  const mark = judgeApproval(grounds(more));
  return mark instanceof Failure ? mark.code : mark;
};
const reviews = (approved: readonly string[], rejected: readonly string[] = []): Partial<ApprovalGrounds> => ({ evidence: { kind: 'reviews', approved, rejected } });
const none: Partial<ApprovalGrounds> = { evidence: { kind: 'no-reviewers', why: 'no rules' } };

test.each<[string, Partial<ApprovalGrounds>, unknown]>([
  ['a reviewer approved the plan', reviews(['grace']), { by: ['grace'], how: 'review', digest: '2-now' }],
  ['a reviewer approved, and nobody says what', { ...reviews(['grace']), planned: undefined }, 'LG-APPROVAL-OF-NOTHING'],
  ['nobody did', reviews([]), 'LG-APPROVAL-MISSING'],
  ['nobody did, and a digest was written', { ...reviews([]), written: '2-now' }, 'LG-APPROVAL-MISSING'],
  ['somebody rejected it', reviews([], ['grace']), 'LG-APPROVAL-REJECTED'],
  ['one approved and another rejected', reviews(['ada'], ['grace']), 'LG-APPROVAL-REJECTED'],
  ['rejected at first, approved in a later attempt', { ...reviews(['ada'], ['grace']), attempt: 2 }, { by: ['ada'], how: 'review', digest: '2-now' }],
  ['rejected in a later attempt as well', { ...reviews([], ['grace']), attempt: 2 }, 'LG-APPROVAL-REJECTED'],
  ['no rules and nothing written', none, 'LG-APPROVAL-MISSING'],
  ['no rules, written by hand', { ...none, written: '2-now' }, { by: ['ada'], how: 'digest', digest: '2-now' }],
  ['no rules, written by a workflow', { ...none, written: '2-now', byHand: 'nobody filled in a form' }, 'LG-APPROVAL-NOT-BY-HAND'],
  ['a terminal', { written: '2-now' }, { by: ['ada'], how: 'digest', digest: '2-now' }],
  ['a terminal without a word', {}, 'LG-APPROVAL-MISSING'],
  ['it cannot be told', { written: '2-now', evidence: { kind: 'unknown', failure: new Failure({ kind: 'gate-closed', code: 'LG-APPROVAL-UNKNOWN', problem: '', next: '' }) } }, 'LG-APPROVAL-UNKNOWN'],
])('%s', (_, more, outcome) => {
  expect(judged(more)).toEqual(outcome);
});

test('a refusal says the line to write', () => {
  const failure = judgeApproval(grounds(none));
  expect(failure instanceof Failure ? failure.facts.next : '').toContain('approve: 2-now');
});

test('who approved is read from whatever the record has', () => {
  expect(approversOf({ by: ['ada', 1] })).toEqual(['ada']);
  for (const fact of [undefined, null, 'ada', {}, { by: 'ada' }]) expect(approversOf(fact)).toEqual([]);
});

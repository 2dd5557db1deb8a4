import { Failure } from './failure';

/** What whoever keeps approvals says of this run, as far as it can be proven. */
export type ApprovalEvidence =
  /** `reviewers`: the environment is let through by people alone, and these are their answers for this run. */
  | { readonly kind: 'reviews'; readonly approved: readonly string[]; readonly rejected: readonly string[] }
  /** Nobody is asked before a run of this environment begins. `why`: how that is known. */
  | { readonly kind: 'no-reviewers'; readonly why: string }
  /** There is nobody but the person who types. */
  | { readonly kind: 'typed' }
  | { readonly kind: 'unknown'; readonly failure: Failure };

export interface ApprovalGrounds {
  readonly environment: string;
  /** Digest of what would run now. */
  readonly digest: string;
  /** What was approved, as the job that planned handed it over. */
  readonly planned: string | undefined;
  /** What somebody wrote when they started the run; undefined for nothing. */
  readonly written: string | undefined;
  /** Whether a person wrote it into the form of the run itself; why not otherwise. */
  readonly byHand: true | string;
  readonly actor: string;
  /** Of the run: what was rejected in an earlier attempt may be approved in this one. */
  readonly attempt: number;
  readonly evidence: ApprovalEvidence;
}

/** Put on record before anything is changed, and shown wherever the change is. */
export interface ApprovalMark {
  readonly by: readonly string[];
  readonly how: 'review' | 'digest';
  readonly digest: string;
}

export const APPROVAL_FACT = 'approval';

/** The word of a person is missing: there is nothing to be mended. */
function refuse(code: string, problem: string, next: string, cause?: string): Failure {
  return new Failure({ kind: 'held', code, problem, next, so: 'nothing was changed', cause });
}

/** Where the reviewers of the environment are who decides. */
function judgeReviews({ environment, digest, planned, attempt }: ApprovalGrounds, approved: readonly string[], rejected: readonly string[]): ApprovalMark | Failure {
  if (rejected.length > 0 && (approved.length === 0 || attempt === 1)) {
    return new Failure({ kind: 'gate-closed', code: 'LG-APPROVAL-REJECTED', problem: `the deploy to ${environment} was rejected by ${rejected.join(', ')}`, next: 'talk to them; a new run asks anew', so: 'nothing was changed' });
  }
  if (approved.length === 0) {
    return refuse(
      'LG-APPROVAL-MISSING',
      `nobody approved this run for ${environment}`,
      `give the job that deploys "environment: ${environment}", so that GitHub asks before it begins`,
      `the environment ${environment} has reviewers, and none of them has a word on this run: its job does not name the environment, or somebody went past the rules`,
    );
  }
  // The word of a person is about a plan: without it nobody knows what was approved.
  if (planned === undefined) {
    return refuse('LG-APPROVAL-OF-NOTHING', `${approved.join(', ')} approved this run, and it does not say which plan`, 'hand over the digest of the job that planned: plan-digest: ${{ needs.plan.outputs.plan-digest }}');
  }
  return { by: approved, how: 'review', digest };
}

/** Where nobody is asked on the way, whoever starts the run says in writing what they approve. */
function judgeWritten({ environment, digest, written, byHand, actor }: ApprovalGrounds, why: string): ApprovalMark | Failure {
  const line = `start it again with this line of the form: approve: ${digest}`;
  if (written === undefined) return refuse('LG-APPROVAL-MISSING', `the deploy to ${environment} needs an approval, and has none`, `read the plan; if it is meant so, ${line}`, why);
  if (byHand !== true) return refuse('LG-APPROVAL-NOT-BY-HAND', `the approval of the deploy to ${environment} was not written by a person`, `let whoever starts the run write it: an input of workflow_dispatch, handed on as approve: \${{ inputs.approve }}`, byHand);
  // What differs is told by the comparison of the plans.
  return { by: actor === '' ? [] : [actor], how: 'digest', digest };
}

/** The approval that a deploy may go on with, or why there is none. A plan that differs from the approved one is refused besides. Pure. */
export function judgeApproval(grounds: ApprovalGrounds): ApprovalMark | Failure {
  const { evidence } = grounds;
  switch (evidence.kind) {
    case 'unknown':
      return evidence.failure;
    case 'reviews':
      return judgeReviews(grounds, evidence.approved, evidence.rejected);
    case 'no-reviewers':
      return judgeWritten(grounds, evidence.why);
    case 'typed':
      return judgeWritten(grounds, 'nobody is asked between the plan and the deploy but the one who starts it');
  }
}

/** What an approval on record covers, besides the digest that says so: what a later action of the job may not have changed. */
export interface Covered {
  readonly commit: string;
  /** Digest of the settings. */
  readonly configuration: string;
}

/** Whether the approval on record is for this commit under this configuration. Pure. */
export function covers(fact: unknown, { commit, configuration }: Covered): boolean {
  if (typeof fact !== 'object' || fact === null || !('commit' in fact) || !('configuration' in fact)) return false;
  return fact.commit === commit && fact.configuration === configuration;
}

/** Who approved, as the record has it. */
export function approversOf(fact: unknown): readonly string[] {
  if (typeof fact !== 'object' || fact === null || !('by' in fact) || !Array.isArray(fact.by)) return [];
  return fact.by.filter((one): one is string => typeof one === 'string');
}

import { digestSections } from '../../config/digest';
import type { MigrationSurvey } from '../../migrations/migration-tool';
import { APPROVAL_FACT, approversOf, judgeApproval } from '../../model/approval';
import type { ApprovalMark, Covered } from '../../model/approval';
import { Failure } from '../../model/failure';
import { differenceWords, explainDifference, planDigest, samePlan } from '../../model/plan-digest';
import type { Difference, KnownNow, PlanFacts } from '../../model/plan-digest';
import { input } from '../input';
import { scopeOf } from '../scope';
import type { Session } from '../session';

/** P23: everything that decides what a deploy does. */
export function planFactsOf({ context, parts, snapshot }: Session, survey: MigrationSurvey | undefined): PlanFacts {
  return {
    commit: context.run.commit,
    scope: scopeOf(context),
    configuration: digestSections(context.settings),
    migrations: survey?.pending.map(({ name, digest }) => ({ name, digest })) ?? [],
    revision: survey?.revision ?? '',
    currentRelease: snapshot.current,
    hosts: parts.hosts,
  };
}

function knownNow({ releases }: Session, survey: MigrationSurvey | undefined): KnownNow {
  return { releases: releases.map(({ id, version, status }) => ({ id, words: `${id} (${version}, ${status})` })), applied: survey?.applied ?? [] };
}

/** Whether what differs from an approved plan stops the deploy. Elsewhere than where people decide, the new plan is as good as the old one. */
export function isStrict({ settings }: Session['context']): boolean {
  return settings.environment === 'production' || settings.approval === 'required';
}

function changed(problem: string, differences: readonly Difference[] | undefined): Failure {
  return new Failure({
    kind: 'held',
    code: 'LG-PLAN-CHANGED',
    problem,
    cause: differences === undefined ? 'the approved digest is not one of this version' : `changed since the approval:\n${differences.map(differenceWords).join('\n')}`,
    so: 'nothing was changed',
    next: 'plan again and have the new plan approved',
  });
}

/** What stands in the way of an approval, and who gave it. */
export interface Approval {
  readonly problems: readonly Failure[];
  readonly mark?: ApprovalMark & Covered;
}

/** P23 and W11: what was approved is what runs, and somebody did approve it where that is demanded. */
export async function askApproval(session: Session, survey: MigrationSurvey | undefined): Promise<Approval> {
  const { context, reporter } = session;
  const { settings, run, forge } = context;
  const facts = planFactsOf(session, survey);
  const digest = planDigest(facts);
  reporter.output('plan-digest', digest);
  const known = knownNow(session, survey);
  const problems: Failure[] = [];
  const [planned, written] = [input(context, 'plan-digest'), input(context, 'approve')];
  if (planned !== undefined && !samePlan(planned, digest)) {
    const differences = explainDifference(planned, facts, known);
    if (isStrict(context) || differences === undefined) problems.push(changed('what was approved is not what would run now', differences));
    else reporter.note(`the plan changed since it was made (${differences.map(differenceWords).join('; ')}); ${settings.environment} goes on with the new one`);
  }
  if (written !== undefined && !samePlan(written, digest)) problems.push(changed('what was approved by hand is not what would run now', explainDifference(written, facts, known)));
  if (settings.approval !== 'required' || context.dryRun) return { problems };
  const covered: Covered = { commit: run.commit, configuration: settings.digest };
  const earlier = session.continues ? (session.change?.facts.get(APPROVAL_FACT) as ApprovalMark | undefined) : undefined;
  // A second time in the job: GitHub would say the same.
  if (earlier !== undefined && samePlan(earlier.digest, digest)) {
    reporter.output('approved-by', approversOf(earlier).join(', '));
    return { problems, mark: { ...earlier, ...covered } };
  }
  const evidence = await forge.approval();
  const mark = judgeApproval({ environment: settings.environment, digest, planned, written, byHand: written === undefined ? true : forge.isByHand(written), actor: run.actor, attempt: run.attempt, evidence });
  if (mark instanceof Failure) return { problems: [...problems, mark] };
  reporter.output('approved-by', approversOf(mark).join(', '));
  reporter.fact('approval', [['approved by', approversOf(mark).join(', ')], ['how', mark.how === 'review' ? `reviewers of the environment ${settings.environment} on GitHub` : 'the digest of the plan, written by whoever started this']]);
  return { problems, mark: { ...mark, ...covered } };
}

import type { Probe } from '../../model/command';
import type { ChangeRecord } from '../../model/journal';
import { foldJournal } from '../../model/journal';
import { Failure } from '../../model/failure';
import type { ReleaseRecord } from '../../model/release';
import { rollbackTarget } from '../../model/release';
import { collectDiagnostics, diagnose, keepDiagnostics } from '../diagnostics';
import type { FlowContext, Flow } from '../flow';
import { linesOf } from '../notes';
import type { Note } from '../notes';
import { goBackFromOpenChange } from '../reconcile';
import { input } from '../input';
import { runFlow } from '../run-flow';
import { changesSinceServed } from '../../model/served';
import { factsSince, tolerantSurvey } from '../schema-state';
import type { Session } from '../session';
import { goBack } from '../way-back';
import type { WayBackOutcome } from '../way-back-outcome';

/** Of the command line alone: a person asks, whatever is open on record. */
export const BY_HAND = 'by-hand';

const OUTPUTS = { level: '', status: 'failed', loss: '', 'marked-bad': '', 'kept-database': '', diagnostics: '' };

/**
 * Goes back from the change that is open on record; asked by hand (`to` or `level`), from what serves now. What it did is
 * in its outputs; it is red only where the way back needs a person or failed: the job it runs in is red already.
 */
export const run: Flow = (context) =>
  runFlow('rollback', context, OUTPUTS, async (session, parts, reporter) => {
    // A tool that needs no release to be asked is asked on the same way.
    const surveying = parts.migrations?.needsRelease === false ? tolerantSurvey(parts, undefined) : undefined;
    const [early, survey] = (await session.take(together(diagnose(parts, parts.databaseHost), surveying), true)) ?? [];
    const approvedLoss = readApproval(context);
    const level = readLevel(context);
    const byHand = input(context, 'to') !== undefined || level !== undefined || input(context, BY_HAND) === 'true';
    if (session.change === undefined && !byHand) {
      await session.run({ steps: [], lease: 'park' });
      reporter.output('status', 'nothing-to-do');
      reporter.output('loss', '0');
      return reporter.close(context.dryRun ? 'dry-run' : 'nothing-to-do', 'no change is open: nothing to take back');
    }
    const failing = session.change?.id ?? session.snapshot.current;
    const diagnostics = await collectDiagnostics(session, early);
    const outcome =
      session.change === undefined || input(context, 'to') !== undefined
        ? await goBackByHand(session, approvedLoss, level)
        : await goBackFromOpenChange(session, 'park', { approvedLoss, level, byHand, survey });
    if (outcome === undefined) throw new Error('the open change vanished');
    reporter.output('level', outcome.level);
    reporter.output('status', outcome.status);
    reporter.output('loss', outcome.loss);
    reporter.output('marked-bad', outcome.marksBad ?? '');
    reporter.output('diagnostics', await keepDiagnostics(context, session, failing, diagnostics));
    reporter.release = outcome.target?.id ?? '';
    if (outcome.failure !== undefined) return reporter.close(outcome.status === 'failed' || outcome.status === 'partial' ? 'failed' : 'held', outcome.headline, outcome.failure);
    return reporter.close(context.dryRun ? 'dry-run' : outcome.status === 'nothing-to-do' ? 'nothing-to-do' : 'passed', outcome.headline);
  });

/** Two questions in one. */
function together<A, B>(one: Probe<A>, other: Probe<B> | undefined): Probe<readonly [A, B | undefined]> {
  const first = one.commands.length;
  return {
    commands: [...one.commands, ...(other?.commands ?? [])],
    read: (results) => [one.read(results.slice(0, first)), other?.read(results.slice(first))],
  };
}

/** A person names the release, or takes the newest good one: a change of its own, opened and closed here. */
async function goBackByHand(session: Session, approvedLoss: number, level: 'R0' | 'R2' | 'R3' | undefined): Promise<WayBackOutcome> {
  const { parts, context } = session;
  if (session.change !== undefined) await goBackFromOpenChange(session, 'keep', { approvedLoss, byHand: true });
  await session.readAgain();
  const from = session.snapshot.current;
  const to = chooseTarget(session.releases, from, input(context, 'to'), parts.hosts[0] ?? '');
  const opening = session.mint();
  await session.run({ steps: [], before: [opening], lease: 'keep' });
  if (!context.dryRun) await session.readAgain();
  const survey = await session.askSurvey(tolerantSurvey(parts, parts.artefact.path(from)));
  const change = inheritRecord(session, from, to.id, opening);
  return goBack(session, { change, from, to, survey, approvedLoss, level, lease: 'park', byHand: true });
}

/**
 * What going back from `from` to `to` means is decided by everything that was changed since `to` served last: all migrations of the
 * changes since, and the backup from before the first of them.
 */
function inheritRecord(session: Session, from: string, to: string, opening: Note): ChangeRecord {
  const changes = foldJournal(session.snapshot.journal);
  const brought = changes.find((change) => change.id === from);
  const { context, changeId } = session;
  // A dry run has not opened one.
  const writer = { at: context.ports.now().toISOString(), change: changeId, token: 0, action: session.action, run: context.run };
  const own = session.change ?? brought ?? foldJournal(linesOf([opening], writer).journal)[0];
  if (own === undefined) throw new Error('the change was not opened');
  return { ...own, steps: brought?.steps ?? [], facts: factsSince(changesSinceServed(changes, to)) };
}

function chooseTarget(releases: readonly ReleaseRecord[], from: string, to: string | undefined, host: string): ReleaseRecord {
  const target = to === undefined ? rollbackTarget(releases, from) : releases.findLast((release) => release.id === to || release.version === to);
  const good = releases.filter((release) => release.status === 'good' && release.id !== from);
  const known = good.length === 0 ? 'none' : good.map((release) => `${release.id} (${release.version})`).join(', ');
  if (target === undefined) {
    throw new Failure({
      kind: 'state',
      code: to === undefined ? 'LG-NO-TARGET' : 'LG-RELEASE-UNKNOWN',
      problem: to === undefined ? 'there is no good release to go back to' : `the release ${to} never was on this host`,
      host,
      cause: `releases that can be gone back to: ${known}`,
      next: to === undefined ? 'deploy a version that works' : 'name one of them in "to"',
    });
  }
  if (target.id === from || target.status === 'bad' || target.status === 'retired' || target.status === 'pending') {
    throw new Failure({
      kind: 'state',
      code: 'LG-RELEASE-NOT-A-TARGET',
      problem: `the release ${target.id} is ${target.id === from ? 'the one that serves now' : target.status} and cannot be gone back to`,
      host,
      cause: `releases that can be gone back to: ${known}`,
      next: good.length === 0 ? 'deploy a version that works' : 'name one of them in "to", or deploy its version again',
    });
  }
  return target;
}

function readApproval(context: FlowContext): number {
  const text = input(context, 'approve-loss');
  if (text === undefined) return 0;
  const rows = Number(text);
  if (Number.isSafeInteger(rows) && rows >= 0) return rows;
  throw new Failure({ kind: 'configuration', code: 'LG-INPUT', problem: `approve-loss must be a number of rows, got "${text}"`, next: 'write the number that the refused rollback printed' });
}

function readLevel(context: FlowContext): 'R0' | 'R2' | 'R3' | undefined {
  const level = input(context, 'level');
  if (level === undefined || level === 'R0' || level === 'R2' || level === 'R3') return level;
  throw new Failure({ kind: 'configuration', code: 'LG-INPUT', problem: `level must be R0, R2 or R3, got "${level}"`, next: 'leave it empty to let the recorded facts decide' });
}

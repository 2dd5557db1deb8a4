import { APPROVAL_FACT } from '../model/approval';
import { foldJournal } from '../model/journal';
import { signOffOf } from '../model/sign-off';
import type { Session } from './session';

/** Puts the sheet of a change on the report, made of its record as it stands now. */
export async function putSignOff(session: Session, change: string): Promise<void> {
  const { context, parts, reporter } = session;
  const record = foldJournal(session.journal).find(({ id }) => id === change);
  if (record === undefined || context.dryRun) return;
  // Nobody is asked for what is on record.
  const approvers = record.facts.has(APPROVAL_FACT) ? [] : ((await context.forge.approvers?.()) ?? []);
  reporter.signOff(signOffOf(record, { app: context.settings.app, environment: context.settings.environment, hosts: parts.hosts, manifests: session.manifests, approvers }));
}

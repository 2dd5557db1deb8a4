import type { Settings } from '../config/settings';
import type { ActionId } from '../model/action';
import { Failure, Failures } from '../model/failure';
import { APPROVAL_FACT, covers } from '../model/approval';
import type { Covered } from '../model/approval';
import type { ChangeRecord } from '../model/journal';
import type { Manifest, VerificationLevel } from '../model/manifest';
import { touchesData } from './scope';
import type { Scope } from './scope';

const RANK: Readonly<Record<VerificationLevel, number>> = { checksum: 1, readable: 2, restored: 3 };

export function reaches(found: VerificationLevel, asked: VerificationLevel): boolean {
  return RANK[found] >= RANK[asked];
}

export interface RecordOnHost {
  /** What is deployed under which configuration. */
  readonly covered: Covered;
  /** The open change of this very run and attempt, if there is one. */
  readonly change: ChangeRecord | undefined;
  readonly manifests: readonly Manifest[];
  /** Names that still have to be applied before the switch; undefined where nobody asked. */
  readonly pending: readonly string[] | undefined;
}

function missing(action: ActionId, predecessor: string, problem: string): Failure {
  return new Failure({
    kind: 'state',
    code: `LG-PREDECESSOR-${predecessor.toUpperCase()}`,
    problem: `${action} does not go on: ${problem}`,
    cause: 'the record on the host is what counts, whatever the conditions of the workflow say',
    next: `run the ${predecessor} action before ${action} in the same job, and let it pass`,
  });
}

/** True where the record says that there was no database yet, so that nothing could be backed up. */
export function hadNothingToBackUp(change: ChangeRecord | undefined): boolean {
  const fact = change?.facts.get('backup');
  return typeof fact === 'object' && fact !== null && 'nothing' in fact && fact.nothing === true;
}

/** The backup of a change, as its record names it. */
export function backupOf(change: ChangeRecord | undefined, manifests: readonly Manifest[]): Manifest | undefined {
  const fact = change?.facts.get('backup');
  const id = typeof fact === 'object' && fact !== null && 'id' in fact ? fact.id : undefined;
  return manifests.findLast((manifest) => manifest.id === id);
}

/**
 * Pure. Throws what the record lacks of the action's predecessors: those for which the configuration has something to do.
 */
export function requirePredecessors(action: 'migrate' | 'rolling-deploy', settings: Settings, scope: Scope, record: RecordOnHost): void {
  const failures: Failure[] = [];
  if (settings.gates.preflight.length > 0 && record.change?.facts.has('preflight') !== true) {
    failures.push(missing(action, 'preflight', 'the record on the host has no preflight that said "ready" for this run'));
  }
  const approval = record.change?.facts.get(APPROVAL_FACT);
  if (settings.approval === 'required' && !covers(approval, record.covered)) {
    failures.push(missing(action, 'preflight', approval === undefined ? 'the record on the host has no approval of this run, and the configuration demands one' : 'the approval on record is for another commit, or for another configuration'));
  }
  const migrating = (record.pending ?? []).length > 0 && touchesData(scope);
  if (action === 'migrate' && migrating && settings.backup !== undefined) {
    const backup = backupOf(record.change, record.manifests);
    if (hadNothingToBackUp(record.change)) {
      throwAll(failures);
      return;
    }
    if (backup === undefined) failures.push(missing(action, 'backup', 'the record on the host has no backup of this run'));
    else if (!reaches(backup.verified, settings.backup.verify)) {
      failures.push(missing(action, 'backup', `the backup ${backup.id} is verified to "${backup.verified}", the configuration asks for "${settings.backup.verify}"`));
    }
  }
  if (action === 'rolling-deploy' && migrating && settings.migrations?.when !== 'after-switch') {
    failures.push(missing(action, 'migrate', `${String(record.pending?.length ?? 0)} migrations that the release needs are not applied: ${(record.pending ?? []).join(', ')}`));
  }
  throwAll(failures);
}

function throwAll(failures: readonly Failure[]): void {
  if (failures.length > 0) throw new Failures(failures);
}

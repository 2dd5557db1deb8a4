import type { BackupRequest } from '../../databases/database';
import { mapProbe } from '../../model/command';
import { Failure } from '../../model/failure';
import type { Manifest } from '../../model/manifest';
import { chooseExpired } from '../../model/retention';
import type { Step } from '../../model/step';
import { count } from '../../model/words';
import { bytes } from '../../checks/answer';
import type { Flow } from '../flow';
import { askConfigured, gateFailure } from '../gates';
import { reaches } from '../predecessors';
import { takeSettled } from '../reconcile';
import { runFlow } from '../run-flow';
import { scopeOf, touchesData } from '../scope';
import { hasHooks, parkAgain, runHooks } from '../hooks';
import { stopWritesFirst } from '../stop-writes';
import type { Note } from '../notes';
import type { Session } from '../session';
import { probeExistence } from '../schema-state';

const OUTPUTS = { 'backup-id': '', size: '', sha256: '', verified: 'false' };

/** Dumps, verifies to the configured level, copies, and only then lets older ones go. */
export const run: Flow = (context) =>
  runFlow('backup', context, OUTPUTS, async (session, parts, reporter) => {
    if (!touchesData(scopeOf(context))) return reporter.close('nothing-to-do', `scope: ${scopeOf(context)} leaves the database as it is`);
    const settings = context.settings.backup;
    const { database } = parts;
    if (settings === undefined || database === undefined) throw notConfigured();
    const existence = mapProbe(probeExistence(database), (facts) => (facts instanceof Failure ? facts : facts !== undefined));
    const there = await takeSettled(session, existence, () => context.handed?.database(context.ports.now()));
    if (there instanceof Failure) throw there;
    let opening: readonly Note[] = session.continues ? [] : [session.mint()];
    if (there !== true) {
      if (session.previous !== undefined) throw vanished(parts.databaseHost);
      await session.run({ steps: [], before: opening, after: [{ kind: 'fact', name: 'backup', data: { nothing: true } }], lease: 'park', last: true });
      reporter.output('verified', 'true');
      reporter.note('there is no database yet and no release before this one: nothing to back up');
      return reporter.close(context.dryRun ? 'dry-run' : 'nothing-to-do', 'no database yet: nothing to back up');
    }
    opening = await stopWritesFirst(session, opening);
    opening = await runHooks(session, 'before-backup', { before: opening });
    const id = session.changeId === '' ? 'dry-run' : session.changeId;
    const request: BackupRequest = {
      id,
      change: id,
      at: context.ports.now().toISOString(),
      to: settings.to,
      verify: settings.verify,
      minimumBytes: settings.minimumBytes,
      copies: settings.copies,
      manifests: `${parts.site.layout.state}/manifests`,
      schema: '',
      deadlineMs: settings.deadlineMs,
    };
    const create: Step = {
      id: 'backup.create',
      title: `back up the database, verified to "${settings.verify}"`,
      host: parts.databaseHost,
      does: [database.backup(request)],
      undo: { kind: 'none', text: 'a backup stays; an unfinished one is a .part and is swept' },
    };
    const results = await session.run({
      steps: [create, ...pruneSteps(session, id)],
      before: opening,
      after: [{ kind: 'fact', name: 'backup', data: { id } }],
      lease: 'park',
      last: true,
    });
    const result = results.get(create.id)?.[0];
    if (result === undefined) return reporter.close('dry-run', 'the backup was planned, not made');
    const manifest = database.readBackup(result);
    return conclude(session, manifest);
  });

async function conclude(session: Session, manifest: Manifest): Promise<ReturnType<Session['reporter']['close']>> {
  const { reporter, context } = session;
  const asked = context.settings.backup?.verify ?? 'readable';
  reporter.output('backup-id', manifest.id);
  reporter.output('size', String(manifest.bytes));
  reporter.output('sha256', manifest.sha256);
  const verified = reaches(manifest.verified, asked);
  const tables = Object.entries(manifest.tables);
  reporter.fact('backup', [
    ['id', manifest.id],
    ['size', `${bytes(manifest.bytes)} (${String(manifest.bytes)} bytes), of a database of ${bytes(manifest.databaseBytes)}`],
    ['sha256', manifest.sha256],
    ['verified', manifest.verified],
    ['contents', `${count(tables.reduce((sum, [, table]) => sum + table.rows, 0), 'row')} in ${count(tables.length, 'table')}, counted and hashed in the dump's own snapshot`],
    ['copies', manifest.copies.length === 0 ? 'none' : manifest.copies.map((copy) => `${copy.place} (${copy.verified ? 'digest verified' : 'NOT verified'})`).join(', ')],
  ]);
  if (!verified || manifest.copies.some((copy) => !copy.verified)) {
    throw new Failure({
      kind: 'gate-closed',
      code: 'LG-BACKUP-NOT-VERIFIED',
      problem: `the backup ${manifest.id} reached "${manifest.verified}", asked for was "${asked}"`,
      host: session.parts.databaseHost,
      next: 'look at the backup action\'s output; nothing goes on without a verified backup',
    });
  }
  const verdict = await askConfigured(session, 'backed-up', { release: session.changeId, version: context.run.version, before: manifest });
  await session.keepRemembered();
  if (verdict.leads !== 'open') {
    const failure = gateFailure(verdict, 'the backup does not pass its gate', { so: 'nothing was changed', next: 'look at the backup before deploying' });
    return reporter.close(verdict.leads === 'hold' ? 'held' : 'failed', 'the backup does not pass its gate', failure);
  }
  await runHooks(session, 'after-backup');
  await parkAgain(session, hasHooks(session, 'after-backup'));
  reporter.output('verified', 'true');
  return reporter.close('passed', `${manifest.id}: ${String(manifest.bytes)} bytes, verified to "${manifest.verified}"`);
}

/** Only reached, in the same script, when the new backup is whole. */
function pruneSteps(session: Session, newest: string): Step[] {
  const { settings, ports } = session.context;
  const { database, databaseHost, site } = session.parts;
  if (settings.backup === undefined || database === undefined) return [];
  const { keep, copies } = settings.backup;
  const at = ports.now();
  const stored = session.manifests;
  // The new one stands for itself, so that "the last n" counts it.
  const coming = stored[0] === undefined ? [] : [{ ...stored[0], id: newest, at: at.toISOString(), verified: settings.backup.verify }];
  const unfinished = new Set([newest, ...(session.change === undefined ? [] : [session.change.id])]);
  const expired = chooseExpired([...stored, ...coming], keep, unfinished, at);
  if (expired.length === 0) return [];
  return [
    {
      id: 'backup.prune',
      title: `remove ${count(expired.length, 'older backup')}`,
      host: databaseHost,
      does: expired.map((manifest) => database.forget(manifest, { manifests: `${site.layout.state}/manifests`, copies })),
      undo: { kind: 'none', text: 'their place among the backups to keep was over' },
    },
  ];
}

function notConfigured(): Failure {
  return new Failure({
    kind: 'configuration',
    code: 'LG-BACKUP-NOT-CONFIGURED',
    problem: 'the backup action needs the sections "database" and "backup" of the configuration',
    next: 'add them, or leave the backup action out of the workflow',
  });
}

function vanished(host: string): Failure {
  return new Failure({
    kind: 'gate-closed',
    code: 'LG-DATABASE-MISSING',
    problem: 'the database is not there, although a release that uses it is',
    host,
    next: 'look on the host where the database went; check "file" in the configuration',
  });
}

import type { Settings } from '../config/settings';
import type { Moment } from '../model/check';
import type { HookPhase } from '../model/hook';
import type { Bringing, Brought } from './handed';
import { scopeOf } from './scope';
import type { Session } from './session';

/** Between preflight and the bringing of files. */
const PHASES: readonly HookPhase[] = ['before-backup', 'after-backup', 'before-maintenance', 'before-migrate', 'after-migrate'];
const MOMENTS: readonly Moment[] = ['backed-up', 'migrated'];

/** A host that does not say that an upload has ended must not hold up the way back. */
const END_MS = 5_000;

/** The files of the change's release to one host. Until they are assembled, what was brought is a `.part` that nothing looks at. */
export async function bringFiles(session: Session, host: string, signal: AbortSignal): Promise<Brought> {
  const { parts, context, changeId } = session;
  const at = context.ports.now();
  const previous = session.turn(host).snapshot.current;
  const upload = parts.artefact.upload(changeId, previous === '' ? undefined : previous);
  const files = await session.shell(host).upload(upload, { signal, onProgress: (line) => { context.ports.progress(`${host}: ${line}`); } });
  return { files, at, durationMs: context.ports.now().getTime() - at.getTime() };
}

/** Whether a line of the team's own runs on the runner before the files are brought in their turn: it may make some of them. Pure. */
export function mayStillMakeFiles({ hooks, gates }: Pick<Settings, 'hooks' | 'gates'>): boolean {
  return PHASES.some((phase) => hooks[phase].some(({ on }) => on === 'runner')) || MOMENTS.some((moment) => gates[moment].some(({ kind }) => kind === 'command'));
}

/** Begins to bring the files while what comes before the switch is done. Undefined where they are brought in their turn, or not at all. */
export function bringAhead(session: Session): Bringing | undefined {
  const { context: { settings, ports }, parts, changeId, hosts } = session;
  const scope = scopeOf(session.context);
  if (parts.runtime === undefined || scope === 'configuration' || scope === 'migrations') return undefined;
  if (mayStillMakeFiles(settings)) return undefined;
  const stop = new AbortController();
  const signal = AbortSignal.any([ports.signal, stop.signal]);
  const uploads = new Map(hosts.map((host) => [host, bringFiles(session, host, signal)]));
  // What went wrong is told to whoever needs the files.
  for (const upload of uploads.values()) upload.catch(() => undefined);
  return {
    of: (host, release) => (release === changeId ? uploads.get(host) : undefined),
    end: async () => {
      stop.abort();
      const settled = new AbortController();
      const waited = ports.sleep(END_MS, settled.signal);
      // A run that is cancelled has no time to wait; what is on its way is stopped all the same.
      await Promise.race([Promise.allSettled(uploads.values()), waited]).catch(() => undefined);
      settled.abort();
      await waited.catch(() => undefined);
    },
  };
}

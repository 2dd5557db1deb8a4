import type { Command, CommandResult, Probe } from '../model/command';
import { joinProbes, mapProbe, reading } from '../model/command';
import { Failure } from '../model/failure';
import type { FlowContext } from './flow';
import type { Parts } from './parts';
import type { Session } from './session';

/** What one host said about the moment of failure, as text for people. */
export interface HostDiagnostics {
  readonly host: string;
  readonly sections: readonly { readonly title: string; readonly text: string }[];
}

const LOG_LINES = 100;
/** The way back waits for these answers: what takes longer is left out. */
const PATIENCE_MS = 3_000;

type Section = HostDiagnostics['sections'][number];

function tellUnread(error: unknown): string {
  const why = error instanceof Failure ? [error.facts.problem, error.facts.cause ?? ''].filter((part) => part !== '').join(': ') : 'its answer cannot be read';
  return `could not be read: ${why}`;
}

/** A section whose question may fail without anything else failing. */
function section(title: string, probe: Probe<string>): Probe<Section> {
  const commands = probe.commands.map((command): Command => ({ ...command, deadlineMs: Math.min(command.deadlineMs, PATIENCE_MS) }));
  return {
    commands,
    read: (results) => {
      try {
        const text = probe.read(results).trimEnd();
        return { title, text: text === '' ? 'nothing' : text };
      } catch (error) {
        return { title, text: tellUnread(error) };
      }
    },
  };
}

/** Output as it came, and how the command ended where it did not end well. */
function said([result]: readonly CommandResult[]): string {
  if (result === undefined) return '';
  const end = result.exitCode === 0 ? '' : `\n(${result.timedOut ? 'no end in time' : `exit code ${String(result.exitCode)}`})`;
  return `${result.stdout}${result.stderr}${end}`;
}

/**
 * Log, state and resources of one host, read-only and bounded in time. Whatever of it cannot be answered is told in its place:
 * no way back fails over its diagnostics.
 */
export function diagnose(parts: Parts, host: string): Probe<HostDiagnostics> {
  const { runtime, database, databaseHost, site } = parts;
  const mine = host === databaseHost ? database : undefined;
  const sections = [
    ...(runtime === undefined
      ? []
      : [
          section('application', mapProbe(runtime.status(), ({ state, detail, restarts }) => `${state}${detail === '' ? '' : `: ${detail}`}${restarts === undefined ? '' : `, started anew ${String(restarts)} times`}`)),
          section(`its last ${String(LOG_LINES)} log lines`, runtime.logs(LOG_LINES)),
        ]),
    ...(mine === undefined ? [] : [section('database', mapProbe(mine.inspect(), ({ engineVersion, bytes }) => `${mine.engine} ${engineVersion}, ${String(bytes)} bytes`))]),
    section('disk', { commands: [reading('ask for free space', 'df', ['-Pk', site.layout.root])], read: said }),
    section('load', { commands: [reading('ask for the load', 'cat', ['/proc/loadavg'])], read: said }),
    section('memory', { commands: [reading('ask for free memory', 'head', ['-n', '3', '/proc/meminfo'])], read: said }),
  ];
  return mapProbe(joinProbes(sections), (all) => ({ host, sections: all }));
}

function render({ sections }: HostDiagnostics): string {
  return sections.map(({ title, text }) => `== ${title}\n${text}\n`).join('\n');
}

/** Asks the hosts that have not been asked yet; one that cannot be reached is left out. */
async function askOthers(session: Session, known: readonly HostDiagnostics[]): Promise<readonly HostDiagnostics[]> {
  const others = session.parts.hosts.filter((host) => !known.some((one) => one.host === host));
  const answers = await Promise.all(
    others.map(async (host) => {
      const why = session.missing.get(host);
      if (why !== undefined) return { host, sections: [{ title: 'connection', text: tellUnread(why) }] };
      const probe = diagnose(session.parts, host);
      try {
        return probe.read(await session.shell(host).run(probe.commands));
      } catch (error) {
        return { host, sections: [{ title: 'connection', text: tellUnread(error) }] };
      }
    }),
  );
  return [...known, ...answers];
}

/** What the hosts say before anything is moved: `early` is what was asked together with the lease. */
export async function collectDiagnostics(session: Session, early: HostDiagnostics | undefined): Promise<readonly HostDiagnostics[]> {
  return session.context.dryRun ? [] : askOthers(session, early === undefined ? [] : [early]);
}

/** Puts them on the report and into a folder for the workflow to keep, which it answers with; empty when there is none. */
export async function keepDiagnostics(context: FlowContext, session: Session, release: string, all: readonly HostDiagnostics[]): Promise<string> {
  let folder = '';
  for (const one of all) {
    const text = render(one);
    session.reporter.detail(`diagnostics of ${one.host}, from before the way back`, text);
    try {
      const path = await context.ports.keepFile(`lockgate-diagnostics-${release}/${one.host}.txt`, text);
      folder = path.slice(0, path.lastIndexOf('/'));
    } catch (error) {
      session.reporter.note(`the diagnostics of ${one.host} could not be kept: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return folder;
}

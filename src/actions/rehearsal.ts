import type { Command } from '../model/command';
import type { JournalLine } from '../model/journal';
import type { PlannedCommand } from '../model/report';
import type { ReleaseEntry } from '../model/release';
import { describeCommand, readCommand } from '../shell/describe';

/** A tree of files that would be brought. */
export interface RehearsedTree {
  readonly host: string;
  readonly files: number;
  readonly bytes: number;
  readonly digest: string;
}

/**
 * What the actions of one process would have left behind in a dry run. Each goes on from what the ones before it would have
 * recorded, as it does when they are carried out: so that what is listed is what runs.
 */
export interface Rehearsal {
  readonly journal: JournalLine[];
  readonly releases: ReleaseEntry[];
  readonly trees: RehearsedTree[];
  /** In the order in which they would run. */
  readonly commands: PlannedCommand[];
}

export function beginRehearsal(): Rehearsal {
  return { journal: [], releases: [], trees: [], commands: [] };
}

/** A command as it is listed: its title and all of it, as it runs and as it is read. */
export function listed(host: string, command: Command): PlannedCommand {
  const titled = (text: string): string => `# ${command.title}\n${text}`;
  return { host, script: titled(describeCommand(command)), reads: titled(readCommand(command)) };
}

import type { Command, CommandResult, Probe } from '../../model/command';
import { mutating, reading, shellLine, succeeded } from '../../model/command';
import { commandFailure, Failure } from '../../model/failure';
import type { Site } from '../../model/site';
import type { MigrationPlugin, MigrationSurvey, MigrationTool, PendingMigration } from '../migration-tool';
import { type CommandSettings, schema } from './settings';

const READ_MS = 60_000;

/** The lines that a command printed, without the blanks around them. */
function printed(result: CommandResult | undefined, asked: string): string[] {
  if (result === undefined) throw new Error('an answer is missing');
  if (!succeeded(result) || result.truncated) {
    throw commandFailure(result, {
      code: 'LG-MIGRATION-COMMAND',
      problem: result.truncated ? `the line that prints ${asked} prints too much` : `the line that prints ${asked} failed`,
      next: `run the line by hand in the release's folder on the host, and correct it`,
    });
  }
  return result.stdout
    .split('\n')
    .map((text) => text.trim())
    .filter((text) => text !== '');
}

class CommandTool implements MigrationTool {
  readonly kind = 'command';
  readonly needsRelease = true;

  constructor(
    private readonly settings: CommandSettings,
    private readonly site: Site,
    private readonly deadlineMs: number,
  ) {}

  survey(releasePath?: string): Probe<MigrationSurvey> {
    if (releasePath === undefined) {
      throw new Failure({ kind: 'state', code: 'LG-MIGRATION-NEEDS-RELEASE', problem: 'these migrations are code of the release, which is not on the host yet', next: 'bring the release there first' });
    }
    const ask = (title: string, line: string): Command => reading(title, ...this.line(line), { ...this.place(releasePath), deadlineMs: READ_MS });
    return {
      commands: [ask('ask for the current revision', this.settings.current), ask('ask for the pending migrations', this.settings.pending)],
      read: ([current, pending]) => this.read(printed(current, 'the current revision'), printed(pending, 'the pending migrations')),
    };
  }

  apply(survey: MigrationSurvey, release: { readonly path: string }): readonly Command[] {
    if (survey.pending.length === 0) return [];
    const title = `apply ${survey.pending.map(({ name }) => name).join(', ')}`;
    return [mutating(title, ...this.line(this.settings.apply), { ...this.place(release.path), deadlineMs: this.deadlineMs })];
  }

  private read(current: readonly string[], names: readonly string[]): MigrationSurvey {
    const revision = current.at(-1) ?? '';
    const risk: Pick<PendingMigration, 'classes' | 'findings'> = this.settings.lossless
      ? { classes: [], findings: [] }
      : { classes: ['opaque'], findings: ['a command of the team\'s own: what it does cannot be read (`lossless: true` is the word that it destroys and breaks nothing)'] };
    // The command tells its newest revision alone; what came before it is not known by name.
    return { revision, applied: revision === '' ? [] : [revision], pending: names.map((name) => ({ name, digest: '', ...risk })), edited: [], refused: [] };
  }

  private line(line: string): [string, readonly string[]] {
    const { program, words } = shellLine(line);
    return [program, words];
  }

  private place(path: string): Pick<Command, 'cwd' | 'env'> {
    const env = {
      LOCKGATE_RELEASE_PATH: path,
      LOCKGATE_RELEASE: path.split('/').at(-1) ?? '',
      LOCKGATE_APP: this.site.app,
      LOCKGATE_ENVIRONMENT: this.site.environment,
      ...this.settings.env,
    };
    return { cwd: this.settings.cwd === undefined ? path : `${path}/${this.settings.cwd}`, env };
  }
}

export const plugin: MigrationPlugin<CommandSettings> = {
  kind: 'command',
  schema,
  open: (settings, site, _database, common) => Promise.resolve(new CommandTool(settings, site, common.deadlineMs)),
};

import type { Command, CommandResult } from '../model/command';
import type { Upload } from '../model/step';
import { describeCommand, readCommand, tellCommand } from './describe';
import { quote } from './render';
import type { BatchOptions, ScriptOptions, ScriptResult, Shell, UploadResult } from './shell';
import { digestTree, readTree } from './tree';

/**
 * A shell that changes nothing: what only reads is run, what mutates is recorded as a person could type it (secrets by name)
 * and answered with exit code 0. A raw script may do anything, so it is never run.
 */
export class DryShell implements Shell {
  constructor(
    private readonly real: Shell,
    private readonly record: (script: string, reads: string) => void,
  ) {}

  get host(): string {
    return this.real.host;
  }

  get usage(): Shell['usage'] {
    return this.real.usage;
  }

  async run(commands: readonly Command[], options?: BatchOptions): Promise<CommandResult[]> {
    const reads = commands.filter((command) => !command.mutates);
    const read = reads.length === 0 ? [] : await this.real.run(reads, options);
    const answers = new Map(reads.map((command, index) => [command, read[index]]));
    return commands.map((command) => {
      const answer = answers.get(command);
      if (answer !== undefined) return answer;
      this.record(`# ${command.title}\n${describeCommand(command)}`, `# ${command.title}\n${readCommand(command)}`);
      return { host: this.host, title: command.title, command: tellCommand(command), exitCode: 0, signal: null, stdout: '', stderr: '', truncated: false, durationMs: 0, timedOut: false };
    });
  }

  script(_text: string, _options: ScriptOptions): Promise<ScriptResult> {
    return Promise.reject(new Error('a dry run runs no raw script'));
  }

  async upload(upload: Upload): Promise<UploadResult> {
    const tree = await readTree(upload);
    const without = [...upload.exclude, ...(upload.without ?? []).map((path) => `/${path}`)].map((pattern) => ` --exclude ${quote(pattern)}`).join('');
    const script = `# bring ${String(tree.files.length)} files, ${String(tree.bytes)} bytes\nrsync --archive --delete${without} ${quote(`${upload.from}/`)} ${quote(`${this.host}:${upload.to}/`)}`;
    this.record(script, script);
    return { files: tree.files.length, bytes: tree.bytes, digest: await digestTree(upload.from, tree.files), by: 'rsync' };
  }

  forward(port: number, address?: string): ReturnType<Shell['forward']> {
    return this.real.forward(port, address);
  }

  close(): Promise<void> {
    return this.real.close();
  }
}

import type { Command, CommandResult } from '../model/command';
import { renderCommand } from './render';
import type { BatchOptions, ScriptOptions, ScriptResult, Shell, UploadResult } from './shell';

/**
 * A shell for looking at what stays as it is meanwhile: what only reads is run once, and answered from memory when it is asked
 * again. What mutates is handed on as it is, and so is what is asked side by side: gates ask the same again to hear something new.
 */
export class RememberingShell implements Shell {
  readonly #answers = new Map<string, CommandResult>();

  constructor(private readonly real: Shell) {}

  get host(): string {
    return this.real.host;
  }

  get usage(): Shell['usage'] {
    return this.real.usage;
  }

  async run(commands: readonly Command[], options?: BatchOptions): Promise<CommandResult[]> {
    if (options?.parallel === true || commands.some(({ mutates }) => mutates)) return this.real.run(commands, options);
    const keys = commands.map((command) => `${command.title}\0${renderCommand(command)}`);
    const news = commands.filter((_, index) => !this.#answers.has(keys[index] ?? ''));
    const answers = news.length === 0 ? [] : await this.real.run(news, options);
    return commands.map((command, index) => {
      const answer = answers[news.indexOf(command)] ?? this.#answers.get(keys[index] ?? '');
      if (answer === undefined) throw new Error(`${command.title}: the shell answered nothing`);
      this.#answers.set(keys[index] ?? '', answer);
      return answer;
    });
  }

  script(text: string, options: ScriptOptions): Promise<ScriptResult> {
    return this.real.script(text, options);
  }

  upload(...request: Parameters<Shell['upload']>): Promise<UploadResult> {
    return this.real.upload(...request);
  }

  forward(port: number, address?: string): ReturnType<Shell['forward']> {
    return this.real.forward(port, address);
  }

  close(): Promise<void> {
    return this.real.close();
  }
}

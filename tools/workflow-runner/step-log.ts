import { parseCommand, type WorkflowCommand } from './commands';
import type { Masks } from './masks';
import type { Annotation } from './results';

const issueLevels = new Set(['error', 'warning', 'notice']);
const silent = new Set(['add-matcher', 'remove-matcher', 'internal-set-repo-path', 'debug', 'echo']);
const disabled = new Set(['set-env', 'add-path']);
const known = new Set([...issueLevels, ...silent, ...disabled, 'add-mask', 'group', 'endgroup', 'set-output', 'save-state', 'stop-commands']);
/** GitHub keeps ten annotations of a kind per step; the rest are lines only. */
const annotationLimit = 10;

/** Reads what a step prints: obeys commands, hides secrets, keeps the lines that GitHub would show. */
export class StepLog {
  readonly lines: string[] = [];
  readonly annotations: Annotation[] = [];
  /** From `::set-output::` and `::save-state::`, the older way. */
  readonly outputs: Record<string, string> = {};
  readonly state: Record<string, string> = {};
  /** A command that the runner refused fails the step, whatever the program answered. */
  refused = false;
  #resumeToken: string | undefined;

  constructor(
    private readonly masks: Masks,
    private readonly onLine: (line: string) => void,
  ) {}

  /** A line of the program's output. */
  read(line: string): void {
    const command = line.includes('::') || line.includes('##[') ? parseCommand(line) : undefined;
    if (command === undefined || !this.obey(command, line)) this.print(line);
  }

  /** A line as it is, commands in it without effect. */
  print(line: string): void {
    const masked = this.masks.hide(line);
    this.lines.push(masked);
    this.onLine(masked);
  }

  issue(level: Annotation['level'], message: string, properties: Readonly<Record<string, string>> = {}): void {
    if (this.annotations.filter((one) => one.level === level).length < annotationLimit) {
      const hide = (text: string | undefined): string => this.masks.hide(text ?? '');
      this.annotations.push({ level, message: hide(message), title: hide(properties['title']), file: hide(properties['file']) });
    }
    message.split('\n').forEach((line, index) => this.print(index === 0 ? `##[${level}]${line}` : line));
  }

  private obey(command: WorkflowCommand, line: string): boolean {
    if (this.#resumeToken !== undefined) {
      if (command.name !== this.#resumeToken) return false;
      this.#resumeToken = undefined;
      this.print(line);
      return true;
    }
    if (!known.has(command.name)) return false;
    const name = command.properties['name'];
    if (issueLevels.has(command.name)) this.issue(command.name as Annotation['level'], command.data, command.properties);
    else if (command.name === 'add-mask') this.addMask(command.data);
    else if (command.name === 'group') this.print(`##[group]${command.data}`);
    else if (command.name === 'endgroup') this.print('##[endgroup]');
    else if (command.name === 'set-output' && name !== undefined) this.outputs[name] = command.data;
    else if (command.name === 'save-state' && name !== undefined) this.state[name] = command.data;
    else if (command.name === 'stop-commands') this.stop(command.data, line);
    else if (!silent.has(command.name)) this.refuse(`Unable to process command '${line}' successfully.`);
    return true;
  }

  private addMask(value: string): void {
    if (value.trim() === '') this.issue('warning', "Can't add secret mask for empty string in ##[add-mask] command.");
    else this.masks.add(value);
  }

  private stop(token: string, line: string): void {
    if (token === '' || known.has(token) || token === 'pause-logging') {
      this.refuse('The stop token is empty or the name of a command.');
      return;
    }
    this.#resumeToken = token.toLowerCase();
    if (token.length > 6) this.masks.add(token);
    this.print(line);
  }

  private refuse(message: string): void {
    this.refused = true;
    this.issue('error', message);
  }
}

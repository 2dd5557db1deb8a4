import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The files through which a step talks to the runner, one set per step. */
export class FileCommands {
  constructor(private readonly folder: string) {
    mkdirSync(folder, { recursive: true });
    for (const name of Object.values(names)) writeFileSync(join(folder, name), '');
  }

  /** GITHUB_OUTPUT and its kin, for the step's environment and the `github` context. */
  paths(): { readonly output: string; readonly env: string; readonly path: string; readonly state: string; readonly step_summary: string } {
    const at = (name: string): string => join(this.folder, name);
    return { output: at(names.output), env: at(names.env), path: at(names.path), state: at(names.state), step_summary: at(names.summary) };
  }

  pairs(kind: 'output' | 'env' | 'state'): Record<string, string> {
    return parsePairs(this.read(names[kind]));
  }

  addedPaths(): string[] {
    return this.read(names.path).split(/\r?\n/).filter((line) => line !== '');
  }

  summary(): { readonly text: string; readonly bytes: number } {
    const file = join(this.folder, names.summary);
    return existsSync(file) ? { text: this.read(names.summary), bytes: statSync(file).size } : { text: '', bytes: 0 };
  }

  private read(name: string): string {
    const file = join(this.folder, name);
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  }
}

const names = { output: 'set_output', env: 'set_env', path: 'add_path', state: 'save_state', summary: 'step_summary' } as const;

/** `NAME=value` or `NAME<<delimiter`, value lines, delimiter. Throws what the runner would complain about. */
export function parsePairs(text: string): Record<string, string> {
  const pairs: Record<string, string> = {};
  const lines = text.split(/\r?\n/);
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? '';
    if (line === '') continue;
    const equals = line.indexOf('=');
    const heredoc = line.indexOf('<<');
    if (equals >= 0 && (heredoc < 0 || equals < heredoc)) {
      if (equals === 0) throw new Error(`Invalid format '${line}'. Name must not be empty`);
      pairs[line.slice(0, equals)] = line.slice(equals + 1);
    } else if (heredoc >= 0) {
      const [key, delimiter] = [line.slice(0, heredoc), line.slice(heredoc + 2)];
      if (key === '' || delimiter === '') throw new Error(`Invalid format '${line}'. Name must not be empty and delimiter must not be empty`);
      const end = lines.indexOf(delimiter, index + 1);
      if (end < 0) throw new Error(`Invalid value. Matching delimiter not found '${delimiter}'`);
      pairs[key] = lines.slice(index + 1, end).join('\n');
      index = end;
    } else {
      throw new Error(`Invalid format '${line}'`);
    }
  }
  return pairs;
}

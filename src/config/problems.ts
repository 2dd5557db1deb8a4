import { Failure, Failures } from '../model/failure';
import type { Path, Place } from './tree';
import { showPath } from './tree';

export interface Problem {
  /** `LG-CONFIG-…` */
  readonly code: string;
  readonly at: Place;
  /** Where in the configuration, as keys; empty for the file as a whole. */
  readonly path: Path;
  readonly what: string;
  readonly next: string;
}

function showPlace({ file, line, column }: Place): string {
  return line === 0 ? file : `${file}:${String(line)}:${String(column)}`;
}

/** Collects everything that is wrong, so that it can be said at once. */
export class Problems {
  readonly #all = new Map<string, Problem>();

  /** The same complaint about the same place (a value used twice, an environment that shares it) counts once. */
  add(problem: Problem): void {
    const key = `${showPlace(problem.at)} ${problem.code} ${problem.what}`;
    if (!this.#all.has(key)) this.#all.set(key, problem);
  }

  /** In the order of the file. */
  get all(): readonly Problem[] {
    return [...this.#all.values()].sort((a, b) => a.at.line - b.at.line || a.at.column - b.at.column);
  }

  get any(): boolean {
    return this.#all.size > 0;
  }

  throwIfAny(): void {
    if (this.any) throw new Failures(this.all.map(failureOf));
  }
}

function failureOf({ code, at, path, what, next }: Problem): Failure {
  const where = path.length === 0 ? '' : `${showPath(path)}: `;
  return new Failure({ kind: 'configuration', code, problem: `${showPlace(at)}: ${where}${what}`, next });
}

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Labelled {
  readonly sql: string;
  /** What it really may do. */
  readonly truth: readonly string[];
  /** What the classifier may say besides, on the safe side. */
  readonly excess: readonly string[];
}

/** Every migration of this folder with its label; `alone` and `refused` among the labels are no classes. */
export function readCorpus(): Labelled[] {
  return readdirSync(__dirname)
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .flatMap((name) => readFileSync(join(__dirname, name), 'utf8').split(/^-- > /m).slice(1))
    .flatMap((section) => {
      const [labels = '', ...lines] = section.split('\n');
      const words = labels.split(' ').filter((word) => word !== 'lossless');
      const of = (excess: boolean): string[] => words.filter((word) => word.startsWith('~') === excess).map((word) => word.replace('~', ''));
      return lines
        .join('\n')
        .split(/\n\n+/)
        .map((sql) => sql.trim())
        .filter((sql) => sql !== '')
        .map((sql) => ({ sql, truth: of(false), excess: of(true) }));
    });
}

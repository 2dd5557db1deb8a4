import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A repository of somebody's, as far as linters look at it. */
export interface Place {
  readonly name: string;
  /** From the root of the repository. */
  readonly files: ReadonlyMap<string, string>;
}

const SUITE = '.lockgate';
/** How workflows of teams name an action of ours. */
const OURS = /\blockgate\/lockgate\/actions\/([a-z-]+)@v\d+\b/g;

/** The files of a folder that `wanted` takes, with their texts. */
export function readFiles(folder: string, wanted: (path: string) => boolean): Map<string, string> {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(wanted).sort();
  return new Map(paths.map((path) => [path, readFileSync(join(folder, path), 'utf8')]));
}

export function isWorkflow(path: string): boolean {
  return /^\.github\/workflows\/[^/]+\.ya?ml$/.test(path);
}

export function isAction(path: string): boolean {
  return /(^|\/)action\.yml$/.test(path);
}

/** Metadata of our actions, by path. */
export function readActions(root: string): Map<string, string> {
  const files = readFiles(join(root, 'actions'), (path) => /^[^/]+\/action\.yml$/.test(path));
  return new Map([['action.yml', readFileSync(join(root, 'action.yml'), 'utf8')], ...[...files].map(([path, text]) => [`actions/${path}`, text] as const)]);
}

/**
 * The place with our actions inside it and named as its own: a linter that reads no other repository then knows what inputs
 * and outputs they have.
 */
export function withActions({ name, files }: Place, actions: ReadonlyMap<string, string>): Place {
  const renamed = [...files].map(([path, text]) => [path, isWorkflow(path) ? text.replace(OURS, `./${SUITE}/actions/$1`) : text] as const);
  return { name, files: new Map([...renamed, ...[...actions].flatMap(([path, text]) => placeAction(`${SUITE}/${path}`, text))]) };
}

/** An action, and something where its metadata says that its programs are. */
export function placeAction(path: string, text: string): [path: string, text: string][] {
  const programs = [...text.matchAll(/^ {2}(?:main|post): (\S+)$/gm)].map(([, program = '']) => join(dirname(path), program));
  return [[path, text], ...programs.map((program): [string, string] => [program, ''])];
}

/** Writes a place to a git repository of its own, and takes it away again: outside of one, linters look at less. */
export async function inRepository<T>({ files }: Place, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'lockgate-lint-'));
  try {
    execFileSync('git', ['init', '--quiet', '--initial-branch=main', folder]);
    for (const [path, text] of files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

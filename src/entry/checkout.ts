import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';

import { Failure } from '../model/failure';

function wrong(code: string, problem: string, next: string, cause?: string): Failure {
  return new Failure({ kind: 'configuration', code, problem, next, cause });
}

function isInside(root: string, path: string): boolean {
  const way = relative(root, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}

/** The folder of the checkout that is deployed: inside the workspace, and there. */
export function findWorkspace(root: string, directory: string): string {
  if (root === '') throw wrong('LG-ENVIRONMENT', 'not run by GitHub Actions: GITHUB_WORKSPACE is not set', 'run this as a step of a workflow');
  const folder = resolve(root, directory);
  if (!isInside(root, folder)) throw wrong('LG-INPUT-VALUE', `the input "working-directory" leads out of the workspace: ${directory}`, 'write a folder of the checkout');
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw wrong('LG-INPUT-VALUE', `there is no folder ${directory} in the workspace`, 'check out the repository before this step (uses: actions/checkout), and correct the input "working-directory"');
  }
  if (!isInside(realpathSync(root), realpathSync(folder))) throw wrong('LG-INPUT-VALUE', `the input "working-directory" leads out of the workspace through a link: ${directory}`, 'write a folder of the checkout');
  return folder;
}

export interface ConfigurationFile {
  /** As messages name it, from the root of the checkout: annotations point there. */
  readonly name: string;
  readonly text: string;
}

/** The configuration file: below the working directory, else from the root of the checkout. */
export function readConfiguration(root: string, workspace: string, path: string): ConfigurationFile {
  const candidates = [...new Set([join(workspace, path), join(root, path)])];
  for (const file of isAbsolute(path) ? [path] : candidates) {
    if (!existsSync(file)) continue;
    try {
      return { name: isInside(root, file) ? relative(root, file) : file, text: readFileSync(file, 'utf8') };
    } catch (error) {
      throw wrong('LG-CONFIG-FILE', `the configuration file ${path} cannot be read`, 'make it a file that the job may read', String(error));
    }
  }
  throw wrong(
    'LG-CONFIG-FILE',
    `there is no configuration file ${path}`,
    'add it, or check out the repository before this step (uses: actions/checkout); another place is said with the input "config"',
    `looked for ${candidates.map((file) => relative(root, file)).join(' and ')}`,
  );
}

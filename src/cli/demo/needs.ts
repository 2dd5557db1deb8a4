import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { Failure, Failures } from '../../model/failure';

function need(problem: string, next: string, cause?: string): Failure {
  return new Failure({ kind: 'configuration', code: 'LG-DEMO-NEEDS', problem, cause, next });
}

const lacks = (program: string, ...words: string[]): boolean => spawnSync(program, words, { stdio: 'ignore', timeout: 10_000 }).error !== undefined;

function findPythonProblem(): Failure[] {
  const python = spawnSync('python3', ['-c', 'import sqlite3, sys; print(sys.version_info >= (3, 7))'], { encoding: 'utf8', timeout: 10_000 });
  if (python.error !== undefined) return [need('the application of the demo is in Python 3, and there is no python3 here', 'install python3, with the packages of this system', python.error.message)];
  if (python.stdout.trim() === 'True') return [];
  return [need('the application of the demo needs Python 3.7 or later with its module sqlite3', 'install a python3 that has it', python.stderr.trim().split('\n').at(-1))];
}

/** Throws everything that the demo lacks on this machine, which is its server. */
export function requireNeeds(source: string): void {
  const problems = [
    ...(process.platform === 'linux' ? [] : [need('the demo\'s server is this machine, and a server of Lockgate is Linux', 'run it in WSL, in a container or on a Linux machine', `this is ${process.platform}`)]),
    ...findPythonProblem(),
    ...['git', 'flock', 'tar'].filter((program) => lacks(program, '--version')).map((program) => need(`the program ${program} is not on the PATH`, `install ${program}, with the packages of this system`)),
    ...(existsSync(join(source, 'server.py')) ? [] : [need('the application of the demo is not where this program is', 'run the whole package, or npm run demo in a checkout', source)]),
  ];
  if (problems.length > 0) throw new Failures(problems);
}

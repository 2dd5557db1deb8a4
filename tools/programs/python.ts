import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { canInstall, installPackages } from '../test/debian';
import { must, run } from './run';

const FILE = join(__dirname, 'requirements.txt');

/** The version of a package that the list names. */
export function versionOf(name: string): string {
  const line = readFileSync(FILE, 'utf8').split('\n').find((text) => text.startsWith(`${name}==`));
  if (line === undefined) throw new Error(`${FILE} does not name ${name}`);
  return line.slice(name.length + 2).split(' ')[0] ?? '';
}

async function canMakeEnvironments(): Promise<boolean> {
  return (await run('python3', ['-c', 'import ensurepip, venv'])).code === 0;
}

/** Installs what the list names, by its digests, and returns the folder that its programs are in. */
export async function installPython(folder: string): Promise<string> {
  const ready = (await canMakeEnvironments()) || (canInstall() && installPackages(['python3', 'python3-venv', 'ca-certificates']) && (await canMakeEnvironments()));
  if (!ready) throw new Error('python3 makes no environments: apt-get install python3 python3-venv');
  const environment = join(folder, 'environment');
  await must('python3', ['-m', 'venv', environment]);
  await must(join(environment, 'bin/pip'), ['install', '--quiet', '--require-hashes', '--no-deps', '--only-binary', ':all:', '--requirement', FILE]);
  return join(environment, 'bin');
}

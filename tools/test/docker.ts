import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { canInstall, installPackages } from './debian';
import { findProgram } from './requirements';

const START_ATTEMPTS = 60;

export function engineAnswers(): boolean {
  return spawnSync('docker', ['info'], { stdio: 'ignore', timeout: 20_000 }).status === 0;
}

/** Leaves an engine running that answers; false where that cannot be had. */
export async function provideDocker(root: string): Promise<boolean> {
  if (engineAnswers()) return true;
  console.log('Some tests need Docker and no engine answers.');
  if (!canInstall()) return false;
  if (findProgram('dockerd') === undefined && !installPackages(['docker.io', 'iptables'])) return false;
  const log = join(root, '.build/dockerd.log');
  mkdirSync(join(root, '.build'), { recursive: true });
  console.log(`$ dockerd   (its log: ${log})`);
  const file = openSync(log, 'a');
  spawn('dockerd', [], { detached: true, stdio: ['ignore', file, file] }).unref();
  for (let attempt = 0; attempt < START_ATTEMPTS; attempt += 1) {
    if (engineAnswers()) return true;
    await sleep(1000);
  }
  return false;
}

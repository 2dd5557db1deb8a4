import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

const POLICY = '/usr/sbin/policy-rc.d';

/** Debian, Ubuntu and what calls itself like them, as root. */
export function canInstall(osRelease = '/etc/os-release'): boolean {
  if (process.getuid?.() !== 0 || !existsSync(osRelease)) return false;
  return /^(ID|ID_LIKE)=.*\b(debian|ubuntu)\b/m.test(readFileSync(osRelease, 'utf8'));
}

function apt(words: readonly string[]): boolean {
  console.log(`$ apt-get ${words.join(' ')}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return spawnSync('apt-get', words, { stdio: ['ignore', 'ignore', 'inherit'], env }).status === 0;
}

/** Installs packages without starting the services that they bring: the tests start their own. */
export function installPackages(packages: readonly string[]): boolean {
  const ours = !existsSync(POLICY);
  if (ours) writeFileSync(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    return apt(['update', '-q']) && apt(['install', '-q', '-y', '--no-install-recommends', ...packages]);
  } finally {
    if (ours) rmSync(POLICY, { force: true });
  }
}

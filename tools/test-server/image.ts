import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, openSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

import { docker, LABEL, tryDocker } from './docker';

const SUITE = 'bookworm';

/** A server as a team rents it, with what the examples run on; systemd is its first process. */
const PACKAGES = [
  ...['systemd', 'systemd-sysv', 'dbus', 'libpam-systemd', 'openssh-server', 'sudo', 'ca-certificates', 'curl', 'iproute2', 'procps'],
  ...['rsync', 'zstd', 'sqlite3', 'nginx-light', 'postgresql', 'python3', 'python3-venv', 'gunicorn', 'python3-flask', 'python3-psycopg2'],
];

/** What is done to the bare system; a login over SSH must work as soon as systemd is up. */
const FINISH = `
set -e
rm -f /etc/machine-id /var/lib/dbus/machine-id
: >/etc/machine-id
printf 'LANG=C.UTF-8\\n' >/etc/default/locale
systemctl mask --quiet systemd-resolved.service getty@tty1.service console-getty.service apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer fstrim.timer
printf 'MaxStartups 100\\nPasswordAuthentication no\\n' >/etc/ssh/sshd_config.d/tests.conf
apt-get clean
rm -rf /var/lib/apt/lists/*
`;

/** Where trees are kept from one checkout to the next. */
export const CACHE = process.env['LOCKGATE_TEST_CACHE'] ?? join(homedir(), '.cache/lockgate-tests');

function digestOf(...parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 12);
}

export const BASE_IMAGE = `lockgate-test-server:${digestOf(SUITE, ...PACKAGES, FINISH)}`;

function run(program: string, words: readonly string[], input = ''): void {
  const ended = spawnSync(program, words, { input, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024, env: { ...process.env, LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8', DEBIAN_FRONTEND: 'noninteractive' } });
  if (ended.error !== undefined) throw ended.error;
  if (ended.status !== 0) throw new Error(`${program} ${words.join(' ')}: exit code ${String(ended.status)}: ${`${ended.stdout}${ended.stderr}`.slice(-2000)}`);
}

function imageExists(name: string): boolean {
  return tryDocker(['image', 'inspect', name]).code === 0;
}

/** One process at a time makes an image; the others wait for it. */
export function withLock<T>(name: string, work: () => T): T {
  mkdirSync(CACHE, { recursive: true });
  const file = join(CACHE, `${name.replaceAll(/[^a-z0-9]+/g, '-')}.lock`);
  for (;;) {
    try {
      closeSync(openSync(file, 'wx'));
      break;
    } catch {
      const owner = spawnSync('find', [file, '-mmin', '+10'], { encoding: 'utf8' }).stdout;
      if (owner !== '') rmSync(file, { force: true });
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
    }
  }
  try {
    return work();
  } finally {
    rmSync(file, { force: true });
  }
}

function importTree(tree: string): void {
  const changes = ['CMD ["/sbin/init"]', 'ENV container=docker LANG=C.UTF-8', `LABEL ${LABEL}=image`].flatMap((change) => ['--change', change]);
  run('sh', ['-c', 'tree=$1; shift; tar -C "$tree" -c . | docker import "$@"', 'sh', tree, ...changes, '-', BASE_IMAGE]);
}

/** The image of a bare server; made when neither the engine nor the cache has it, which takes a minute or two. */
export function provideBaseImage(): string {
  if (imageExists(BASE_IMAGE)) return BASE_IMAGE;
  return withLock(BASE_IMAGE, () => {
    if (imageExists(BASE_IMAGE)) return BASE_IMAGE;
    const tree = join(CACHE, BASE_IMAGE.replace(':', '-'));
    if (!existsSync(tree)) {
      const part = `${tree}.part`;
      rmSync(part, { recursive: true, force: true });
      console.log(`making ${BASE_IMAGE}: a Debian server with systemd, sshd, nginx and PostgreSQL (once on this machine)`);
      run('debootstrap', ['--variant=minbase', `--include=${PACKAGES.join(',')}`, SUITE, part]);
      run('chroot', [part, 'sh', '-c', FINISH]);
      run('mv', [part, tree]);
    }
    importTree(tree);
    return BASE_IMAGE;
  });
}

/** An image made from another by running a script as root on a server that is up; kept by the digest of what made it. */
export function provideDerivedImage(base: string, name: string, ingredients: readonly string[], prepare: (image: string) => string): string {
  const image = `${name}:${digestOf(base, ...ingredients)}`;
  if (imageExists(image)) return image;
  return withLock(image, () => {
    if (imageExists(image)) return image;
    const container = prepare(base);
    try {
      docker(['commit', '--change', `LABEL ${LABEL}=image`, container, image]);
    } finally {
      tryDocker(['rm', '--force', '--volumes', container]);
    }
    return image;
  });
}

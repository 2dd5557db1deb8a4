import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { CACHE, digestOf, withLock } from './cache';
import { docker, LABEL, mustRun, tryDocker } from './docker';

const SUITE = 'bookworm';

/** A server as a team rents it, with what the examples run on; systemd is its first process. */
const PACKAGES = [
  ...['systemd', 'systemd-sysv', 'dbus', 'libpam-systemd', 'openssh-server', 'sudo', 'ca-certificates', 'curl', 'iproute2', 'procps'],
  ...['rsync', 'zstd', 'sqlite3', 'nginx-light', 'postgresql', 'python3', 'python3-venv', 'gunicorn', 'python3-flask', 'python3-psycopg2'],
];

/** What is done to the bare system. Each server makes its keys and its identity when it first starts. */
const FINISH = `
set -e
rm -f /etc/machine-id /var/lib/dbus/machine-id /etc/ssh/ssh_host_*
: >/etc/machine-id
printf 'LANG=C.UTF-8\\n' >/etc/default/locale
systemctl mask --quiet systemd-resolved.service getty@tty1.service console-getty.service e2scrub_reap.service \
  apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer fstrim.timer
printf 'MaxStartups 100\\nPasswordAuthentication no\\nHostKey /etc/ssh/ssh_host_ed25519_key\\nHostKey /etc/ssh/ssh_host_ecdsa_key\\n' >/etc/ssh/sshd_config.d/tests.conf
cat >/etc/systemd/system/ssh-host-keys.service <<'UNIT'
[Unit]
Before=ssh.service
ConditionPathExists=!/etc/ssh/ssh_host_ed25519_key
[Service]
Type=oneshot
ExecStart=ssh-keygen -q -t ed25519 -N "" -f /etc/ssh/ssh_host_ed25519_key
ExecStart=ssh-keygen -q -t ecdsa -N "" -f /etc/ssh/ssh_host_ecdsa_key
[Install]
RequiredBy=ssh.service
UNIT
systemctl enable --quiet ssh-host-keys.service
apt-get clean
rm -rf /var/lib/apt/lists/*
`;

export const BASE_IMAGE = `lockgate-test-server:${digestOf(SUITE, ...PACKAGES, FINISH)}`;

const KEPT_DAYS = 7;
const EXTENSION = '.tar.zst';

const imageExists = async (name: string): Promise<boolean> => (await tryDocker(['image', 'inspect', name])).code === 0;

/** What former versions of these images left behind, once nobody has made or wanted it for days. */
async function forget(current: string): Promise<void> {
  await tryDocker(['image', 'prune', '--all', '--force', '--filter', `label=${LABEL}=image`, '--filter', `until=${String(KEPT_DAYS * 24)}h`]);
  const old = Date.now() - KEPT_DAYS * 24 * 3_600_000;
  for (const name of readdirSync(CACHE)) {
    const ours = name.startsWith('lockgate-test-') && name.includes(EXTENSION) && !name.startsWith(current);
    if (ours && statSync(join(CACHE, name)).mtimeMs < old) rmSync(join(CACHE, name), { recursive: true, force: true });
  }
}

/** Runs a program with mounts and processes of its own, all of which end with this process: no killed run leaves them behind. */
const ISOLATED = ['--pdeathsig', 'KILL', 'unshare', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc', '--'];

/** A packed tree of files. */
async function packTree(to: string): Promise<void> {
  const tree = `${to}.tree`;
  const env = { ...process.env, LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8', DEBIAN_FRONTEND: 'noninteractive', DPKG_FORCE: 'unsafe-io' };
  rmSync(tree, { recursive: true, force: true });
  mkdirSync(tree);
  await mustRun('setpriv', [...ISOLATED, 'debootstrap', '--variant=minbase', `--include=${PACKAGES.join(',')}`, SUITE, tree], '', env);
  await mustRun('setpriv', [...ISOLATED, 'chroot', tree, 'sh', '-c', FINISH], '', env);
  // Sockets in the tree are said to be ignored; nothing else may be.
  await mustRun('bash', ['-o', 'pipefail', '-c', 'tar -C "$1" -c . | zstd -q -3 -T0 -f -o "$2.part"', 'pack', tree, to]);
  renameSync(`${to}.part`, to);
  rmSync(tree, { recursive: true, force: true });
}

/** The image of a bare server; made when neither the engine nor the cache has it, which takes a minute or two. */
export async function provideBaseImage(): Promise<string> {
  if (await imageExists(BASE_IMAGE)) return BASE_IMAGE;
  const name = BASE_IMAGE.replace(':', '-');
  return withLock(name, async () => {
    if (await imageExists(BASE_IMAGE)) return BASE_IMAGE;
    await forget(name);
    const packed = join(CACHE, `${name}${EXTENSION}`);
    if (!existsSync(packed)) await packTree(packed);
    const changes = ['CMD ["/sbin/init"]', 'ENV container=docker LANG=C.UTF-8', `LABEL ${LABEL}=image`].flatMap((change) => ['--change', change]);
    await mustRun('bash', ['-o', 'pipefail', '-c', 'from=$1; shift; zstd -q -d -c "$from" | docker import "$@"', 'import', packed, ...changes, '-', BASE_IMAGE]);
    return BASE_IMAGE;
  });
}

/**
 * An image made of another by work on a server that is up: `prepare` answers its container, stopped. It is kept by the digest of
 * what it is made of, and made again when that changes.
 */
export async function provideDerivedImage(base: string, name: string, ingredients: readonly (string | Buffer)[], prepare: (image: string) => Promise<string>): Promise<string> {
  const image = `${name}:${digestOf(base, ...ingredients)}`;
  if (await imageExists(image)) return image;
  return withLock(image.replace(':', '-'), async () => {
    if (await imageExists(image)) return image;
    const container = await prepare(base);
    try {
      await docker(['commit', '--change', `LABEL ${LABEL}=image`, container, image]);
    } finally {
      await tryDocker(['rm', '--force', '--volumes', container]);
    }
    return image;
  });
}

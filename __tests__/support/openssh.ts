import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

import { Secret } from '../../src/model/secret';
import type { SshTarget } from '../../src/shell/ssh-target';

const SSHD = ['/usr/sbin/sshd', '/usr/lib/ssh/sshd', '/usr/local/sbin/sshd'].find((path) => existsSync(path));

export interface OpenSsh {
  readonly port: number;
  readonly folder: string;
  target(change?: Partial<SshTarget>): SshTarget;
  /** Starts an agent that holds the key and returns its socket. */
  startAgent(): Promise<string>;
  log(): string;
  close(): Promise<void>;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise<void>((resolve) => server.close(() => { resolve(); }));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function mintWithSshKeygen(file: string, type: string): string {
  execFileSync('ssh-keygen', ['-q', '-t', type, '-N', '', '-f', file]);
  return readFileSync(`${file}.pub`, 'utf8').trim().split(' ').slice(0, 2).join(' ');
}

/** A real sshd on a free port, for the user who runs the tests. Fails where none is installed: the suite is worth nothing without. */
export async function startOpenSsh(options: { readonly config?: readonly string[]; readonly hostKey?: 'ed25519' | 'ecdsa' | 'rsa'; readonly unpinned?: 'ed25519' | 'ecdsa' | 'rsa'; readonly userKey?: 'ed25519' | 'ecdsa' | 'rsa' } = {}): Promise<OpenSsh> {
  if (SSHD === undefined) throw new Error('these tests need OpenSSH\'s sshd: apt-get install openssh-server');
  const folder = mkdtempSync(join(tmpdir(), 'lockgate-sshd-'));
  chmodSync(folder, 0o755);
  const hostKey = mintWithSshKeygen(join(folder, 'host'), options.hostKey ?? 'ed25519');
  if (options.unpinned !== undefined) mintWithSshKeygen(join(folder, 'unpinned'), options.unpinned);
  writeFileSync(join(folder, 'authorized'), `${mintWithSshKeygen(join(folder, 'user'), options.userKey ?? 'ed25519')}\n`);
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
  const port = await freePort();
  const lines = [
    ...(options.config ?? []),
    `Port ${String(port)}`,
    'ListenAddress 127.0.0.1',
    `HostKey ${join(folder, 'host')}`,
    ...(options.unpinned === undefined ? [] : [`HostKey ${join(folder, 'unpinned')}`]),
    `AuthorizedKeysFile ${join(folder, 'authorized')}`,
    `PidFile ${join(folder, 'pid')}`,
    'StrictModes no',
    'UsePAM no',
    'PasswordAuthentication no',
    'PermitRootLogin prohibit-password',
    'LogLevel DEBUG1',
  ];
  writeFileSync(join(folder, 'sshd_config'), `${lines.join('\n')}\n`);
  const daemon = spawn(SSHD, ['-D', '-e', '-f', join(folder, 'sshd_config')], { stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  daemon.stderr.setEncoding('utf8').on('data', (text: string) => { log += text; });
  await new Promise<void>((resolve, reject) => {
    const look = setInterval(() => {
      if (!log.includes(`Server listening on 127.0.0.1 port ${String(port)}`)) return;
      clearInterval(look);
      resolve();
    }, 20);
    daemon.once('exit', (code) => {
      clearInterval(look);
      reject(new Error(`sshd ended with exit code ${String(code)}: ${log}`));
    });
  });
  const helpers: ChildProcess[] = [daemon];
  return {
    port,
    folder,
    log: () => log,
    target: (change = {}) => ({
      alias: 'web-1',
      address: '127.0.0.1',
      port,
      user: userInfo().username,
      key: new Secret('DEPLOY_KEY', readFileSync(join(folder, 'user'), 'utf8')),
      knownHosts: `[127.0.0.1]:${String(port)} ${hostKey}\n`,
      knownHostsSource: '.github/known_hosts',
      ...change,
    }),
    startAgent: async () => {
      const socket = join(folder, 'agent');
      helpers.push(spawn('ssh-agent', ['-D', '-a', socket], { stdio: 'ignore' }));
      while (!existsSync(socket)) await new Promise((resolve) => setTimeout(resolve, 20));
      execFileSync('ssh-add', ['-q', join(folder, 'user')], { env: { ...process.env, SSH_AUTH_SOCK: socket }, stdio: 'ignore' });
      return socket;
    },
    close: async () => {
      for (const helper of helpers) {
        const gone = new Promise((resolve) => helper.once('exit', resolve));
        if (helper.exitCode === null && helper.kill()) await gone;
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
